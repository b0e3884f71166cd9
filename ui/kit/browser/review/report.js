// The report in the reader's words. It is saved as they type; what the server refused stays in the field, and where
// somebody else wrote meanwhile the reader chooses. Escape leaves the field.

import { button, make } from "./make.js";

const PAUSE_MS = 700;
const SIGN = { "+": "Gained", "-": "Lost" };

export class Report {
  constructor(box, panel) {
    this.panel = panel;
    this.area = make("textarea", { "aria-label": "Report", spellcheck: "true" });
    this.state = make("p", { class: "saved", role: "status" });
    this.told = make("div", { class: "told" });
    box.append(this.area, this.state, this.told);
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => this.save());
    this.area.addEventListener("focus", () => (this.step = crypto.randomUUID?.() ?? `${Date.now()} ${Math.random()}`));
    this.area.addEventListener("keydown", (event) => event.key === "Escape" && this.panel.tabs.go("findings"));
    this.onLeave = (event) => this.dirty && event.preventDefault();
    window.addEventListener("beforeunload", this.onLeave);
  }

  dispose() {
    clearTimeout(this.timer);
    window.removeEventListener("beforeunload", this.onLeave);
  }

  enter() {
    this.area.focus();
  }

  get dirty() {
    return this.base !== undefined && this.area.value !== this.base;
  }

  // Somebody else's words came while there are unsaved ones here.
  get crossed() {
    return this.dirty && this.server.text !== this.base;
  }

  // What the server has now; `other` where it is another case.
  update(server, other) {
    if (other) this.forget();
    this.server = server;
    if (!server) return;
    this.settle();
    if (this.base === undefined || !this.dirty) this.take(server.text);
    else if (!this.sent) this.again();
    this.draw();
  }

  forget() {
    clearTimeout(this.timer);
    this.base = this.sent = undefined;
    this.refused = this.tried = this.shut = false;
  }

  // What was sent is settled when the server has answered: it took it, or it did not.
  settle() {
    const { acknowledged, refused } = this.panel.data;
    if (!this.sent || this.panel.outbox.pending(this.sent.id)) return;
    this.refused = acknowledged === this.sent.id && refused === this.sent.id;
    const rested = this.sent.text === this.area.value;
    this.sent = undefined;
    if (this.refused) return;
    this.tried = false;
    this.base = this.server.text;
    if (rested) this.take(this.base);
  }

  // Words that are not saved go once more when the case is in the reader's hands again, or has only been looked at anew.
  again() {
    const { locked } = this.panel.data;
    if (this.refused && !locked && (this.shut || !this.tried)) {
      this.tried = true;
      this.refused = false;
    }
    this.shut = locked;
    this.later();
  }

  // Puts the server's words into the field, the caret where it was.
  take(text) {
    this.base = text;
    this.refused = false;
    if (this.area.value === text) return;
    const { selectionStart, selectionEnd } = this.area;
    this.area.value = text;
    this.area.setSelectionRange(selectionStart, selectionEnd);
  }

  typed() {
    this.refused = this.tried = false;
    this.later();
    this.draw();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  save(mine = false) {
    clearTimeout(this.timer);
    if (!this.server || !this.dirty || this.sent || this.panel.data.locked || (this.crossed && !mine) || this.refused) return;
    const id = this.panel.post("report", { text: this.area.value, step: this.step ?? "" });
    this.sent = { id, text: this.area.value };
    this.draw();
  }

  // A dot on the tab: own words, or words that are not saved.
  sign() {
    if (!this.server) return "";
    return this.dirty ? "\u25cf" : this.server.changes.length || this.server.warnings.length ? "!" : this.server.edited ? "\u270e" : "";
  }

  draw() {
    if (!this.server) return;
    const { locked, report, scope } = this.panel.data;
    const key = JSON.stringify([locked, report, scope, this.dirty, Boolean(this.sent), this.crossed, this.refused]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.area.readOnly = locked;
    this.state.textContent = this.words();
    this.state.dataset.unsaved = this.dirty;
    this.told.replaceChildren(...this.crossing(), ...this.warnings(), ...this.changes());
    this.panel.tabs.draw();
  }

  words() {
    const { edited, about } = this.server;
    if (this.crossed) return "Not saved: somebody else changed the report meanwhile.";
    if (this.refused || (this.dirty && this.panel.data.locked)) return "Not saved; your words are still here.";
    if (this.sent) return "Saving \u2026";
    if (this.dirty) return "Not saved yet";
    return edited ? `Your words stand in place of the draft. ${about}` : "Drafted from your decisions; write on to make it your own.";
  }

  warnings() {
    return this.server.warnings.map((sentence) => make("p", { class: "warning" }, sentence));
  }

  crossing() {
    if (!this.crossed) return [];
    const theirs = make("pre", {}, this.server.text);
    const mine = button("Save mine", "What the other reader wrote gives way", () => this.save(true));
    const take = button("Take theirs", "Your unsaved words give way", () => this.give());
    return [make("p", {}, "On the server stands:"), theirs, make("div", { class: "actions" }, mine, take)];
  }

  give() {
    this.area.value = this.base = this.server.text;
    this.draw();
  }

  changes() {
    const { changes, edited } = this.server;
    if (this.panel.data.locked || !edited) return [];
    if (!changes.length) return [make("div", { class: "actions" }, this.how("Back to the draft", "fresh", "Your words give way to the draft (undo brings them back)"))];
    const lines = changes.map(([sign, line]) => make("li", { "data-sign": sign, "aria-label": `${SIGN[sign]}: ${line}` }, line));
    return [
      make("p", {}, "Your decisions changed after you wrote this; the draft would now read otherwise:"),
      make("ul", { class: "changes" }, ...lines),
      make(
        "div", { class: "actions" },
        this.how("Take the change in", "merge", "Lines of the draft that you left as they were are brought up to date"),
        this.how("Keep my words", "keep", "Nothing is changed"),
        this.how("Use the draft", "fresh", "Your words give way to the draft (undo brings them back)"),
      ),
    ];
  }

  how(words, text, hint) {
    return button(words, hint, () => this.panel.post("redraft", { text }), { disabled: this.dirty });
  }
}
