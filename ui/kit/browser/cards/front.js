// What is asked: a picture, a sound, a word, a sentence with a gap, or a card as its author laid it out.

import { framed } from "./framed.js";
import { button, key, make, redraw } from "./make.js";

export function drawFront(box, panel) {
  const { card, phase, sound } = panel;
  const flipped = Boolean(card?.html) && phase !== "ask" && Boolean(card.backHtml);
  box.hidden = !card;
  redraw(box, [card?.token, phase === "ask", flipped, sound.blocked], () => (card ? parts(card, flipped, panel) : []));
}

function parts(card, flipped, panel) {
  const head = make("p", { class: "ask" }, card.badge ? make("span", { class: "badge" }, card.badge) : null, card.ask);
  return [
    head,
    card.leech ? make("p", { class: "leech" }, card.leech) : null,
    card.html ? framed(flipped ? card.backHtml : card.html, card.style, flipped ? "Answer" : "Question") : null,
    card.picture ? make("img", { class: "picture", src: card.picture, alt: card.pictureWords }) : null,
    card.text && !said(card, panel) ? sentence(card) : null,
    card.sound ? speaker(card, panel) : null,
  ];
}

// The word is not written twice once the card is open.
const said = ({ text, answer }, { phase }) => phase !== "ask" && text === answer;

function speaker(card, panel) {
  const large = card.plays && !card.picture && !card.html;
  const words = panel.sound.blocked ? "Play the sound" : "Play again";
  return button({ class: `speaker${large ? " large" : ""}`, "data-icon": "sound", title: "Play the sound (R)", "aria-label": `${words} (R)`, "aria-keyshortcuts": "r" }, () => panel.replay(), large ? make("span", {}, words, key("R")) : null);
}

// Lines of underscores are a gap.
function sentence({ text, textLanguage }) {
  const pieces = text.split(/_{2,}/);
  const long = text.length > 24;
  const gap = () => make("span", { class: "gap", role: "img", "aria-label": "gap" });
  const parts = pieces.flatMap((piece, at) => (at ? [gap(), piece] : [piece]));
  return make("p", { class: `text${long ? " long" : ""}`, lang: textLanguage }, ...parts);
}
