"""A deck given to Anki: notes, cards, media, options, log and memory, in a file that old and new versions read."""
