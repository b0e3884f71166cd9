// Corrects an utterance in its place. Enter saves, Escape leaves it as it was.

import { make } from "../shared/make.js";

export class Editing {
  constructor(panel) {
    this.panel = panel;
    this.at = null;
  }

  begin(n) {
    if (this.panel.data.locked || !this.panel.lines[n] || this.at === n) return;
    this.leave();
    this.at = n;
    this.panel.media.element.pause();
    const row = this.panel.transcript.rows[n];
    this.panel.transcript.choose(n, false);
    this.area = make("textarea", { rows: 2, maxlength: 5000, "aria-label": "Correct what was said" });
    this.area.value = this.panel.lines[n].text;
    const hint = make("small", { class: "hint" }, "Enter saves, Escape leaves it as it was.");
    row.element.querySelector(".text").replaceWith(make("div", { class: "correcting" }, this.area, hint));
    this.area.addEventListener("keydown", (event) => this.keyed(event));
    this.area.addEventListener("input", () => this.fit());
    this.fit();
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  }

  fit() {
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }

  keyed(event) {
    if (event.key === "Escape") this.leave(true);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  save() {
    const [n, text] = [this.at, this.area.value.replace(/\s+/g, " ").trim()];
    const changed = text && text !== this.panel.lines[n].text;
    if (changed) this.panel.post("correct", { utterance: n, text });
    this.leave(true);
  }

  leave(focus = false) {
    if (this.at === null) return;
    const row = this.panel.transcript.rows[this.at];
    this.at = null;
    if (!row) return;
    row.drawn = null;
    this.panel.transcript.draw();
    if (focus) row.element.focus({ preventScroll: true });
  }
}
