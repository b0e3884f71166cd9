// Says who a voice is: a menu beside the name, for all that this voice said.

import { button } from "../shared/make.js";

export class Roles {
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    this.onPress = (event) => this.box && !event.composedPath().includes(this.box) && this.close();
    window.addEventListener("pointerdown", this.onPress, { capture: true });
  }

  dispose() {
    window.removeEventListener("pointerdown", this.onPress, { capture: true });
  }

  open(n) {
    if (this.panel.data.locked) return;
    this.close();
    const side = this.panel.transcript.rows[n].element.querySelector(".side");
    const { id, role } = this.panel.data.speakers[this.panel.lines[n].speaker];
    this.box = document.createElement("div");
    this.box.className = "menu roles";
    this.box.setAttribute("role", "menu");
    this.box.setAttribute("aria-label", "Who speaks");
    this.box.append(...Object.entries(this.panel.data.roles).map(([key, name]) => this.line(id, key, name, key === role)));
    this.box.addEventListener("keydown", (event) => this.keyed(event));
    side.append(this.box);
    (this.box.querySelector("[aria-checked=true]") ?? this.box.firstChild)?.focus();
  }

  line(speaker, role, name, on) {
    const take = (event) => {
      event.stopPropagation();
      this.close();
      if (!on) this.panel.post("role", { speaker, role });
    };
    return button({ role: "menuitemradio", "aria-checked": String(on), tabindex: "-1" }, take, name);
  }

  keyed(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close();
    if (!by && event.key !== "Escape") return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
    const lines = this.box ? [...this.box.children] : [];
    if (by) lines[(lines.indexOf(event.target) + by + lines.length) % lines.length].focus();
  }

  close() {
    if (!this.box) return;
    const who = this.box.parentElement?.querySelector(".who");
    const inside = this.box.contains(this.box.getRootNode().activeElement);
    this.box.remove();
    this.box = null;
    if (inside) who?.focus();
  }
}
