// One finding: a line that is always there, and under the chosen one what it stands on and what to do with it.

import { drawDetail } from "./detail.js";
import { make, percent } from "./make.js";

const DONE = { accept: "Accepted", reject: "Rejected", edit: "Edited" };

export class Row {
  constructor({ label, decision }, panel) {
    this.panel = panel;
    this.comment = decision?.comment ?? "";
    this.line = make("button", { type: "button", class: "line" });
    this.line.addEventListener("click", () => panel.choose(label));
    this.detail = make("div", { class: "detail" });
    this.element = make("li", { class: "finding", "data-label": label }, this.line, this.detail);
  }

  focus() {
    this.line.focus({ preventScroll: true });
  }

  draw(finding, chosen, sending) {
    const key = JSON.stringify([finding, chosen, sending, this.editing, this.panel.data.locked]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.element.dataset.state = finding.state;
    this.element.dataset.choice = finding.decision?.choice ?? "";
    this.line.setAttribute("aria-expanded", chosen);
    this.line.replaceChildren(...line(finding, sending));
    this.detail.hidden = !chosen;
    if (chosen) drawDetail(this, finding, this.panel.data.locked);
    else this.editing = false;
  }

  // What was typed beside the decision.
  said() {
    return { comment: this.comment };
  }

  edit() {
    this.editing = true;
    this.panel.draw();
    this.detail.querySelector("input[type=radio]:checked")?.focus();
  }

  leave() {
    this.editing = false;
    this.panel.draw();
    this.focus();
  }

  save(stated) {
    this.editing = false;
    this.focus();
    this.panel.act("edit", { stated, comment: this.comment });
  }
}

function line({ title, probability, state, decision }, sending) {
  const bar = make("span", { class: "bar", "aria-hidden": "true" }, make("i"));
  bar.firstChild.style.width = `${probability * 100}%`;
  return [
    make("span", { class: "title" }, title),
    bar,
    make("span", { class: "percent" }, percent(probability)),
    make("span", { class: "state" }, state),
    make("span", { class: "choice" }, ...choiceOf(decision, sending)),
  ];
}

function choiceOf(decision, sending) {
  if (sending) return ["Saving \u2026"];
  if (!decision) return [];
  const { choice, stated } = decision;
  return stated ? [make("span", { class: "how" }, `${DONE[choice]}: `), stated] : [DONE[choice]];
}
