// One utterance: who, when, and its words; repaired words are marked and say what was heard.

import { button, clock, make } from "../shared/make.js";

const KINDS = { chat: "written", document: "from a document" };

export class Line {
  constructor(n, panel) {
    this.n = n;
    this.panel = panel;
    this.element = make("li", { class: "line", "data-n": n, tabindex: n === 0 ? "0" : "-1" });
    this.word = -1;
  }

  draw(line, stretch, chosen) {
    const saving = this.saving();
    const state = JSON.stringify([line, stretch?.name, saving, this.panel.data.locked, this.panel.data.speakers[line.speaker]]);
    if (state === this.drawn) return;
    this.drawn = state;
    this.line = line;
    const { name, tone } = this.panel.data.speakers[line.speaker];
    this.element.dataset.tone = tone;
    this.element.toggleAttribute("data-topic", Boolean(stretch));
    if (this.panel.editing.at === this.n) return;
    const body = this.text(line, saving);
    this.words = grouped(body);
    this.element.replaceChildren(...[stretch && topic(stretch), make("div", { class: "row" }, this.side(line, name), body)].filter(Boolean));
    this.tabbable(chosen);
  }

  // Whether a change of this line waits for the server.
  saving() {
    return [this.panel.outbox.sent, ...this.panel.outbox.waiting].some((each) => each?.utterance === this.n);
  }

  side({ start, kind, corrected }, name) {
    const who = button({ class: "who", tabindex: "-1", title: "Change who speaks", "aria-haspopup": "menu", disabled: this.panel.data.locked }, () => {}, name);
    const signs = [KINDS[kind], corrected && "corrected"].filter(Boolean).join(", ");
    return make("div", { class: "side" }, who, start == null ? null : make("span", { class: "when" }, clock(start)), signs ? make("span", { class: "signs" }, signs) : null);
  }

  text(line, saving) {
    const body = make("p", { class: "text", "data-saving": saving });
    const words = begun(line.text);
    let at = 0;
    line.repairs.forEach((repair, number) => {
      if (repair.start < at) return;
      spread(body, line.text, at, repair.start, words);
      const mark = this.mark(repair, number);
      spread(mark, line.text, repair.start, repair.end, words);
      body.append(mark);
      at = repair.end;
    });
    spread(body, line.text, at, line.text.length, words);
    return body;
  }

  mark({ before, after, kept, kind }, number) {
    const words = kept ? `heard \u201c${before}\u201d \u2192 ${kind} \u201c${after}\u201d` : `as heard; the repair \u201c${after}\u201d was taken back`;
    const hint = this.panel.data.locked ? words : `${words}. Press to ${kept ? "take it back" : "repair it again"}`;
    const mark = make("span", { class: "repair", role: "button", tabindex: "0", "data-repair": number, "data-kept": String(kept), title: hint });
    mark.setAttribute("aria-description", hint);
    mark.addEventListener("keydown", (event) => press(event, mark));
    return mark;
  }

  tabbable(on) {
    this.element.tabIndex = on ? 0 : -1;
    const who = this.element.querySelector(".who");
    if (who) who.tabIndex = on ? 0 : -1;
    this.element.toggleAttribute("data-chosen", on);
  }

  loud() {
    this.element.setAttribute("aria-current", "true");
  }

  quiet() {
    this.element.removeAttribute("aria-current");
    this.light(-1);
  }

  at(second) {
    const times = this.line?.times;
    if (!times || (this.line.end != null && second > this.line.end + 0.3)) return this.light(-1);
    let word = this.word >= 0 && times[this.word] <= second ? this.word : 0;
    while (word + 1 < times.length && times[word + 1] <= second + 0.02) word += 1;
    this.light(word);
  }

  light(word) {
    if (word === this.word) return;
    this.words?.[this.word]?.forEach((each) => each.classList.remove("now"));
    this.words?.[word]?.forEach((each) => each.classList.add("now"));
    this.word = word;
  }
}

// Where each word of a text begins, words being what stands between blanks.
const begun = (text) => [...text.matchAll(/\S+/g)].map(({ index }) => index);

// Characters [from, to) of a text: words as elements with their number, blanks as they are. A mark may end within a word.
function spread(box, text, from, to, words) {
  let at = from;
  for (const piece of text.slice(from, to).split(/(\s+)/)) {
    if (/^\s/.test(piece)) box.append(piece);
    else if (piece) box.append(make("span", { "data-w": words.findLastIndex((start) => start <= at) }, piece));
    at += piece.length;
  }
}

// The elements of each word; more than one where a mark ends within it.
function grouped(body) {
  const words = [];
  for (const piece of body.querySelectorAll("[data-w]")) (words[piece.dataset.w] ??= []).push(piece);
  return words;
}

function press(event, mark) {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation();
  mark.click();
}

const topic = ({ name, tone }) => make("h3", { class: "heading", "data-hue": tone }, name);
