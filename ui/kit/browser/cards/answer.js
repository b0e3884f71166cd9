// What the learner does next: show the answer, or say how well it was known.

import { button, key, make, redraw } from "./make.js";

export function drawAnswer(box, panel) {
  const { card, phase } = panel;
  box.hidden = !card;
  const best = phase === "ask" ? 0 : panel.suggestion();
  redraw(box, [card?.token, phase, best, panel.speaking.state, panel.speaking.waiting], () => (card ? parts(panel, best) : []));
}

function parts(panel, best) {
  if (panel.phase !== "ask") return [ratings(panel, best)];
  return [make("div", { class: "open" }, ...(OPEN[panel.card.way] ?? OPEN.recall)(panel))];
}

const OPEN = {
  choose: (panel) => [show(panel, "I don't know", "quiet")],
  type: (panel) => [button({ class: "primary", type: "submit" }, () => panel.typing.send(), "Check", key("Enter"))],
  speak: (panel) => [panel.speaking.button(), show(panel, "Show the answer", panel.speaking.can ? "" : "primary")],
  recall: (panel) => [show(panel, "Show the answer", "primary")],
};

function show(panel, words, kind) {
  return button({ class: kind, "aria-keyshortcuts": "Space" }, () => panel.check(), words, key("Space"));
}

function ratings(panel, best) {
  const sent = panel.phase === "sent";
  const buttons = panel.card.ratings.map(({ rating, words, interval }) => button(
    { class: "rating", "data-rating": rating, "data-suggested": rating === best, disabled: sent, "aria-keyshortcuts": String(rating),
      "aria-label": `${words}, again in ${interval}${rating === best ? ", suggested" : ""}` },
    () => panel.rate(rating),
    make("span", { class: "words" }, words, key(String(rating))),
    make("span", { class: "interval" }, interval),
  ));
  return make("div", { class: "ratings", role: "group", "aria-label": "How well did you know it?" }, ...buttons);
}
