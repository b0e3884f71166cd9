// Mouse, pen and touch, as pointer events: one finger or the left button works the tool, two fingers or the wheel zoom,
// the middle button or a held space bar pans.

import * as drawing from "./drawing.js";

export class Pointers {
  constructor(stage, act, pane) {
    Object.assign(this, { stage, act, pane });
    this.down = new Map();
    this.spaced = false;
    const on = (kind, handler, options) => stage.addEventListener(kind, handler.bind(this), options);
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.release);
    on("pointercancel", this.release);
    on("pointerleave", () => act.hover(pane, null));
    on("wheel", this.wheel, { passive: false });
    on("dblclick", () => !drawing.measuring(act.tool()) && act.fit());
    on("auxclick", (event) => event.preventDefault());
  }

  at(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  press(event) {
    if (event.button > 1) return;
    this.act.activate(this.pane);
    this.stage.setPointerCapture(event.pointerId);
    const at = this.at(event);
    const pans = event.button === 1 || this.spaced;
    this.measures = !pans && !this.down.size && Boolean(this.pane.film) && drawing.press(this.pane, at);
    this.down.set(event.pointerId, { ...at, pans });
    if (event.button === 1) event.preventDefault();
  }

  move(event) {
    const before = this.down.get(event.pointerId);
    const now = this.at(event);
    this.act.hover(this.pane, now);
    if (this.measures || (!before && this.pane.drawing)) drawing.move(this.pane, now);
    if (!before) return;
    if (this.down.size === 2) this.pinch(event.pointerId, before, now);
    else if (!this.measures) this.drag(before, now);
    this.down.set(event.pointerId, { ...now, pans: before.pans });
  }

  drag(before, now) {
    const pans = before.pans || this.act.tool() === "pan";
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    if (pans) this.act.pan(dx, dy);
    else if (this.act.tool() === "window") this.act.window(dx, dy);
  }

  // A second finger means that nothing was to be measured.
  pinch(id, before, now) {
    if (this.measures) drawing.leave(this.pane);
    this.measures = false;
    const other = [...this.down].find(([each]) => each !== id)[1];
    const span = (point) => Math.max(8, Math.hypot(point.x - other.x, point.y - other.y));
    this.act.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    this.act.zoom(span(now) / span(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  release(event) {
    if (!this.down.delete(event.pointerId)) return;
    if (this.measures) drawing.release(this.pane, this.at(event));
    this.measures = false;
    this.act.settled();
  }

  wheel(event) {
    event.preventDefault();
    this.act.activate(this.pane);
    const lines = event.deltaMode === 1 ? 24 : 1;
    const turn = Math.max(-120, Math.min(120, event.deltaY * lines));
    this.act.zoom(Math.exp(-turn / 400), this.at(event));
  }
}
