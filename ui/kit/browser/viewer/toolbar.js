// Buttons, lists and the sheet of keys: they call the same actions as the keyboard, and show what is in force.

import { FILMS, KEYS, MEASURING } from "./keys.js";

const TOOLS = ["window", "pan", "length", "angle", "ratio"];

export class Toolbar {
  constructor(root, act) {
    this.root = root;
    this.pick = (name) => root.querySelector(`[data-pick=${name}]`);
    root.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => act.do(button.dataset.do)));
    this.pick("preset").addEventListener("change", ({ target: { value } }) => {
      if (value.startsWith("film ")) act.brought(Number(value.slice(5)));
      else act.preset(value);
    });
    this.pick("layer").addEventListener("change", (event) => act.choose(event.target.value));
    this.pick("study").addEventListener("change", (event) => act.viewer.beside.choose(event.target.value));
    this.pick("opacity").addEventListener("input", (event) => act.opacity(event.target.value / 100));
  }

  setLayers(layers) {
    const none = new Option("No finding", "");
    this.pick("layer").replaceChildren(none, ...layers.map(({ title, label }) => new Option(title, label)));
    this.root.querySelector(".evidence").hidden = !layers.length;
  }

  press(name, on) {
    this.root.querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", on);
  }

  // `state` is the active film's; what lies over a film is the first one's.
  show({ tool, levels, preset }, { heat, regions, opacity, layer }) {
    TOOLS.forEach((name) => this.press(name, tool === name));
    this.press("invert", levels.inverted);
    this.press("heat", heat);
    this.press("regions", regions);
    this.pick("preset").value = preset;
    this.pick("layer").value = layer ?? "";
    this.pick("opacity").value = Math.round(opacity * 100);
  }

  // The buttons keep their place: a bar that grows would move the film under the pointer.
  measured({ list, past }) {
    this.root.querySelector("[data-do=unmeasure]").disabled = !past.length;
    this.root.querySelector("[data-do=remove]").disabled = !list.length;
  }

  // Which films there are, which of them are shown, and whether they are linked.
  arrange({ beside, active, main, data, at, linked }) {
    const [films, place] = active === main ? [data.films, at] : [beside.study?.films ?? [], beside.at];
    this.root.querySelector(".films").hidden = films.length < 2;
    this.root.querySelector("[data-show=film]").textContent = `${place + 1} of ${films.length}`;
    this.windows(active.source?.film.windows ?? []);
    this.compared(beside.studies(), beside, linked);
  }

  // The windows that the active film brings along, after the presets that every film has.
  windows(windows) {
    const pick = this.pick("preset");
    pick.querySelectorAll("[value^=film]").forEach((option) => option.remove());
    const options = windows.map(([, , name], at) => new Option(`${name} (${at + 5})`, `film ${at}`));
    pick.querySelector("[value=own]").before(...options);
  }

  compared(studies, { pane, key, words }, linked) {
    this.root.querySelector(".compare").hidden = !studies.length;
    this.press("beside", Boolean(pane));
    this.press("link", linked);
    this.press("report", !words.hidden);
    this.pick("study").replaceChildren(...studies.map((each) => new Option(each.title, each.key, false, each.key === key)));
    const report = studies.find((each) => each.key === key)?.report;
    ["study", "link"].forEach((name) => (this.root.querySelector(`[data-pick=${name}], [data-do=${name}]`).hidden = !pane));
    this.root.querySelector("[data-do=report]").hidden = !pane || !report;
  }

  sheet(extra) {
    const dialog = this.root.querySelector("dialog");
    if (dialog.open) return dialog.close();
    const lists = [["Film", KEYS], ["Measuring", MEASURING], ["Several films", FILMS], ...extra];
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
