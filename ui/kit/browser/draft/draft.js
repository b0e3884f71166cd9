// The note under review: every sentence with what it rests on, which leads to that second of the recording. Sentences are
// accepted, put into the clinician's own words, left out or added; the server keeps each decision before the next is sent.

import { fill } from "../shared/fill.js";
import { lead, onChosen } from "../shared/moment.js";
import { mounted } from "../shared/mount.js";
import { Outbox } from "../shared/outbox.js";
import { Adding } from "./adding.js";
import { drawSentence } from "./sentence.js";
import { button, make, redraw } from "../shared/make.js";

const KEYS = { a: "accept", e: "edit", x: "remove" };

export default mounted(".draft", (root) => new Panel(root));

class Panel {
  constructor(root) {
    root.panel = this;
    this.root = root;
    this.box = root.querySelector(".sections");
    this.outbox = new Outbox(() => this.draw());
    this.adding = new Adding(this);
    this.editing = null;
    this.box.addEventListener("click", (event) => this.clicked(event));
    this.box.addEventListener("keydown", (event) => this.keyed(event));
    root.querySelector(".all").addEventListener("click", ({ target }) => this.pressed(target.closest("[data-act]")?.dataset.act));
    const told = (detail) => detail.scope === this.data?.scope && this.adding.told(detail);
    this.leave = [fill(root), onChosen(told)];
  }

  dispose() {
    this.leave.forEach((leave) => leave());
  }

  update(data, send) {
    const other = data.scope !== this.data?.scope;
    this.data = data;
    if (other) this.outbox.forget();
    this.outbox.connect(data.acknowledged, (message) => send("act", message));
    if (other) this.begin();
    this.draw();
  }

  begin() {
    this.editing = this.led = null;
    this.adding.leave();
    this.box.scrollTop = 0;
  }

  sentence(at) {
    const [section, number] = at.split(".").map(Number);
    const found = this.data.sections.find((each) => each.number === section);
    return found?.sentences.find((each) => each.number === number);
  }

  post(kind, at = "", more = {}) {
    const [section, number] = at ? at.split(".").map(Number) : [-1, -1];
    return this.outbox.send({ kind, scope: this.data.scope, label: at, section, number, ...more });
  }

  pressed(act) {
    if (!act || this.data.locked) return;
    this.post(act);
  }

  rowOf = (target) => target.closest(".sentence")?.dataset.at;

  clicked({ target }) {
    const source = target.closest("[data-source]");
    const at = this.rowOf(target);
    const act = target.closest("[data-do]")?.dataset.do;
    if (source) return this.hear(at, Number(source.dataset.source));
    if (act === "add") return this.adding.begin(Number(target.closest(".section").dataset.number));
    if (act) return this.act(act, at);
    if (at && target.closest(".words")) this.hear(at, 0);
  }

  // All sources are marked; the one that was asked for is played.
  hear(at, which) {
    const { sources } = this.sentence(at) ?? { sources: [] };
    if (!sources.length) return;
    const { utterance, second } = sources[which];
    lead(this.data.scope, second, [utterance, ...sources.map((each) => each.utterance)]);
    this.led = at;
    this.mark();
  }

  // The sentence whose sources were shown last.
  mark() {
    for (const row of this.box.querySelectorAll(".sentence")) row.toggleAttribute("data-led", row.dataset.at === this.led);
  }

  row(at) {
    return this.box.querySelector(`[data-at="${at}"]`);
  }

  act(act, at) {
    if (this.data.locked || !at || this.outbox.holds(at)) return;
    const sentence = this.sentence(at);
    if (act === "edit") return this.edit(at);
    if (act === "remove" && sentence.state === "removed") return;
    const accepted = act !== "accept" || sentence.state !== "accepted" || sentence.source_changed;
    this.post(act, at, { accepted });
    if (act === "accept" && sentence.state === "proposed") this.onward(at);
  }

  // After a decision the next sentence without one is chosen.
  onward(at) {
    const rows = [...this.box.querySelectorAll(".sentence")];
    const from = rows.findIndex((row) => row.dataset.at === at);
    const next = rows.slice(from + 1).find((row) => row.dataset.state === "proposed" && !this.outbox.holds(row.dataset.at));
    if (this.box.contains(this.box.getRootNode().activeElement)) next?.focus();
  }

  edit(at) {
    this.editing = at;
    this.draw();
    const area = this.box.querySelector("textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  save(at, text) {
    this.editing = null;
    const said = text.replace(/\s+/g, " ").trim();
    if (said && said !== this.sentence(at)?.text) this.post("edit", at, { text: said });
    this.draw();
    this.row(at)?.focus();
  }

  leaveEditing(at) {
    this.editing = null;
    this.draw();
    this.row(at)?.focus();
  }

  keyed(event) {
    if (event.target.closest("textarea, input") || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.rowOf(event.target);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) this.step(at, by);
    else if (KEYS[event.key] && at) this.act(KEYS[event.key], at);
    else if (event.key === "Enter" && at && !event.target.closest("button")) this.hear(at, 0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(at, by) {
    const rows = [...this.box.querySelectorAll(".sentence")];
    const from = rows.findIndex((row) => row.dataset.at === at);
    rows[Math.min(rows.length - 1, Math.max(0, from + by))]?.focus();
  }

  draw() {
    if (!this.data) return;
    const { sections, locked, undo, blocker, problem, rewrites } = this.data;
    const all = sections.flatMap(({ sentences }) => sentences);
    const open = all.filter(({ state, source_changed: changed }) => state === "proposed" || changed).length;
    this.root.querySelector(".tally").textContent = tally(all.length, locked ? 0 : open, locked);
    this.root.querySelector(".all").hidden = locked;
    this.tell(".problem", problem);
    this.tell(".blocker", locked ? "" : blocker);
    this.offer("rewrite", !rewrites, this.outbox.busy || !open);
    this.offer("acceptAll", false, !open);
    this.offer("undo", false, !undo || this.outbox.busy);
    this.root.querySelector("[data-act=undo]").title = undo ? `Undo: ${undo}` : "Nothing to undo";
    this.offer("sign", false, Boolean(blocker) || this.outbox.busy);
    this.root.toggleAttribute("data-busy", this.outbox.busy);
    this.list(sections, locked);
  }

  tell(selector, words) {
    const box = this.root.querySelector(selector);
    box.textContent = words;
    box.hidden = !words;
  }

  offer(act, hidden, disabled) {
    const found = this.root.querySelector(`[data-act=${act}]`);
    found.hidden = hidden;
    found.disabled = disabled;
  }

  list(sections, locked) {
    const held = [this.outbox.sent, ...this.outbox.waiting].map((each) => each?.label).filter(Boolean);
    const active = this.box.getRootNode().activeElement;
    const focused = active && this.box.contains(active) ? this.rowOf(active) : null;
    const state = [sections, locked, held, this.editing, this.adding.state()];
    if (!redraw(this.box, state, () => sections.filter(({ sentences }) => sentences.length || !locked).map((section) => this.section(section, locked, held)))) return;
    this.mark();
    if (focused && !this.box.querySelector("textarea")) this.row(focused)?.focus({ preventScroll: true });
  }

  section(section, locked, held) {
    const { number, title, sentences } = section;
    const add = locked ? null : button({ class: "icon", "data-do": "add", "data-icon": "add", "aria-label": `Add a sentence to ${title}`, title: "Add a sentence" }, () => {});
    const lines = sentences.map((sentence) => drawSentence(this, `${number}.${sentence.number}`, sentence, locked, held));
    const form = this.adding.at === number ? this.adding.form() : null;
    return make("section", { class: "section", "data-number": number, "data-empty": !sentences.length, "aria-label": title }, make("div", { class: "title" }, make("h3", {}, title), add), make("ol", {}, ...lines), form);
  }
}

function tally(all, open, locked) {
  if (locked) return all === 1 ? "1 sentence" : `${all} sentences`;
  if (!all) return "No sentence yet";
  return open ? `${all - open} of ${all} sentences reviewed` : `All ${all} sentences reviewed`;
}
