// Buttons, lists and the sheet of keys: they call the same actions as the keyboard, and show what is in force.

import { KEYS } from "./keys.js";

export class Toolbar {
  constructor(root, act) {
    this.root = root;
    this.pick = (name) => root.querySelector(`[data-pick=${name}]`);
    root.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => act.do(button.dataset.do)));
    this.pick("preset").addEventListener("change", (event) => act.preset(event.target.value));
    this.pick("layer").addEventListener("change", (event) => act.choose(event.target.value));
    this.pick("opacity").addEventListener("input", (event) => act.opacity(event.target.value / 100));
  }

  setLayers(layers) {
    const none = new Option("No finding", "");
    this.pick("layer").replaceChildren(none, ...layers.map(({ title, label }) => new Option(title, label)));
    this.root.querySelector(".evidence").hidden = !layers.length;
  }

  show({ tool, levels, preset, heat, regions, opacity, layer }) {
    const press = (name, on) => this.root.querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", on);
    press("window", tool === "window");
    press("pan", tool === "pan");
    press("invert", levels.inverted);
    press("heat", heat);
    press("regions", regions);
    this.pick("preset").value = preset;
    this.pick("layer").value = layer ?? "";
    this.pick("opacity").value = Math.round(opacity * 100);
  }

  sheet(extra) {
    const dialog = this.root.querySelector("dialog");
    if (dialog.open) return dialog.close();
    const lists = [["Film", KEYS], ...extra];
    dialog.querySelector(".columns").replaceChildren(...lists.map(([title, keys]) => list(title, keys)));
    return dialog.showModal();
  }
}

function list(title, keys) {
  const box = document.createElement("div");
  box.append(make("h3", title));
  const table = document.createElement("dl");
  keys.forEach(([key, what]) => table.append(make("dt", key), make("dd", what)));
  box.append(table);
  return box;
}

function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
