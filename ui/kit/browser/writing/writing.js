// Words that are handed in once. What was typed stays in the page until the server has taken it, also where the field is
// drawn anew in between. `t` leads into the field, Escape out of it, Ctrl + Enter hands in.

import { alive } from "../shared/alive.js";
import { fill } from "../shared/fill.js";
import { taken } from "../shared/keyboard.js";
import { Outbox } from "../shared/outbox.js";

const fields = new WeakMap();
const drafts = new Map();

export default function mount({ parentElement, data, setTriggerValue }) {
  if (!fields.has(parentElement)) fields.set(parentElement, new Field(parentElement.querySelector(".writing")));
  const field = fields.get(parentElement);
  field.update(data, setTriggerValue);
  return () => {
    field.dispose();
    fields.delete(parentElement);
  };
}

class Field {
  constructor(root) {
    this.root = root;
    this.area = root.querySelector("textarea");
    this.button = root.querySelector(".send");
    this.outbox = new Outbox(() => this.draw());
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey, { capture: true });
    this.leave = [fill(root), alive(() => this.data?.renewSeconds, () => this.post("alive"))];
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("keydown", (event) => this.inside(event));
    this.button.addEventListener("click", () => this.send());
  }

  dispose() {
    window.removeEventListener("keydown", this.onKey, { capture: true });
    this.leave.forEach((leave) => leave());
  }

  update(data, send) {
    const other = data.scope !== this.data?.scope;
    this.data = data;
    if (other) this.area.value = drafts.get(data.scope) ?? "";
    this.outbox.connect(data.acknowledged, (message) => send("act", message));
    this.draw();
  }

  typed() {
    drafts.set(this.data.scope, this.area.value);
    this.draw();
  }

  post(kind, more = {}) {
    this.outbox.send({ kind, scope: this.data.scope, ...more });
  }

  send() {
    if (this.button.disabled) return;
    this.handed = this.area.value;
    this.post("keep", { text: this.handed });
    this.draw();
  }

  inside(event) {
    if (event.key === "Escape") this.area.blur();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.send();
  }

  key(event) {
    if (event.key !== "t" || taken(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.area.focus();
  }

  draw() {
    const { title, hint, send, locked } = this.data;
    this.root.setAttribute("aria-label", title);
    this.root.querySelector("h3").textContent = title;
    this.root.querySelector(".hint").textContent = hint;
    this.area.setAttribute("aria-label", title);
    this.area.readOnly = locked;
    this.button.textContent = send;
    this.button.disabled = locked || this.outbox.busy || !this.area.value.trim();
    this.root.querySelector(".state").textContent = this.state();
  }

  state() {
    if (this.outbox.busy) return "Saving \u2026";
    if (this.data.refused) return "Not kept yet; your words are still here.";
    return this.area.value.trim() ? "Not kept yet" : "";
  }
}
