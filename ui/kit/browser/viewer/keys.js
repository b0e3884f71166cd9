// The keyboard. Letters work anywhere on the page while nobody types; arrows only while the film has the focus.

import { taken } from "../shared/keyboard.js";

export const KEYS = [
  ["W", "Window tool"], ["P", "Pan tool (or hold the space bar)"],
  ["Arrows", "Change window and level, or move the film"], ["1 2 3 4", "Presets: default, lung, bone and mediastinum, inverted"],
  ["I", "Invert"], ["+  \u2212", "Zoom in, out"], ["F", "Fit the film"], ["Z", "Actual size, 1:1"],
  ["H", "Heat map on, off"], ["[  ]", "Less, more heat map"], ["G", "Regions on, off"],
  ["0", "Reset"], ["?", "This sheet"],
];

const PRESETS = { 1: "default", 2: "lung", 3: "bone", 4: "inverted" };
const PLAIN = {
  w: "window", p: "pan", i: "invert", "+": "in", "=": "in", "-": "out", f: "fit", z: "actual",
  h: "heat", g: "regions", "[": "fainter", "]": "stronger", 0: "reset", "?": "sheet",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 24;

export class Keys {
  constructor(stage, pointers, act) {
    Object.assign(this, { stage, pointers, act });
    this.onDown = (event) => this.down(event);
    this.onUp = (event) => event.key === " " && this.space(false);
    window.addEventListener("keydown", this.onDown);
    window.addEventListener("keyup", this.onUp);
  }

  dispose() {
    window.removeEventListener("keydown", this.onDown);
    window.removeEventListener("keyup", this.onUp);
  }

  down(event) {
    if (taken(event)) return;
    const here = event.composedPath().includes(this.stage);
    if (here ? this.focused(event) || this.letter(event) : this.letter(event)) event.preventDefault();
  }

  focused(event) {
    if (event.key === " ") return this.space(true);
    const arrow = ARROWS[event.key];
    if (!arrow) return false;
    const far = event.shiftKey ? 4 * STEP : STEP;
    const [dx, dy] = arrow.map((sign) => sign * far);
    if (this.act.tool() === "pan") this.act.pan(dx, dy);
    else this.act.window(dx, dy);
    this.act.settled();
    return true;
  }

  letter(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key in PRESETS) this.act.preset(PRESETS[key]);
    else if (key in PLAIN) this.act.do(PLAIN[key]);
    else return false;
    return true;
  }

  space(held) {
    this.pointers.spaced = held;
    return true;
  }
}
