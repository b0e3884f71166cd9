"""The film viewer: window, level, zoom, pan, invert, heat maps and regions, all done in the browser."""
