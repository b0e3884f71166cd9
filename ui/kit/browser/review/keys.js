// j k move, a accept, r reject, e edit, u undo, Shift+A accept the rest, c contradictions, x puts one aside, t the report.
// Letters work anywhere on the page while nobody types and no dialog is open; caught before Streamlit, which would take
// `r` for a rerun.

import { taken } from "../shared/keyboard.js";

const said = (panel) => panel.rows.get(panel.chosen)?.said() ?? {};
const KEYS = {
  j: (panel) => panel.move(1),
  k: (panel) => panel.move(-1),
  a: (panel) => panel.act("accept", said(panel)),
  r: (panel) => panel.act("reject", said(panel)),
  e: (panel) => panel.may("edit") && panel.rows.get(panel.chosen)?.edit(),
  u: (panel) => panel.act("undo"),
  A: (panel) => panel.act("rest"),
  c: (panel) => panel.tabs.toggle("disputes"),
  x: (panel) => panel.tabs.at === "disputes" && panel.disputes.aside(),
  t: (panel) => panel.tabs.toggle("report"),
};

export class Keys {
  constructor(panel) {
    this.panel = panel;
    this.onDown = (event) => this.down(event);
    window.addEventListener("keydown", this.onDown, { capture: true });
  }

  dispose() {
    window.removeEventListener("keydown", this.onDown, { capture: true });
  }

  down(event) {
    if (taken(event) || !this.panel.root.isConnected) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat || event.key === "j" || event.key === "k") act(this.panel);
  }
}
