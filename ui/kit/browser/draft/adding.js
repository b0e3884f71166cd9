// A sentence of the clinician's own; the utterance that is chosen in the transcript may be named as its source.

import { button, clock, make } from "../shared/make.js";

export class Adding {
  constructor(panel) {
    this.panel = panel;
    this.leave();
  }

  leave() {
    this.at = null;
    this.text = "";
    this.sources = [];
  }

  state() {
    return [this.at, this.sources, this.chosen?.utterance];
  }

  // An utterance was chosen in the transcript.
  told({ utterance, second }) {
    this.chosen = { utterance, second };
    if (this.at !== null) this.redraw();
  }

  begin(section) {
    if (this.panel.data.locked) return;
    this.leave();
    this.at = section;
    this.panel.editing = null;
    this.redraw();
  }

  redraw() {
    this.panel.draw();
    const area = this.panel.box.querySelector(".adding textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  send() {
    const text = this.text.replace(/\s+/g, " ").trim();
    if (!text) return;
    this.panel.post("add", "", { section: this.at, text, sources: this.sources.map(({ utterance }) => utterance) });
    this.close();
  }

  close() {
    const section = this.at;
    this.leave();
    this.panel.draw();
    this.panel.box.querySelector(`[data-number="${section}"] [data-do=add]`)?.focus();
  }

  form() {
    const area = make("textarea", { rows: 2, maxlength: 2000, "aria-label": "Your sentence", placeholder: "Your sentence" });
    area.value = this.text;
    area.addEventListener("input", () => (this.text = area.value));
    area.addEventListener("keydown", (event) => this.keyed(event));
    const named = this.sources.map((source) => this.chip(source));
    const add = button({ class: "primary" }, () => this.send(), "Add");
    return make("div", { class: "editing adding" }, area, make("div", { class: "row" }, add, button({}, () => this.close(), "Cancel"), ...named, this.offer()));
  }

  name({ utterance, second }) {
    return second == null ? `#${utterance + 1}` : clock(second);
  }

  chip(source) {
    const drop = () => {
      this.sources = this.sources.filter((each) => each !== source);
      this.redraw();
    };
    return button({ class: "source", title: "Take this source away" }, drop, `${this.name(source)} \u00d7`);
  }

  offer() {
    const { chosen } = this;
    if (!chosen || this.sources.some(({ utterance }) => utterance === chosen.utterance)) return null;
    const take = () => {
      this.sources = [...this.sources, chosen];
      this.redraw();
    };
    return button({ class: "offer", title: "The utterance that is chosen in the transcript becomes its source" }, take, `Rests on ${this.name(chosen)}`);
  }

  keyed(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
