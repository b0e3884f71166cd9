// How near the answer came. A typed one is shown letter by letter: what is missing, what is too much, which accent is off.

import { hidden, make, redraw } from "./make.js";

const WORDS = { right: "Right", near: "Nearly", wrong: "Not quite", none: "" };
const TAGS = { same: "span", missing: "ins", extra: "del", accent: "mark" };
const SAID = { missing: "missing: ", extra: "too much: ", accent: "accent: " };

// The rating that is proposed; the learner decides.
export function suggested({ told, card, chosen, text }) {
  if (told) return told.rating;
  if (card?.way === "choose") return chosen && chosen === card.right ? 3 : 1;
  return card?.way === "type" && !text ? 1 : 3;
}

export function drawVerdict(box, panel) {
  const { told, phase, card, chosen } = panel;
  const shown = card && phase !== "ask";
  const right = told?.right ?? (card?.way === "choose" && chosen ? (chosen === card.right ? "right" : "wrong") : "none");
  box.dataset.right = shown ? right : "";
  redraw(box, shown ? [card.token, right, told] : null, () => (shown ? parts(right, told, card) : []));
}

function parts(right, told, card) {
  return [
    WORDS[right] ? make("b", { class: "how" }, WORDS[right]) : null,
    told?.pieces?.length ? diff(told.pieces, card) : null,
    told?.sentence ? make("span", { class: "sentence" }, told.sentence) : null,
  ];
}

function diff(pieces, { language }) {
  return make("span", { class: "diff", lang: language }, ...pieces.map(piece));
}

function piece({ kind, text }) {
  return make(TAGS[kind] ?? "span", { "data-kind": kind }, SAID[kind] ? hidden(SAID[kind]) : null, text);
}
