// What the note and the film disagree on, the gravest first. The chosen one is marked in the note and shown on the film;
// it is put aside with a reason, and taken up again.

import { tell } from "../shared/chosen.js";
import { button, make, reveal } from "./make.js";

export class Disputes {
  constructor(box, panel) {
    this.box = box;
    this.panel = panel;
    this.reasons = new Map();
    this.chosen = null;
  }

  get all() {
    return this.panel.data.disputes ?? [];
  }

  begin() {
    this.reasons.clear();
    this.asking = false;
    this.chosen = this.all[0]?.id ?? null;
  }

  enter() {
    this.choose(this.current()?.id ?? this.all[0]?.id ?? null);
    if (!this.all.length) this.box.querySelector("[tabindex]")?.focus();
  }

  current() {
    return this.all.find(({ id }) => id === this.chosen);
  }

  move(by) {
    const at = this.all.findIndex(({ id }) => id === this.chosen);
    this.choose(this.all[Math.min(this.all.length - 1, Math.max(0, at + by))]?.id ?? null);
  }

  choose(id) {
    if (id !== this.chosen) this.asking = false;
    this.chosen = id;
    const label = this.current()?.label;
    if (label && this.panel.finding(label)) tell(this.panel.data.scope, label);
    this.panel.draw();
    const line = this.box.querySelector("[aria-expanded=true]");
    line?.focus({ preventScroll: true });
    reveal(this.box, line?.parentElement);
  }

  // What the note's marks are made of.
  marks() {
    return this.all.filter(({ start }) => start !== null).map(({ id, title, start, end, reading }) => (
      { label: id, title, evidence: [{ where: [{ kind: "span", start, end, reading }] }] }
    ));
  }

  // Asks for a reason, or takes up again what was put aside.
  aside() {
    const dispute = this.current();
    if (!dispute || this.panel.data.locked || this.panel.outbox.holds(dispute.id)) return;
    if (dispute.reason) return this.panel.post("restore", { label: dispute.id });
    this.asking = true;
    this.panel.draw();
    this.box.querySelector("input")?.focus();
  }

  dismiss(reason) {
    if (!reason.trim()) return;
    this.asking = false;
    this.panel.post("dismiss", { label: this.chosen, comment: reason });
    this.panel.draw();
    this.box.querySelector("[aria-expanded=true]")?.focus();
  }

  leave() {
    this.asking = false;
    this.panel.draw();
    this.box.querySelector("[aria-expanded=true]")?.focus();
  }

  draw() {
    const { locked, undisputed } = this.panel.data;
    const sending = this.all.map(({ id }) => this.panel.outbox.holds(id));
    const key = JSON.stringify([this.all, this.chosen, locked, this.asking, sending, undisputed]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = this.box.contains(this.box.getRootNode().activeElement);
    const lines = this.all.map((dispute) => this.item(dispute, locked));
    this.box.replaceChildren(...(lines.length ? lines : [make("li", { class: "none", tabindex: "-1" }, undisputed)]));
    if (focused) this.box.querySelector(this.asking ? "input" : "[aria-expanded=true]")?.focus({ preventScroll: true });
  }

  item(dispute, locked) {
    const chosen = dispute.id === this.chosen;
    const state = dispute.reason ? "Put aside" : this.panel.outbox.holds(dispute.id) ? "Saving \u2026" : "";
    const line = make(
      "button", { type: "button", class: "line", "aria-expanded": String(chosen) },
      make("span", { class: "title" }, dispute.title), make("span", { class: "says" }, dispute.says), make("span", { class: "choice" }, state),
    );
    line.addEventListener("click", () => this.choose(dispute.id));
    const parts = [line, chosen ? this.detail(dispute, locked) : null];
    return make("li", { class: "dispute", "data-id": dispute.id, "data-aside": Boolean(dispute.reason) }, ...parts);
  }

  detail(dispute, locked) {
    const lines = dispute.more.map((sentence) => make("p", {}, sentence));
    if (dispute.reason) lines.push(make("p", {}, make("b", {}, "Put aside"), ` ${dispute.aside}: ${dispute.reason}`));
    if (!locked) lines.push(this.asking ? this.form(dispute) : this.actions(dispute));
    return make("div", { class: "detail" }, ...lines);
  }

  actions({ reason }) {
    const [words, hint] = reason ? ["Take up again", "It stands again (X)"] : ["Put aside \u2026", "Say why it is none (X)"];
    return make("div", { class: "actions" }, button(words, hint, () => this.aside(), { class: "aside" }));
  }

  form({ id }) {
    const field = make("input", { type: "text", maxlength: 500, placeholder: "Why it is no contradiction", "aria-label": "Reason", value: this.reasons.get(id) ?? "" });
    const save = make("button", { type: "submit", class: "accept", title: "Enter", disabled: !field.value.trim() }, "Put aside");
    const form = make("form", { class: "actions", "aria-label": "Put aside" }, field, save, button("Cancel", "Escape", () => this.leave()));
    field.addEventListener("input", () => {
      this.reasons.set(id, field.value);
      save.disabled = !field.value.trim();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.dismiss(field.value);
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
    return form;
  }
}
