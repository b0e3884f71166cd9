// The sheet of keys.

import { button, make } from "../shared/make.js";

const LINES = [
  ["Space or K", "Play and pause"],
  ["J, L", "Ten seconds back, on"],
  ["\u2190, \u2192", "Five seconds back, on"],
  ["[, ]", "The utterance before, after"],
  [", .", "Slower, faster"],
  ["/", "Search in what was said; N and Shift + N go from hit to hit"],
  ["\u2191, \u2193, Enter", "In the transcript: move, and hear that utterance"],
  ["E", "Correct the chosen utterance; Enter saves, Escape leaves it"],
  ["U", "Undo the last change"],
  ["F", "Follow the recording again"],
  ["?", "These keys"],
];

export class Sheet {
  constructor(dialog) {
    this.dialog = dialog;
    const rows = LINES.map(([name, words]) => make("div", {}, make("dt", {}, make("kbd", {}, name)), make("dd", {}, words)));
    dialog.append(make("h2", {}, "Keys"), make("dl", {}, ...rows), button({ class: "primary" }, () => dialog.close(), "Close"));
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => event.key === "?" && dialog.close());
  }

  toggle() {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }
}
