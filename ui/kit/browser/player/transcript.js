// What was said, line by line. One listener for all words; the line and the word that are heard now stand out, and the box
// scrolls with them until the reader scrolls away.

import { chose } from "../shared/moment.js";
import { Line } from "./line.js";

const AWAY = ["PageUp", "PageDown", "Home", "End"];
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Transcript {
  constructor(box, panel) {
    this.box = box;
    this.panel = panel;
    this.rows = [];
    this.chosen = 0;
    this.marked = new Set();
    box.addEventListener("click", (event) => this.clicked(event));
    box.addEventListener("dblclick", ({ target }) => this.twice(target));
    box.addEventListener("keydown", (event) => this.keyed(event));
    box.addEventListener("focusin", ({ target }) => this.choose(this.numberOf(target), false));
    for (const kind of ["wheel", "touchmove"]) box.addEventListener(kind, () => this.away(), { passive: true });
    box.addEventListener("pointerdown", ({ target }) => target === box && this.away());
  }

  begin() {
    this.rows = [];
    this.box.replaceChildren();
    this.box.scrollTop = 0;
    this.chosen = 0;
    this.now = -1;
    this.following = true;
    this.marked.clear();
  }

  numberOf(target) {
    const row = target.closest?.(".line");
    return row ? Number(row.dataset.n) : null;
  }

  draw() {
    const { lines, stretches } = this.panel.data;
    const begins = new Map(stretches.map((each) => [each.first, each]));
    if (lines.length !== this.rows.length) {
      this.rows = lines.map((_, n) => new Line(n, this.panel));
      this.box.replaceChildren(...this.rows.map(({ element }) => element));
      this.starts = null;
    }
    this.starts = lines.map(({ start }) => start);
    this.rows.forEach((row, n) => row.draw(lines[n], begins.get(n), n === this.chosen));
    this.box.toggleAttribute("data-empty", !lines.length);
    this.button();
  }

  // Numbers of the utterances that a sentence rests on.
  mark(numbers) {
    for (const n of this.marked) this.rows[n]?.element.removeAttribute("data-cited");
    this.marked = new Set(numbers);
    for (const n of numbers) this.rows[n]?.element.toggleAttribute("data-cited", true);
  }

  choose(n, focus = true) {
    if (n == null || !this.rows[n]) return;
    if (n !== this.chosen) {
      this.rows[this.chosen]?.tabbable(false);
      this.chosen = n;
      this.rows[n].tabbable(true);
      chose(this.panel.data.scope, n, this.panel.lines[n].start);
    }
    if (focus) this.rows[n].element.focus({ preventScroll: true });
  }

  // Shows a line without a recording, too.
  show(n, focus = false) {
    this.choose(n, focus);
    this.following = false;
    this.scroll(n);
    this.button();
  }

  move(by) {
    const n = Math.min(this.rows.length - 1, Math.max(0, this.chosen + by));
    this.show(n, true);
  }

  clicked({ target }) {
    const n = this.numberOf(target);
    if (n == null || target.closest("textarea, form")) return;
    const repair = target.closest("[data-repair]");
    if (target.closest(".who")) return this.panel.roles.open(n);
    if (repair) return this.repair(n, Number(repair.dataset.repair));
    this.choose(n, false);
    const word = target.closest("[data-w]");
    this.seek(n, word ? Number(word.dataset.w) : null);
  }

  seek(n, word = null) {
    const { start, times } = this.panel.lines[n];
    const second = times?.[word] ?? start;
    if (second != null) this.panel.media.go(second);
  }

  repair(n, number) {
    const repair = this.panel.lines[n].repairs[number];
    if (this.panel.data.locked) return this.seek(n);
    this.panel.post("repair", { utterance: n, number, kept: !repair.kept });
    this.panel.say(repair.kept ? `Taken back: ${repair.before}` : `Repaired: ${repair.after}`);
  }

  twice(target) {
    const n = this.numberOf(target);
    if (n != null && target.closest(".text")) this.panel.editing.begin(n);
  }

  keyed(event) {
    if (event.target.closest("textarea")) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (AWAY.includes(event.key)) this.away();
    if (by) this.move(by);
    else if (event.key === "Enter" && !event.target.closest("button")) this.seek(this.chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The last line that began before the second; lines without a time are passed over.
  lineAt(second) {
    let [low, high, found] = [0, this.starts?.length - 1, -1];
    while (low <= high) {
      let middle = (low + high) >> 1;
      while (middle > low && this.starts[middle] == null) middle -= 1;
      if (this.starts[middle] != null && this.starts[middle] <= second + 0.02) {
        found = middle;
        low = ((low + high) >> 1) + 1;
      } else high = middle - 1;
    }
    return found;
  }

  at(second) {
    const n = this.starts ? this.lineAt(second) : -1;
    if (n !== this.now) {
      this.rows[this.now]?.quiet();
      this.rows[n]?.loud();
      this.now = n;
      if (this.following && n >= 0) this.scroll(n);
    }
    this.rows[n]?.at(second);
    this.button();
  }

  away() {
    if (!this.panel.media.can) return;
    this.following = false;
    this.button();
  }

  follow() {
    this.following = true;
    if (this.now >= 0) this.scroll(this.now);
    this.button();
  }

  button() {
    const shown = !this.following && this.panel.media.can && this.now >= 0;
    this.panel.root.querySelector(".follow").hidden = !shown;
  }

  // Lines out of sight have no measured height, so a long way is gone in two steps.
  scroll(n, again = true) {
    const row = this.rows[n]?.element;
    if (!row) return;
    const [outer, inner] = [this.box.getBoundingClientRect(), row.getBoundingClientRect()];
    const off = inner.top - outer.top - outer.height * 0.35;
    if (inner.top >= outer.top + 8 && inner.bottom <= outer.bottom - outer.height * 0.25) return;
    const far = Math.abs(off) > 2 * outer.height;
    this.box.scrollBy({ top: off, behavior: far || still.matches ? "instant" : "smooth" });
    if (far && again) requestAnimationFrame(() => this.scroll(n, false));
  }
}
