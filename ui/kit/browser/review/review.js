// The findings of one case: moved through, accepted, rejected and edited by keyboard or mouse. Moving is done here;
// decisions go to the server one at a time and are drawn when it has stored them.

import { listen, tell } from "../shared/chosen.js";
import { fill } from "../shared/fill.js";
import { Keys } from "./keys.js";
import { reveal } from "./make.js";
import { drawNote } from "./note.js";
import { Outbox } from "./outbox.js";
import { Row } from "./row.js";

const panels = new WeakMap();
const places = new Map();

export default function mount({ parentElement, data, setTriggerValue }) {
  if (!panels.has(parentElement)) panels.set(parentElement, new Panel(parentElement.querySelector(".review")));
  const panel = panels.get(parentElement);
  panel.update(data, setTriggerValue);
  return () => {
    panel.dispose();
    panels.delete(parentElement);
  };
}

class Panel {
  constructor(root) {
    root.panel = this;
    this.root = root;
    this.outbox = new Outbox(() => this.draw());
    this.rows = new Map();
    this.keys = new Keys(this);
    const heard = (scope, label) => scope === this.data?.scope && this.show(label);
    this.leave = [listen(heard), fill(root), () => this.keys.dispose()];
    for (const button of root.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.act(button.dataset.act));
    }
  }

  dispose() {
    this.leave.forEach((leave) => leave());
  }

  update(data, send) {
    const other = data.scope !== this.data?.scope;
    const before = this.data;
    this.data = data;
    if (other) this.outbox.forget();
    this.outbox.connect(data.acknowledged, (message) => send("act", message));
    if (other) this.begin();
    else this.follow(before);
    this.draw();
  }

  begin() {
    const { scope, findings } = this.data;
    this.rows.clear();
    this.root.querySelector(".rows").replaceChildren(...findings.map((finding) => this.row(finding).element));
    this.choose(places.get(scope) ?? findings[0]?.label ?? null, false);
  }

  row(finding) {
    const row = new Row(finding, this);
    this.rows.set(finding.label, row);
    return row;
  }

  // A decision that was taken back is shown again.
  follow(before) {
    const undone = before.findings.find(({ label, decision }) => decision && !this.finding(label)?.decision);
    if (undone && this.finding(undone.label)) this.choose(undone.label);
  }

  // The next finding without a decision, sent ones counted as decided.
  next() {
    const { findings } = this.data;
    const at = findings.findIndex(({ label }) => label === this.chosen);
    const order = [...findings.slice(at + 1), ...findings.slice(0, at)];
    return order.find(({ label, decision }) => !decision && !this.outbox.holds(label))?.label;
  }

  finding(label = this.chosen) {
    return this.data.findings.find((each) => each.label === label);
  }

  move(by) {
    const { findings } = this.data;
    const at = findings.findIndex(({ label }) => label === this.chosen);
    const to = Math.min(findings.length - 1, Math.max(0, at + by));
    if (findings.length) this.choose(findings[to].label);
  }

  // Tells the whole page, the film viewer and this panel among it.
  choose(label, focus = true) {
    tell(this.data.scope, label);
    if (focus) this.rows.get(label)?.focus();
  }

  show(label) {
    if (label === null) return;
    this.chosen = label;
    places.set(this.data.scope, label);
    this.draw();
    reveal(this.root.querySelector(".rows"), this.rows.get(label)?.element);
  }

  // kind: accept, reject, edit, undo or rest. After a first decision the reader is taken to the next finding at once.
  act(kind, more = {}) {
    const one = kind !== "undo" && kind !== "rest";
    if (!this.may(kind)) return;
    const first = one && !this.finding().decision;
    this.outbox.send({ kind, scope: this.data.scope, label: one ? this.chosen : "", stated: null, comment: "", ...more });
    if (first) this.choose(this.next() ?? this.chosen);
    this.draw();
  }

  may(kind) {
    const { locked, canUndo } = this.data;
    if (locked) return false;
    if (kind === "undo") return canUndo || this.outbox.busy;
    return kind === "rest" ? this.open().length > 0 : Boolean(this.finding());
  }

  open() {
    return this.data.findings.filter(({ decision }) => !decision);
  }

  draw() {
    const { findings, note, locked, canUndo } = this.data;
    const open = this.open().length;
    this.root.querySelector(".tally").textContent = tally(findings.length, open, locked);
    this.root.querySelector(".all").hidden = locked;
    this.root.querySelector("[data-act=rest]").disabled = !open;
    this.root.querySelector("[data-act=undo]").disabled = !canUndo;
    this.root.toggleAttribute("data-busy", this.outbox.busy);
    for (const finding of findings) {
      this.rows.get(finding.label)?.draw(finding, finding.label === this.chosen, this.outbox.holds(finding.label));
    }
    drawNote(this.root.querySelector(".note"), note, findings, this.chosen, (label) => this.choose(label));
  }
}

function tally(all, open, locked) {
  if (!all) return "No findings";
  if (locked) return `${all} findings`;
  return open ? `${all - open} of ${all} findings decided` : `All ${all} findings decided`;
}
