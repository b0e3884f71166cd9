// space shows the answer and takes the suggestion, 1-4 choose and rate, r replays, s speaks, u undoes, b buries, ! suspends,
// f flags, e edits, ? shows the keys. Caught before Streamlit, which would take `r` for a rerun.

import { taken } from "../shared/keyboard.js";

const KEYS = {
  r: (panel) => panel.replay(),
  s: (panel) => panel.speaking.toggle(),
  u: (panel) => panel.act("undo"),
  b: (panel) => panel.act("bury"),
  "!": (panel) => panel.act("suspend"),
  f: (panel) => panel.act("flag"),
  e: (panel) => panel.act("edit"),
  "?": (panel) => panel.sheet.toggle(),
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
    if (!this.panel.root.isConnected || taken(event)) return;
    const act = KEYS[event.key] ?? numbered(event.key) ?? (isOn(event) ? null : going(event.key));
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) act(this.panel);
  }
}

function numbered(name) {
  if (!/^[1-9]$/.test(name)) return null;
  const at = Number(name);
  return (panel) => (panel.phase === "ask" ? panel.choose(panel.card?.choices[at - 1]?.id) : panel.rate(at));
}

// Space and Enter belong to a button that has the focus.
const isOn = (event) => event.composedPath()[0]?.closest?.("button, a, summary") != null;

function going(name) {
  if (name !== " " && name !== "Enter") return null;
  return (panel) => (panel.phase === "ask" ? panel.check() : panel.rate(panel.suggestion()));
}
