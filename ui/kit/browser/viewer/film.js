// A film as the renderers want it: 16-bit levels, a pyramid of halves for zooming out, and a histogram for the presets.

import { decode } from "./png.js";

const SMALLEST = 32;
const BINS = 4096;

export async function load(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) throw new Error(`the film could not be fetched (${response.status})`);
  return build(await decode(new Uint8Array(await response.arrayBuffer())));
}

export function build({ width, height, levels }) {
  return { width, height, pyramid: pyramid({ width, height, levels }), histogram: histogram(levels) };
}

function pyramid(base) {
  const floors = [base];
  let top = base;
  while (Math.min(top.width, top.height) > SMALLEST) {
    top = half(top);
    floors.push(top);
  }
  return floors;
}

// Mean of 2 x 2 pixels; an odd last row or column is dropped, as WebGL's mipmaps do.
function half({ width, height, levels }) {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint16Array(w * h);
  for (let y = 0, to = 0; y < h; y++) {
    for (let x = 0, a = 2 * y * width, b = a + width; x < w; x++, a += 2, b += 2) {
      out[to++] = (levels[a] + levels[a + 1] + levels[b] + levels[b + 1] + 2) >> 2;
    }
  }
  return { width: w, height: h, levels: out };
}

function histogram(levels) {
  const bins = new Uint32Array(BINS);
  for (let i = 0; i < levels.length; i += 3) bins[levels[i] >> 4]++;
  return bins;
}

// The level (0..4095) below which this share of the pixels lies.
export function quantile(bins, share) {
  const total = bins.reduce((sum, n) => sum + n, 0);
  let seen = 0;
  for (let level = 0; level < bins.length; level++) {
    seen += bins[level];
    if (seen >= share * total) return level;
  }
  return bins.length - 1;
}
