// Window and level. The scale is 12 bit (0..4095) whatever the film's own depth: what readers are used to.

import { quantile } from "./film.js";

export const TOP = 4095;
const NARROWEST = 16;
const WIDEST = 2 * TOP;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export function levels(center, width, inverted = false) {
  return { center: clamp(center, 0, TOP), width: clamp(width, NARROWEST, WIDEST), inverted };
}

export const whole = () => levels((TOP + 1) / 2, TOP + 1);

const between = (low, high, inverted) => levels((low + high) / 2, high - low, inverted);

// A window that the film brings along: darkest and brightest of what is shown, 0 to 1 the whole.
export const brought = ([low, high], inverted) => between(low * TOP, high * TOP, inverted);

// Lung lies in the dark half of a film, bone and mediastinum in the bright half; the shares are of this film's pixels.
export function preset(name, histogram) {
  const at = (share) => quantile(histogram, share);
  if (name === "lung") return between(at(0.02), at(0.7));
  if (name === "bone") return between(at(0.4), at(0.998));
  if (name === "inverted") return { ...whole(), inverted: true };
  return whole();
}

// Right widens, up brightens; the narrower the window, the finer the step. dx, dy in CSS pixels.
export function drag(now, dx, dy) {
  const step = clamp(now.width / 512, 0.25, 8);
  return levels(now.center + dy * step, now.width + dx * step * 1.5, now.inverted);
}

export const invert = (now) => ({ ...now, inverted: !now.inverted });

// Lowest level of the window and the slope of its ramp, both for levels in [0, 1].
export function ramp({ center, width }) {
  return { low: (center - width / 2) / TOP, slope: TOP / width };
}
