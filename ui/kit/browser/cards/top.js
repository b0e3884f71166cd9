// How far the day is, and what is left of it.

import { make, redraw } from "./make.js";

const KINDS = [["new", "new"], ["learning", "being learned"], ["due", "to review"]];

export function drawTop({ root, data }) {
  const { counts } = data;
  const left = counts.new + counts.learning + counts.due;
  const all = left + counts.done;
  const bar = root.querySelector(".day");
  bar.setAttribute("aria-valuemax", all);
  bar.setAttribute("aria-valuenow", counts.done);
  bar.setAttribute("aria-valuetext", `${counts.done} of ${all} done today`);
  bar.querySelector("i").style.width = `${all ? (100 * counts.done) / all : 100}%`;
  const box = root.querySelector(".counts");
  redraw(box, counts, () => KINDS.map(([kind, words]) => (
    make("span", { "data-kind": kind, title: `${counts[kind]} ${words}` }, String(counts[kind]), make("span", { class: "hidden" }, ` ${words}. `))
  )));
}
