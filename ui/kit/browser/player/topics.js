// What was talked about: the name of the present stretch beside the time, and a menu that leads to each.

import { button, clock, make } from "../shared/make.js";

export class Topics {
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    this.box = root.querySelector(".menu.topics");
    this.opener = root.querySelector("[data-act=topics]");
    this.box.addEventListener("keydown", (event) => this.keyed(event));
    this.onPress = (event) => !event.composedPath().some((each) => each === this.box || each === this.opener) && this.close();
    window.addEventListener("pointerdown", this.onPress, { capture: true });
  }

  dispose() {
    window.removeEventListener("pointerdown", this.onPress, { capture: true });
  }

  at(second) {
    const here = this.panel.data.stretches.findLast(({ start }) => start != null && start <= second + 0.02);
    const name = here?.name ?? "";
    const box = this.root.querySelector(".topic");
    if (box.textContent === name) return;
    box.textContent = name;
    box.dataset.hue = here?.tone ?? "";
  }

  toggle() {
    if (!this.box.hidden) return this.close();
    this.box.replaceChildren(...this.panel.data.stretches.map((each) => this.line(each)));
    this.box.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.box.firstChild?.focus();
  }

  line({ first, name, start, tone }) {
    const go = () => {
      this.close();
      this.panel.transcript.show(first, true);
      if (start != null) this.panel.media.go(start);
    };
    return button({ role: "menuitem", tabindex: "-1" }, go, make("i", { "data-hue": tone }), make("span", {}, name), start == null ? null : make("span", { class: "when" }, clock(start)));
  }

  keyed(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") this.close();
    if (!by) return;
    event.preventDefault();
    const lines = [...this.box.children];
    lines[(lines.indexOf(event.target) + by + lines.length) % lines.length].focus();
  }

  close() {
    if (this.box.hidden) return;
    const inside = this.box.contains(this.box.getRootNode().activeElement);
    this.box.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    if (inside) this.opener.focus();
  }
}
