// space or k plays, j l ten seconds, arrows five, [ ] an utterance, , . speed, / n N search, e corrects, u undoes, f follows,
// ? shows the keys. Letters work anywhere on the page while nobody types and no dialog is open.

import { taken } from "../shared/keyboard.js";

const KEYS = {
  k: (panel) => panel.media.toggle(),
  j: (panel) => panel.media.skip(-10),
  l: (panel) => panel.media.skip(10),
  ArrowLeft: (panel) => panel.media.skip(-5),
  ArrowRight: (panel) => panel.media.skip(5),
  "[": (panel) => panel.keys.utterance(-1),
  "]": (panel) => panel.keys.utterance(1),
  ",": (panel) => panel.media.faster(-1),
  ".": (panel) => panel.media.faster(1),
  "/": (panel) => panel.search.focus(),
  n: (panel) => panel.search.step(1),
  N: (panel) => panel.search.step(-1),
  e: (panel) => panel.editing.begin(panel.transcript.chosen),
  u: (panel) => panel.undo(),
  f: (panel) => panel.transcript.follow(),
  "?": (panel) => panel.sheet.toggle(),
};
const ARROWS = "[role=tab], [role=menu], [role=menuitem], [role=slider], [role=radio], [role=listbox], input";
const PRESSED = "button, a, summary, [role=button], [role=tab], input";

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
    if (!this.panel.root.isConnected || !this.panel.data || taken(event) || owned(event)) return;
    const act = event.key === " " ? this.space(event) : KEYS[event.key];
    if (!act || (event.key.startsWith("Arrow") && within(event, ARROWS))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(this.panel);
  }

  // Space belongs to a button that has the focus.
  space(event) {
    return within(event, PRESSED) ? null : KEYS.k;
  }

  // The utterance before or after the one that is heard, or the chosen one where nothing is heard.
  utterance(by) {
    const { transcript, media } = this.panel;
    const from = media.can && transcript.now >= 0 ? transcript.now : transcript.chosen;
    const n = Math.min(transcript.rows.length - 1, Math.max(0, from + by));
    transcript.show(n, true);
    transcript.seek(n);
  }
}

// A part of the page that has the focus may have its own use for a key.
const owned = (event) => event.composedPath().some(({ dataset }) => dataset?.ownKeys?.split(" ").includes(event.key));

const within = (event, selector) => event.composedPath()[0]?.closest?.(selector) != null;
