// Answers to choose from. What was right is shown as soon as one is chosen, by a sign as well as by colour.

import { button, key, make, redraw } from "./make.js";

export function drawChoices(box, panel) {
  const { card, phase, chosen } = panel;
  const choices = card?.choices ?? [];
  box.hidden = !choices.length;
  box.toggleAttribute("data-pictures", choices.some(({ picture }) => picture));
  redraw(box, [card?.token, phase === "ask", chosen], () => choices.map((choice, at) => draw(choice, at, panel)));
}

function draw(choice, at, panel) {
  const { card, phase, chosen } = panel;
  const open = phase === "ask";
  const state = open ? "" : choice.id === card.right ? "right" : choice.id === chosen ? "wrong" : "other";
  const sign = { right: "\u2713", wrong: "\u2717" }[state] ?? "";
  const words = { right: " (right)", wrong: " (your answer)" }[state] ?? "";
  return button(
    { class: "choice", "data-id": choice.id, "data-state": state, disabled: !open, "aria-keyshortcuts": String(at + 1), "aria-label": `${choice.text || choice.words}${words}` },
    () => panel.choose(choice.id),
    open ? key(String(at + 1)) : make("b", { class: "sign" }, sign),
    choice.picture ? make("img", { src: choice.picture, alt: "" }) : null,
    choice.text ? make("span", { lang: card.language }, choice.text) : !open && choice.words ? make("span", { class: "small" }, choice.words) : null,
  );
}
