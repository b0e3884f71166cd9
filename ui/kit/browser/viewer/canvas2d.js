// Without WebGL2: the film is resampled to the canvas once per camera, and a table of 65,536 shades turns levels into
// pixels, so that a change of window costs one look-up a pixel and no arithmetic.

import { ramp as heatRamp } from "./heat.js";
import { ramp } from "./levels.js";

const OPAQUE = 0xff000000;

export class CanvasRenderer {
  constructor(canvas) {
    this.kind = "canvas2d";
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.table = new Uint32Array(65536);
    this.warm = heatRamp();
    this.heat = null;
  }

  setFilm(film) {
    this.film = film;
    this.patch = null;
  }

  setHeat(map) {
    this.heat = map;
    this.patch = null;
  }

  draw({ camera, levels, opacity }) {
    const { context, canvas } = this;
    if (!this.film) return void context.clearRect(0, 0, canvas.width, canvas.height);
    if (!this.fits(camera)) this.cut(camera);
    this.tabulate(levels);
    const { image, box } = this.patch;
    this.shade(new Uint32Array(image.data.buffer), this.heat ? opacity : 0);
    context.fillStyle = "#000";
    if (box.width < canvas.width || box.height < canvas.height) context.fillRect(0, 0, canvas.width, canvas.height);
    context.putImageData(image, box.x, box.y);
  }

  fits({ scale, x, y }) {
    const { patch, canvas } = this;
    if (!patch) return false;
    const same = patch.camera.scale === scale && patch.camera.x === x && patch.camera.y === y;
    return same && patch.width === canvas.width && patch.height === canvas.height;
  }

  // The part of the film that is in sight, at the canvas's resolution.
  cut(camera) {
    const { canvas, film } = this;
    const box = sight(camera, film, canvas);
    const image = this.context.createImageData(box.width, box.height);
    const floor = pick(film.pyramid, camera.scale);
    const resampled = resample(floor, film, camera, box);
    const heat = this.heat && spread(this.heat, film, camera, box);
    this.patch = { camera: { ...camera }, width: canvas.width, height: canvas.height, box, image, levels: resampled, heat };
  }

  tabulate(levels) {
    const key = `${levels.center} ${levels.width} ${levels.inverted}`;
    if (key === this.tabulated) return;
    this.tabulated = key;
    const { low, slope } = ramp(levels);
    const from = levels.inverted ? 255 : 0;
    const sign = levels.inverted ? -1 : 1;
    for (let i = 0; i < 65536; i++) {
      const part = Math.min(1, Math.max(0, (i / 65535 - low) * slope));
      const gray = (from + sign * 255 * part + 0.5) | 0;
      this.table[i] = OPAQUE | (gray << 16) | (gray << 8) | gray;
    }
  }

  shade(out, opacity) {
    const { table, patch } = this;
    const { levels, heat } = patch;
    if (!heat || opacity <= 0) {
      for (let i = 0; i < out.length; i++) out[i] = table[levels[i]];
      return;
    }
    const cover = covers(this.warm, opacity);
    for (let i = 0; i < out.length; i++) {
      const gray = table[levels[i]] & 255;
      const c = cover.at[heat[i]];
      out[i] = c === 0 ? table[levels[i]] : blend(gray, c, this.warm, heat[i] << 2);
    }
  }

  finish() {}

  dispose() {}
}

function covers(warm, opacity) {
  return { at: Uint16Array.from({ length: 256 }, (_, i) => Math.round(warm[i * 4 + 3] * opacity)) };
}

function blend(gray, cover, warm, at) {
  const keep = 255 - cover;
  const r = (gray * keep + warm[at] * cover + 127) / 255 | 0;
  const g = (gray * keep + warm[at + 1] * cover + 127) / 255 | 0;
  const b = (gray * keep + warm[at + 2] * cover + 127) / 255 | 0;
  return OPAQUE | (b << 16) | (g << 8) | r;
}

function sight(camera, film, canvas) {
  const x = Math.max(0, Math.floor(camera.x));
  const y = Math.max(0, Math.floor(camera.y));
  const right = Math.min(canvas.width, Math.ceil(camera.x + film.width * camera.scale));
  const bottom = Math.min(canvas.height, Math.ceil(camera.y + film.height * camera.scale));
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}

// The smallest floor of the pyramid that still has at least one pixel for each of the canvas's.
function pick(pyramid, scale) {
  const floor = Math.max(0, Math.floor(Math.log2(1 / scale)));
  return pyramid[Math.min(floor, pyramid.length - 1)];
}

// Where a column (or row) of the box falls in the source: left neighbour and the share (0..256) of the right one.
function taps(start, count, offset, scale, size) {
  const at = new Int32Array(count);
  const share = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const where = Math.min(size - 1, Math.max(0, (start + i + 0.5 - offset) / scale - 0.5));
    at[i] = Math.min(size - 2, Math.floor(where));
    share[i] = Math.round((where - at[i]) * 256);
  }
  return { at, share };
}

function resample(floor, film, camera, box) {
  const out = new Uint16Array(box.width * box.height);
  sample(floor.levels, floor, film, camera, box, out);
  return out;
}

function spread(map, film, camera, box) {
  const out = new Uint8Array(box.width * box.height);
  sample(map.bytes, map, film, camera, box, out);
  return out;
}

function sample(source, { width, height }, film, camera, box, out) {
  const across = taps(box.x, box.width, camera.x, camera.scale * film.width / width, width);
  const down = taps(box.y, box.height, camera.y, camera.scale * film.height / height, height);
  for (let row = 0, to = 0; row < box.height; row++, to += box.width) {
    line(source, down.at[row] * width, width, down.share[row], across, out, to);
  }
}

function line(source, top, width, share, { at, share: shares }, out, to) {
  const keep = 256 - share;
  for (let i = 0; i < at.length; i++) {
    const a = top + at[i];
    const left = source[a] * keep + source[a + width] * share;
    const right = source[a + 1] * keep + source[a + width + 1] * share;
    out[to + i] = (left * (256 - shares[i]) + right * shares[i] + 32768) / 65536;
  }
}
