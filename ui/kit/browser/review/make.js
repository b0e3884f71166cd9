// Elements as everywhere; buttons with a title, and numbers as people read them.

import { make } from "../shared/make.js";

export { make };

export function button(text, title, onClick, attributes = {}) {
  const made = make("button", { type: "button", title, ...attributes }, text);
  made.addEventListener("click", onClick);
  return made;
}

export const signed = (value) => `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;
export const percent = (share) => (share > 0 && share < 0.01 ? "< 1 %" : share < 1 && share > 0.99 ? "> 99 %" : `${Math.round(share * 100)} %`);

// Scrolls the box, and nothing around it, until the element is in sight.
export function reveal(box, element) {
  if (!element) return;
  const [outer, inner] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) box.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
}
