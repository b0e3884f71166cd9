// The answer: the word with all that is known of it.

import { button, make, redraw } from "./make.js";

export function drawBack(box, panel) {
  const { card, phase } = panel;
  const shown = card && phase !== "ask" && !card.html;
  box.hidden = !shown;
  redraw(box, shown ? [card.token, card.answer, card.meaning, card.modelPicture] : null, () => (shown ? parts(card, panel) : []));
}

function parts(card, panel) {
  return [
    card.modelPicture && card.modelPicture !== card.picture ? make("img", { class: "picture small", src: card.modelPicture, alt: "" }) : null,
    make("div", { class: "word" }, make("strong", { lang: card.language }, card.answer), listen(card, panel)),
    card.ipa ? make("p", { class: "ipa" }, make("span", { class: "hidden" }, "Pronounced "), `/${card.ipa}/`) : null,
    card.meaning ? make("p", { class: "meaning", lang: card.known }, card.meaning) : null,
    card.also ? make("p", { class: "also" }, card.also) : null,
    card.example ? make("p", { class: "example", lang: card.language }, card.example) : null,
  ];
}

function listen(card, panel) {
  if (!card.model) return null;
  return button({ class: "icon", "data-icon": "sound", "aria-label": "Hear it (R)", title: "Hear it (R)", "aria-keyshortcuts": "r" }, () => panel.replay());
}
