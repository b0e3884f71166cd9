// What a reader can do to the film: the toolbar, the keyboard and the pointer all call these.

import { tell } from "../shared/chosen.js";
import * as camera from "./camera.js";
import * as levels from "./levels.js";

export const opened = () => ({
  tool: "window", levels: levels.whole(), preset: "default", heat: true, regions: true, opacity: 0.45, layer: null,
});

const NAMED = {
  window: (act) => act.set({ tool: "window" }, "Window tool"),
  pan: (act) => act.set({ tool: "pan" }, "Pan tool"),
  invert: (act) => act.set({ levels: levels.invert(act.state.levels), preset: "own" }, "Inverted"),
  in: (act) => act.zoom(1.25, act.middle()),
  out: (act) => act.zoom(0.8, act.middle()),
  fit: (act) => act.fit(),
  actual: (act) => act.look(camera.actual(act.viewer.film, act.viewer.canvas)),
  heat: (act) => act.set({ heat: !act.state.heat }, act.state.heat ? "Heat map off" : "Heat map on"),
  regions: (act) => act.set({ regions: !act.state.regions }, act.state.regions ? "Regions off" : "Regions on"),
  fainter: (act) => act.opacity(act.state.opacity - 0.1),
  stronger: (act) => act.opacity(act.state.opacity + 0.1),
  reset: (act) => act.reset(),
};

export class Actions {
  constructor(viewer) {
    this.viewer = viewer;
  }

  get state() {
    return this.viewer.state;
  }

  do(name) {
    const { viewer } = this;
    if (name === "sheet") viewer.toolbar.sheet(viewer.data.shortcuts ?? []);
    else if (viewer.film) NAMED[name](this);
    this.settled();
  }

  tool() {
    return this.state.tool;
  }

  window(dx, dy) {
    this.set({ levels: levels.drag(this.state.levels, dx, dy), preset: "own" });
  }

  // Movements and points are in CSS pixels, cameras in device pixels.
  pan(dx, dy) {
    const { camera: now, ratio, film } = this.viewer;
    if (film) this.look(camera.pan(now, dx * ratio, dy * ratio));
  }

  zoom(factor, { x, y }) {
    const { camera: now, ratio, film } = this.viewer;
    if (film) this.look(camera.zoom(now, factor, { x: x * ratio, y: y * ratio }));
  }

  fit() {
    const { film, canvas } = this.viewer;
    if (film) this.look(camera.fit(film, canvas));
  }

  look(next) {
    const { film, canvas } = this.viewer;
    this.viewer.camera = next.fitted ? next : camera.hold(next, film, canvas);
    this.viewer.change();
  }

  preset(name) {
    const { film } = this.viewer;
    if (film) this.set({ levels: levels.preset(name, film.histogram), preset: name }, `Preset ${name}`);
    this.settled();
  }

  opacity(share) {
    const opacity = Math.min(1, Math.max(0, share));
    this.set({ opacity, heat: true }, `Heat map ${Math.round(opacity * 100)} %`);
    this.settled();
  }

  reset() {
    const { layer } = this.state;
    this.set({ ...opened(), opacity: this.viewer.data.opacity, layer }, "Reset");
    this.fit();
  }

  // The reader chose a finding here: tell the rest of the page, and through it the viewer itself.
  choose(label) {
    tell(this.viewer.data.scope, label || null);
  }

  hover(point) {
    this.viewer.pointed = point;
    this.viewer.change();
  }

  set(changes, spoken) {
    Object.assign(this.state, changes);
    if (spoken) this.viewer.status.say(spoken);
    this.viewer.change();
  }

  middle() {
    const { stage } = this.viewer;
    return { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
  }

  settled() {
    this.viewer.keep();
  }
}
