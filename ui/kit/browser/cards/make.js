// Elements as everywhere, and the keys that do the same.

import { make } from "../shared/make.js";

export { button, hidden, make, redraw } from "../shared/make.js";
export const key = (text) => make("kbd", { "aria-hidden": "true" }, text);
