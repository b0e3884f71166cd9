// One sentence: its state in words, its text, what it rests on, and what can be done with it.

import { button, clock, make } from "../shared/make.js";

const STATES = { proposed: "Proposed", accepted: "Accepted", edited: "Edited", removed: "Left out", own: "Yours" };

export function drawSentence(panel, at, sentence, locked, held) {
  const { state, source_changed: changed } = sentence;
  const row = make("li", { class: "sentence", "data-at": at, "data-state": state, "data-changed": changed, "data-saving": held.includes(at), tabindex: "0", "aria-label": `${STATES[state]}: ${sentence.text}` });
  if (panel.editing === at) row.append(form(panel, at, sentence));
  else row.append(words(sentence, held.includes(at)), foot(panel, at, sentence, locked));
  return row;
}

function words({ text, state, author }, saving) {
  const badge = make("span", { class: "state" }, saving ? "Saving \u2026" : STATES[state]);
  const model = author === "model" ? make("span", { class: "author", title: "Rewritten by the local language model" }, "rewritten") : null;
  return make("p", { class: "words" }, text, " ", badge, model);
}

function foot(panel, at, sentence, locked) {
  const sources = sentence.sources.map(({ utterance, second, said }, which) => source(utterance, second, said, which));
  const none = sources.length ? null : make("span", { class: "none" }, "no source named");
  const changed = sentence.source_changed ? make("span", { class: "changed" }, "what it rests on was corrected: look again") : null;
  return make("div", { class: "foot" }, make("span", { class: "sources" }, ...sources, none), changed, locked ? null : actions(sentence));
}

function source(utterance, second, said, which) {
  const name = second == null ? `#${utterance + 1}` : clock(second);
  return button({ class: "source", "data-source": which, title: said, "aria-label": `Hear ${name}: ${said}` }, () => {}, name);
}

function actions({ state, source_changed: changed }) {
  const done = state === "accepted" && !changed;
  const out = state === "removed";
  const act = (what, icon, label, attributes = {}) => button({ class: "icon", "data-do": what, "data-icon": icon, "aria-label": label, title: label, ...attributes }, () => {});
  if (out) return make("span", { class: "acts" }, button({ "data-do": "accept", class: "again" }, () => {}, "Bring back"));
  return make("span", { class: "acts" },
    act("accept", "done", done ? "Accepted; press to make it a proposal again (A)" : "Accept (A)", { "aria-pressed": String(done) }),
    act("edit", "edit", "Put it in your own words (E)"),
    act("remove", "remove", "Leave it out (X)"));
}

function form(panel, at, { text, proposed }) {
  const area = make("textarea", { rows: 2, maxlength: 2000, "aria-label": "The sentence in your words" });
  area.value = text;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") panel.leaveEditing(at);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) panel.save(at, area.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const before = proposed && proposed !== text ? make("small", {}, `Proposed was: ${proposed}`) : null;
  const keep = button({ class: "primary" }, () => panel.save(at, area.value), "Keep");
  const leave = button({}, () => panel.leaveEditing(at), "Cancel");
  return make("div", { class: "editing" }, area, before, make("div", { class: "row" }, keep, leave));
}
