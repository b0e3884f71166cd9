// Nothing is left for now: what was done, what was hard, and when something comes back.

import { button, key, make, redraw } from "./make.js";

export function drawRest(box, panel) {
  const { rest, canUndo } = panel.data;
  box.hidden = !rest;
  redraw(box, [rest, canUndo], () => (rest ? parts(panel, rest) : []));
}

function parts(panel, rest) {
  return [
    make("div", { class: "done", "aria-hidden": "true", "data-icon": "done" }),
    make("h2", {}, rest.title),
    rest.sentence ? make("p", { class: "lead" }, rest.sentence) : null,
    rest.figures.length ? make("dl", { class: "figures" }, ...rest.figures.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))) : null,
    rest.hard.length ? hard(rest.hard) : null,
    make("div", { class: "open" },
      button({ class: "primary" }, () => panel.post("leave"), "Back to the decks"),
      panel.data.canUndo ? button({}, () => panel.act("undo"), "Undo the last answer", key("U")) : null),
  ];
}

function hard(words) {
  const lines = words.map(({ word, meaning, language }) => make("li", {}, make("b", { lang: language }, word), make("span", {}, meaning)));
  return make("section", { class: "hard" }, make("h3", {}, "What was hard"), make("ul", {}, ...lines));
}
