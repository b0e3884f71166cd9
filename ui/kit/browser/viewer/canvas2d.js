// Without a graphics card. The film is resampled to the canvas once per camera; a table of 65,536 shades turns levels
// into pixels, so that a change of window costs one look-up a pixel; a pan moves what is drawn and fills in the rest.

import { ramp as heatRamp } from "./heat.js";
import { ramp } from "./levels.js";
import { cut, spread } from "./resample.js";

const OPAQUE = 0xff000000;

export class CanvasRenderer {
  constructor(canvas) {
    this.kind = "canvas2d";
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    this.table = new Uint32Array(65536);
    this.warm = heatRamp();
    this.heat = this.film = this.patch = this.shown = null;
  }

  setFilm(film) {
    this.film = film;
    this.patch = this.shown = null;
  }

  setHeat(map) {
    this.heat = map;
    this.patch = this.shown = null;
  }

  draw({ camera, levels, opacity }) {
    if (!this.film) return;
    const view = aligned(camera, this.canvas);
    const look = `${levels.center} ${levels.width} ${levels.inverted} ${this.heat ? opacity : 0}`;
    this.tabulate(levels);
    this.opacity = this.heat ? opacity : 0;
    if (this.shown?.look === look && moved(this.shown.view, view)) this.slide(view);
    else this.whole(view);
    this.shown = { view, look };
  }

  whole(view) {
    if (!this.patch || !same(this.patch.view, view)) this.patch = { view, ...this.piece(view, full(view)) };
    this.clear();
    this.paint(this.patch);
  }

  // Moves what is on the canvas and draws the strips that come into sight.
  slide(view) {
    const before = this.shown.view;
    const [dx, dy] = [view.x - before.x, view.y - before.y];
    if (!dx && !dy) return;
    this.patch = null;
    this.context.globalCompositeOperation = "copy";
    this.context.drawImage(this.canvas, dx, dy);
    this.context.globalCompositeOperation = "source-over";
    for (const strip of strips(dx, dy, view)) this.paint(this.piece(view, strip));
  }

  // The film within a box of the canvas; null where there is none of it.
  piece(view, within) {
    const { film, heat } = this;
    const box = sight(view, film, within);
    if (box.width <= 0 || box.height <= 0) return {};
    return { box, levels: cut(film, view, box), heat: heat && spread(heat, film, view, box) };
  }

  paint({ box, levels, heat }) {
    if (!box) return;
    const image = this.context.createImageData(box.width, box.height);
    this.shade(new Uint32Array(image.data.buffer), levels, heat);
    this.context.putImageData(image, box.x, box.y);
  }

  clear() {
    this.context.fillStyle = "#000";
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  // The shade of every level under this window.
  tabulate(levels) {
    const key = `${levels.center} ${levels.width} ${levels.inverted}`;
    if (key === this.tabulated) return;
    this.tabulated = key;
    const { low, slope } = ramp(levels);
    const [from, sign] = levels.inverted ? [255, -1] : [0, 1];
    for (let i = 0; i < 65536; i++) {
      const part = Math.min(1, Math.max(0, (i / 65535 - low) * slope));
      const gray = (from + sign * 255 * part + 0.5) | 0;
      this.table[i] = OPAQUE | (gray << 16) | (gray << 8) | gray;
    }
  }

  shade(out, levels, heat) {
    const { table, warm, opacity } = this;
    if (!heat || opacity <= 0) {
      for (let i = 0; i < out.length; i++) out[i] = table[levels[i]];
      return;
    }
    const cover = Uint16Array.from({ length: 256 }, (_, i) => Math.round(warm[i * 4 + 3] * opacity));
    for (let i = 0; i < out.length; i++) {
      const gray = table[levels[i]];
      const share = cover[heat[i]];
      out[i] = share === 0 ? gray : blend(gray & 255, share, warm, heat[i] << 2);
    }
  }

  finish() {}

  dispose() {}
}

function blend(gray, share, warm, at) {
  const keep = gray * (255 - share) + 127;
  const r = ((keep + warm[at] * share) * 257) >>> 16;
  const g = ((keep + warm[at + 1] * share) * 257) >>> 16;
  const b = ((keep + warm[at + 2] * share) * 257) >>> 16;
  return OPAQUE | (b << 16) | (g << 8) | r;
}

// The camera on whole pixels, so that what is drawn can be moved; half a pixel is more than anyone sees.
function aligned({ scale, x, y }, { width, height }) {
  return { scale, x: Math.round(x), y: Math.round(y), width, height };
}

const full = ({ width, height }) => ({ x: 0, y: 0, width, height });

const same = (a, b) => a.scale === b.scale && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

// Whether one view is the other moved by less than half the canvas.
function moved(a, b) {
  const alike = a.scale === b.scale && a.width === b.width && a.height === b.height;
  const near = Math.abs(b.x - a.x) < b.width / 2 && Math.abs(b.y - a.y) < b.height / 2;
  return alike && near;
}

function strips(dx, dy, { width, height }) {
  const sides = [];
  if (dx) sides.push({ x: dx > 0 ? 0 : width + dx, y: 0, width: Math.abs(dx), height });
  if (dy) sides.push({ x: 0, y: dy > 0 ? 0 : height + dy, width, height: Math.abs(dy) });
  return sides;
}

// Where the film meets a box of the canvas, in whole pixels.
function sight(camera, film, within) {
  const x = Math.max(within.x, Math.floor(camera.x));
  const y = Math.max(within.y, Math.floor(camera.y));
  const right = Math.min(within.x + within.width, Math.ceil(camera.x + film.width * camera.scale));
  const bottom = Math.min(within.y + within.height, Math.ceil(camera.y + film.height * camera.scale));
  return { x, y, width: right - x, height: bottom - y };
}
