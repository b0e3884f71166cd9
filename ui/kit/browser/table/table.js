// A dense table whose lines can be opened: by click, or with j, k or the arrows and Enter. Lines are chosen with x or their
// boxes; what can be done with them stands above, each with its letter.

import { taken } from "../shared/keyboard.js";
import { Bar } from "./bar.js";
import { heading, line } from "./line.js";

const tables = new WeakMap();

export default function mount({ parentElement, data, setTriggerValue }) {
  if (!tables.has(parentElement)) tables.set(parentElement, new List(parentElement.querySelector(".table")));
  const list = tables.get(parentElement);
  list.update(data, setTriggerValue);
  return () => {
    list.dispose();
    tables.delete(parentElement);
  };
}

class List {
  constructor(root) {
    this.root = root;
    this.body = root.querySelector("tbody");
    this.chosen = new Set();
    this.bar = new Bar(root.querySelector(".bar"), this);
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey);
    this.body.addEventListener("click", ({ target }) => this.clicked(target));
    for (const kind of ["focusin", "focusout"]) this.body.addEventListener(kind, () => queueMicrotask(() => this.bar.draw()));
  }

  dispose() {
    window.removeEventListener("keydown", this.onKey);
  }

  update(given, send) {
    const data = { actions: [], ...given };
    this.send = send;
    const drawn = JSON.stringify(data);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.data = data;
    const focused = this.here()?.dataset.id;
    const picks = data.actions.length > 0;
    this.root.querySelector("caption").textContent = data.caption;
    const head = data.columns.map(heading);
    this.root.querySelector("thead tr").replaceChildren(...(picks ? [heading({ title: "", align: "left" }), ...head] : head));
    this.body.replaceChildren(...data.rows.map((row) => line(row, data.columns, picks)));
    this.keep(new Set(data.rows.map(({ id }) => id)));
    if (focused) this.row(focused)?.focus({ preventScroll: true });
  }

  // Lines that are gone are chosen no longer.
  keep(known) {
    this.chosen = new Set([...this.chosen].filter((id) => known.has(id)));
    this.draw();
  }

  draw() {
    for (const row of this.body.children) {
      const on = this.chosen.has(row.dataset.id);
      row.toggleAttribute("data-chosen", on);
      const box = row.querySelector(".pick input");
      if (box) box.checked = on;
    }
    this.bar.draw();
  }

  row(id) {
    return [...this.body.children].find((row) => row.dataset.id === id);
  }

  here() {
    return this.body.getRootNode().activeElement?.closest("tr");
  }

  clicked(target) {
    const row = target.closest("tr");
    if (row && target.closest(".pick")) this.pick(row);
    else if (row) this.send("open", row.dataset.id);
  }

  pick(row) {
    const { id } = row.dataset;
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.draw();
  }

  all() {
    const ids = this.data.rows.map(({ id }) => id);
    this.chosen = new Set(this.chosen.size === ids.length ? [] : ids);
    this.draw();
  }

  // The lines that an action is about: the chosen ones, else the one that has the focus.
  meant() {
    if (this.chosen.size) return [...this.chosen];
    const here = this.here();
    return here ? [here.dataset.id] : [];
  }

  act(action, value = "") {
    const ids = this.meant();
    if (!ids.length) return;
    this.chosen.clear();
    this.draw();
    this.send("act", { action, value, ids });
  }

  key(event) {
    if (taken(event) || event.composedPath()[0].closest?.("button")) return;
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const here = this.here();
    if (event.key === "Enter" && here) this.send("open", here.dataset.id);
    else if (by && (here || event.key.length === 1)) this.step(here, by);
    else if (event.key === "/" && this.data.search) document.querySelector(`input[aria-label="${this.data.search}"]`)?.focus();
    else if (!this.data.actions.length || !this.marked(event.key, here)) return;
    event.preventDefault();
  }

  marked(key, here) {
    if (key === "x" && here) this.pick(here);
    else if (key === "X") this.all();
    else return this.bar.key(key);
    return true;
  }

  step(here, by) {
    const rows = [...this.body.children];
    const at = here ? rows.indexOf(here) + by : 0;
    rows[Math.min(rows.length - 1, Math.max(0, at))]?.focus();
  }
}
