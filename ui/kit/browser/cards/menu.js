// Everything that is not the next step, within reach of a thumb.

import { button, key, make } from "./make.js";

const LINES = [
  ["undo", "Undo the last answer", "U"],
  ["bury", "Not again today", "B"],
  ["suspend", "Suspend", "!"],
  ["flag", "Flag", "F"],
  ["edit", "Edit the word", "E"],
  ["keys", "Keys", "?"],
];

export class Menu {
  constructor(root, panel) {
    this.panel = panel;
    this.box = root.querySelector(".menu");
    this.opener = root.querySelector("[data-icon=more]");
    this.opener.addEventListener("click", () => (this.box.hidden ? this.open() : this.close()));
    this.box.append(...LINES.map((line) => this.line(...line)));
    this.box.addEventListener("keydown", (event) => this.keyed(event));
    this.onPress = (event) => !event.composedPath().some((each) => each === this.box || each === this.opener) && this.close();
    window.addEventListener("pointerdown", this.onPress);
  }

  dispose() {
    window.removeEventListener("pointerdown", this.onPress);
  }

  line(act, words, name) {
    return button({ role: "menuitem", "data-act": act, tabindex: "-1" }, () => this.take(act), make("span", {}, words), key(name));
  }

  take(act) {
    this.close();
    if (act === "keys") this.panel.sheet.toggle();
    else this.panel.act(act);
  }

  lines() {
    return [...this.box.children].filter((line) => !line.disabled);
  }

  open() {
    this.box.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.lines()[0].focus();
  }

  close() {
    const inside = this.box.contains(this.box.getRootNode().activeElement);
    this.box.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    if (inside) this.opener.focus();
  }

  keyed(event) {
    if (event.key === "Escape") this.close();
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const lines = this.lines();
    lines[(lines.indexOf(event.target) + by + lines.length) % lines.length].focus();
  }

  draw() {
    const { data, card } = this.panel;
    for (const line of this.box.children) {
      const { act } = line.dataset;
      line.disabled = act === "undo" ? !data.canUndo : act === "keys" ? false : !card;
      if (act === "edit") line.hidden = !data.canEdit;
      if (act === "flag") line.firstChild.textContent = card?.flag ? "Take the flag off" : "Flag";
    }
  }
}
