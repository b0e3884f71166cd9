// Heat maps: fetched when first looked at, and the colour ramp that both renderers use.

import { decode } from "./png.js";

// Saliency below this is left clear, so that a faint map does not tint the whole film.
const FLOOR = 0.08;
const STOPS = [[255, 236, 150], [255, 176, 60], [240, 90, 30], [190, 20, 40]];

// 256 x RGBA; alpha is the share of the colour at full opacity.
export function ramp() {
  const out = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const heat = Math.max(0, (i / 255 - FLOOR) / (1 - FLOOR));
    out.set([...colour(heat), Math.round(255 * heat ** 0.8)], i * 4);
  }
  return out;
}

function colour(heat) {
  const at = Math.min(STOPS.length - 1.001, heat * (STOPS.length - 1));
  const [from, to, part] = [STOPS[Math.floor(at)], STOPS[Math.floor(at) + 1], at % 1];
  return from.map((value, i) => Math.round(value + (to[i] - value) * part));
}

export async function load(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) throw new Error(`the heat map could not be fetched (${response.status})`);
  const { width, height, levels } = await decode(new Uint8Array(await response.arrayBuffer()));
  return { width, height, bytes: Uint8Array.from(levels, (level) => level >> 8) };
}
