// The keyboard. Letters work anywhere on the page while nobody types; arrows only while a film has the focus.

import { taken } from "../shared/keyboard.js";
import { enter, leave, measuring, nudge } from "./drawing.js";

export const KEYS = [
  ["W", "Window tool"], ["P", "Pan tool (or hold the space bar)"],
  ["Arrows", "Change window and level, or move the film"], ["1 2 3 4", "Presets: film's own, lung, bone and mediastinum, inverted"],
  ["5 \u2026 9", "Further windows that the film brings along"], ["I", "Invert"], ["+  \u2212", "Zoom in, out"], ["F", "Fit the film"], ["Z", "Actual size, 1:1"],
  ["Shift + T", "Turn to the right"], ["Shift + F", "Mirror"],
  ["H", "Heat map on, off"], ["[  ]", "Less, more heat map"], ["G", "Regions on, off"],
  ["0", "Reset"], ["?", "This sheet"],
];
export const MEASURING = [
  ["M", "Ruler"], ["Shift + M", "Angle"], ["Q", "Heart to chest (cardiothoracic ratio)"],
  ["Enter", "On the film: lay a measurement, or take another end in hand"], ["Shift + Enter", "Lay another measurement"],
  ["Arrows", "Move the end in hand; with Shift in larger steps"], ["Escape", "Let go"],
  ["Backspace", "Delete the measurement in hand, or the last"], ["Shift + U", "Undo the last step of measuring"],
];
export const FILMS = [
  [",  .", "Back, or on to another film of the study"], ["V", "Side by side on, off"], ["Shift + V", "Another earlier study"],
  ["\\  or Tab", "The other film"], ["Y", "Link the films, or let them free"], ["Shift + P", "Report of the earlier study"],
];

const PRESETS = { 1: "default", 2: "lung", 3: "bone", 4: "inverted" };
const PLAIN = {
  w: "window", p: "pan", i: "invert", "+": "in", "=": "in", "-": "out", f: "fit", z: "actual",
  h: "heat", g: "regions", "[": "fainter", "]": "stronger", 0: "reset", "?": "sheet",
  m: "length", q: "ratio", ",": "back", ".": "forward", v: "beside", y: "link", "\\": "other",
};
const SHIFTED = { F: "flip", M: "angle", P: "report", T: "turn", U: "unmeasure", V: "study" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 24;
const LARGE_STEP = 10;

export class Keys {
  constructor(viewer) {
    this.viewer = viewer;
    this.act = viewer.actions;
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
    const here = event.composedPath().includes(this.viewer.active.stage);
    if (here ? this.focused(event) || this.letter(event) : this.letter(event)) event.preventDefault();
  }

  focused(event) {
    if (event.key === " ") return this.space(true);
    if (this.viewer.film && this.measuring(event)) return true;
    const arrow = ARROWS[event.key];
    if (!arrow) return false;
    const far = event.shiftKey ? 4 * STEP : STEP;
    const [dx, dy] = arrow.map((sign) => sign * far);
    if (this.act.tool() === "pan") this.act.pan(dx, dy);
    else this.act.window(dx, dy);
    this.act.settled();
    return true;
  }

  // What the keys do while the film has the focus and something is measured.
  measuring({ key, shiftKey }) {
    const pane = this.viewer.active;
    if (key === "Enter" && measuring(pane.state.tool)) enter(pane, shiftKey);
    else if (key === "Escape") return leave(pane);
    else if (key === "Backspace" || key === "Delete") this.act.do("remove");
    else if (key in ARROWS && pane.measures.chosen && !pane.drawing) {
      nudge(pane, ...ARROWS[key].map((sign) => sign * (shiftKey ? LARGE_STEP : 1)));
    } else return false;
    this.act.settled();
    return true;
  }

  letter(event) {
    const key = event.key.length === 1 && !(event.key in SHIFTED) ? event.key.toLowerCase() : event.key;
    if (key >= "5" && key <= "9") this.act.brought(Number(key) - 5);
    else if (key in PRESETS) this.act.preset(PRESETS[key]);
    else if (key in PLAIN) this.act.do(PLAIN[key]);
    else if (event.shiftKey && key in SHIFTED) this.act.do(SHIFTED[key]);
    else return false;
    return true;
  }

  space(held) {
    this.viewer.panes.forEach((pane) => { pane.pointers.spaced = held; });
    return true;
  }
}
