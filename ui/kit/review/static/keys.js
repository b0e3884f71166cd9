// j k move, a accept, r reject, e edit, u undo, Shift+A accept the rest. Letters work anywhere on the page while nobody
// types and no dialog is open; caught before Streamlit, which would take `r` for a rerun.

const KEYS = {
  j: (panel) => panel.move(1),
  k: (panel) => panel.move(-1),
  a: (panel) => panel.act("accept", panel.rows.get(panel.chosen)?.said() ?? {}),
  r: (panel) => panel.act("reject", panel.rows.get(panel.chosen)?.said() ?? {}),
  e: (panel) => !panel.data.locked && panel.rows.get(panel.chosen)?.edit(),
  u: (panel) => panel.act("undo"),
  A: (panel) => panel.act("rest"),
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
    if (event.ctrlKey || event.metaKey || event.altKey || !this.panel.root.isConnected || busy(event)) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat || event.key === "j" || event.key === "k") act(this.panel);
  }
}

function busy(event) {
  const target = event.composedPath()[0];
  const types = target instanceof Element && target.closest("input:not([type=range]), textarea, select, [contenteditable=true]");
  return Boolean(types) || Boolean(document.querySelector("[role=dialog]"));
}
