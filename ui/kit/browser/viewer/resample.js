// The part of a film that lies in a box of the canvas, at the canvas's resolution: bilinear, from the floor of the
// pyramid that has just enough pixels, in whole numbers.

// Levels (0..65535) of the box.
export function cut(film, camera, box) {
  const floor = pick(film.pyramid, camera.scale);
  const out = new Uint16Array(box.width * box.height);
  sample(floor.levels, floor, film, camera, box, out);
  return out;
}

// Heat (0..255) of the box; the map spans the whole film.
export function spread(map, film, camera, box) {
  const out = new Uint8Array(box.width * box.height);
  sample(map.bytes, map, film, camera, box, out);
  return out;
}

// The smallest floor of the pyramid that still has at least one pixel for each of the canvas's.
function pick(pyramid, scale) {
  const floor = Math.max(0, Math.floor(Math.log2(1 / scale)));
  return pyramid[Math.min(floor, pyramid.length - 1)];
}

function sample(source, { width, height }, film, camera, box, out) {
  const across = taps(box.x, box.width, camera.x, (camera.scale * film.width) / width, width);
  const down = taps(box.y, box.height, camera.y, (camera.scale * film.height) / height, height);
  for (let row = 0, to = 0; row < box.height; row++, to += box.width) {
    line(source, down.at[row] * width, width, down.share[row], across, out, to);
  }
}

// Where columns (or rows) of the box fall in the source: the left neighbour, and the share (0..256) of the right one.
function taps(start, count, offset, scale, size) {
  const at = new Int32Array(count);
  const share = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const where = Math.min(size - 1, Math.max(0, (start + i + 0.5 - offset) / scale - 0.5));
    at[i] = Math.max(0, Math.min(size - 2, Math.floor(where)));
    share[i] = Math.round((where - at[i]) * 256);
  }
  return { at, share };
}

// 65535 * 256 * 256 is one more than 32 bits hold, so the first product loses its last bit, below any shade.
function line(source, top, width, share, { at, share: shares }, out, to) {
  const keep = 256 - share;
  for (let i = 0; i < at.length; i++) {
    const a = top + at[i];
    const left = (source[a] * keep + source[a + width] * share) >> 1;
    const right = (source[a + 1] * keep + source[a + width + 1] * share) >> 1;
    out[to + i] = (left * (256 - shares[i]) + right * shares[i]) >>> 15;
  }
}
