// The note as it was written, with the words that were read in it marked; those of the chosen finding stand out.

import { make, reveal } from "./make.js";

// Passages that were written from the film are struck: nothing was read there.
export function drawNote(box, text, findings, chosen, choose, withheld = []) {
  const key = JSON.stringify([text, withheld, chosen, findings.map(({ label, evidence }) => [label, evidence])]);
  if (box.drawn === key) return;
  box.drawn = key;
  box.hidden = !text;
  const unread = withheld.map(([start, end]) => ({ start, end, unread: true }));
  const spans = [...findings.flatMap((finding) => spansOf(finding)), ...unread];
  box.querySelector(".text").replaceChildren(...pieces(text ?? "", spans).map((piece) => draw(piece, chosen, choose)));
  reveal(box, box.querySelector("mark[data-chosen]"));
}

function spansOf({ label, title, evidence }) {
  const where = evidence.flatMap((each) => each.where).filter(({ kind }) => kind === "span");
  return where.map((span) => ({ ...span, label, title }));
}

// Cuts the text where a span begins or ends, so that overlapping spans can all be marked. Offsets count code points, as
// Python does, not UTF-16 units.
function pieces(text, spans) {
  const points = [...text];
  const cuts = [...new Set([0, points.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => ({
    text: points.slice(cuts[i], end).join(""),
    spans: spans.filter((span) => span.start <= cuts[i] && span.end >= end),
  }));
}

function draw({ text, spans: all }, chosen, choose) {
  const spans = all.filter(({ unread }) => !unread);
  if (spans.length < all.length) return make("s", { title: "Written from the film: not read" }, text);
  if (!spans.length) return text;
  const own = spans.find(({ label }) => label === chosen);
  const says = spans.map(({ title, reading }) => `${title}: ${reading}`).join("; ");
  const mark = make("mark", { title: says, "data-chosen": Boolean(own), "data-reading": (own ?? spans[0]).reading }, text);
  mark.addEventListener("click", () => choose((own ?? spans[0]).label));
  return mark;
}
