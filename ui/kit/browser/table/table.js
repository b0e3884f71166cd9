// A dense table whose lines can be opened: by click, or with j, k or the arrows and Enter.

import { taken } from "../shared/keyboard.js";

const tables = new WeakMap();

export default function mount({ parentElement, data, setTriggerValue }) {
  if (!tables.has(parentElement)) tables.set(parentElement, new List(parentElement.querySelector(".list")));
  const list = tables.get(parentElement);
  list.update(data, (id) => setTriggerValue("open", id));
  return () => {
    list.dispose();
    tables.delete(parentElement);
  };
}

class List {
  constructor(table) {
    this.table = table;
    this.body = table.querySelector("tbody");
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey);
    this.body.addEventListener("click", ({ target }) => this.opened(target.closest("tr")));
  }

  dispose() {
    window.removeEventListener("keydown", this.onKey);
  }

  update(data, open) {
    this.open = open;
    const drawn = JSON.stringify(data);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.table.querySelector("caption").textContent = data.caption;
    this.table.querySelector("thead tr").replaceChildren(...data.columns.map(heading));
    this.body.replaceChildren(...data.rows.map((row) => line(row, data.columns)));
  }

  opened(row) {
    if (row) this.open(row.dataset.id);
  }

  key(event) {
    if (taken(event) || event.composedPath()[0].closest?.("button")) return;
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const here = this.body.getRootNode().activeElement?.closest("tr");
    if (event.key === "Enter" && here) this.opened(here);
    else if (by && (here || event.key.length === 1)) this.step(here, by);
    else return;
    event.preventDefault();
  }

  step(here, by) {
    const rows = [...this.body.children];
    const at = here ? rows.indexOf(here) + by : 0;
    rows[Math.min(rows.length - 1, Math.max(0, at))]?.focus();
  }
}

function heading({ title, align }) {
  const cell = document.createElement("th");
  cell.scope = "col";
  cell.textContent = title;
  cell.dataset.align = align;
  return cell;
}

function line({ id, label, cells }, columns) {
  const row = document.createElement("tr");
  row.dataset.id = id;
  row.tabIndex = 0;
  row.setAttribute("aria-label", label);
  row.append(...columns.map((column, i) => cell(cells[i], column)));
  return row;
}

function cell({ text, tone, note }, { align }) {
  const box = document.createElement("td");
  box.dataset.align = align;
  const words = document.createElement("span");
  words.textContent = text;
  if (tone) words.dataset.tone = tone;
  box.append(words);
  if (note) box.append(small(note));
  return box;
}

function small(note) {
  const box = document.createElement("small");
  box.textContent = note;
  return box;
}
