// The findings of one case: moved through, accepted, rejected and edited by keyboard or mouse; beside them what note and
// film disagree on, and the report. Moving is done here; decisions go to the server one at a time and are drawn when it
// has stored them.

import { alive } from "../shared/alive.js";
import { listen, tell } from "../shared/chosen.js";
import { fill } from "../shared/fill.js";
import { mounted } from "../shared/mount.js";
import { Outbox } from "../shared/outbox.js";
import { Disputes } from "./disputes.js";
import { Keys } from "./keys.js";
import { reveal } from "./make.js";
import { drawNote } from "./note.js";
import { Report } from "./report.js";
import { Row } from "./row.js";
import { Tabs } from "./tabs.js";

const places = new Map();
const ALONE = new Set(["undo", "rest", "alive", "report", "redraft"]);

const panels = mounted(".review", (root) => new Panel(root));

export default function mount(drawn) {
  return panels(drawn);
}

class Panel {
  constructor(root) {
    root.panel = this;
    this.root = root;
    this.outbox = new Outbox(() => this.draw());
    this.rows = new Map();
    this.keys = new Keys(this);
    this.tabs = new Tabs(this);
    this.disputes = new Disputes(root.querySelector(".disputes"), this);
    this.report = new Report(root.querySelector(".report"), this);
    const heard = (scope, label) => scope === this.data?.scope && this.show(label);
    const living = alive(() => this.data?.renewSeconds, () => this.post("alive"));
    this.leave = [listen(heard), fill(root), living, () => this.keys.dispose(), () => this.report.dispose()];
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
    this.report.update(data.report, other);
    this.draw();
  }

  begin() {
    const { scope, findings } = this.data;
    this.rows.clear();
    this.root.querySelector(".rows").replaceChildren(...findings.map((finding) => this.row(finding).element));
    this.tabs.show("findings");
    this.disputes.begin();
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
    if (this.tabs.at === "disputes") return this.disputes.move(by);
    const { findings } = this.data;
    const at = findings.findIndex(({ label }) => label === this.chosen);
    const to = Math.min(findings.length - 1, Math.max(0, at + by));
    if (findings.length) this.choose(findings[to].label);
  }

  // Tells the whole page, the film viewer and this panel among it.
  choose(label, focus = true) {
    tell(this.data.scope, label);
    if (focus && this.tabs.at === "findings") this.rows.get(label)?.focus();
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
    const one = !ALONE.has(kind);
    if (!this.may(kind)) return;
    const first = one && !this.finding().decision;
    this.post(kind, { label: one ? this.chosen : "", ...more });
    if (first) this.choose(this.next() ?? this.chosen);
    this.draw();
  }

  post(kind, more = {}) {
    return this.outbox.send({ kind, scope: this.data.scope, label: "", stated: null, comment: "", ...more });
  }

  // What is out of sight is not decided on.
  may(kind) {
    const { locked, canUndo } = this.data;
    if (locked) return false;
    if (kind === "undo") return canUndo || this.outbox.busy;
    if (this.tabs.at !== "findings") return false;
    return kind === "rest" ? this.open().length > 0 : Boolean(this.finding());
  }

  open() {
    return this.data.findings.filter(({ decision }) => !decision);
  }

  draw() {
    const { findings, note, locked, canUndo } = this.data;
    const open = this.open().length;
    this.tabs.draw();
    this.root.querySelector(".tally").textContent = tally(findings.length, open);
    this.root.querySelector(".all").hidden = locked;
    this.root.querySelector("[data-act=rest]").disabled = !open;
    this.root.querySelector("[data-act=rest]").hidden = this.tabs.at !== "findings";
    this.root.querySelector("[data-act=undo]").disabled = !canUndo;
    this.root.toggleAttribute("data-busy", this.outbox.busy);
    for (const finding of findings) {
      this.rows.get(finding.label)?.draw(finding, finding.label === this.chosen, this.outbox.holds(finding.label));
    }
    this.disputes.draw();
    this.drawNote(note);
  }

  drawNote(note) {
    const box = this.root.querySelector(".note");
    if (this.tabs.at !== "disputes") return drawNote(box, note, this.data.findings, this.chosen, (label) => this.choose(label), this.data.withheld);
    drawNote(box, note, this.disputes.marks(), this.disputes.chosen, (id) => this.disputes.choose(id), this.data.withheld);
  }
}

function tally(all, open) {
  if (!all) return "No findings";
  return open ? `${all - open} of ${all} findings decided` : `All ${all} findings decided`;
}
