// The sheet of keys.

import { button, make } from "./make.js";

const LINES = [
  ["Space", "Show the answer; then take the suggested rating"],
  ["1 \u2013 4", "Choose an answer; then Again, Hard, Good, Easy"],
  ["Enter", "Check what you typed"],
  ["R", "Play the sound again"],
  ["S", "Speak: start and stop recording"],
  ["U", "Undo the last answer"],
  ["B", "Bury: not again today"],
  ["!", "Suspend: not again until you say so"],
  ["F", "Flag, or take the flag off"],
  ["E", "Edit the word"],
  ["?", "These keys"],
];

export class Sheet {
  constructor(dialog) {
    this.dialog = dialog;
    const rows = LINES.map(([name, words]) => make("div", {}, make("dt", {}, make("kbd", {}, name)), make("dd", {}, words)));
    const close = button({ class: "primary" }, () => dialog.close(), "Close");
    dialog.append(make("h2", {}, "Keys"), make("dl", {}, ...rows), close);
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => event.key === "?" && dialog.close());
  }

  toggle() {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }
}
