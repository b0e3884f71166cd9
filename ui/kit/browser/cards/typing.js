// A typed answer, with the letters at hand that a keyboard may lack.

import { button, make } from "./make.js";

export class Typing {
  constructor(box, panel) {
    this.box = box;
    this.panel = panel;
    this.field = make("input", { type: "text", autocapitalize: "off", autocorrect: "off", spellcheck: "false", autocomplete: "off", maxlength: 300, enterkeyhint: "done" });
    this.letters = make("div", { class: "letters", role: "group", "aria-label": "Letters" });
    box.append(this.field, this.letters);
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  begin() {
    const { card } = this.panel;
    this.field.value = "";
    this.field.lang = card?.language ?? "";
    this.field.setAttribute("aria-label", card?.ask ?? "Answer");
    this.field.placeholder = card?.placeholder ?? "";
    this.letters.replaceChildren(...(card?.letters ?? []).map((letter) => this.letter(letter)));
  }

  letter(letter) {
    return button({ "aria-label": `Insert ${letter}`, tabindex: "-1" }, () => this.insert(letter), letter);
  }

  insert(letter) {
    const { selectionStart: start, selectionEnd: end } = this.field;
    this.field.setRangeText(letter, start, end, "end");
    this.focus();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  send() {
    this.panel.check(this.field.value.trim());
  }

  draw() {
    const { card, phase } = this.panel;
    this.box.hidden = card?.way !== "type" || phase !== "ask";
  }
}
