// What a reader can do to the films: the toolbar, the keyboard and the pointer all call these.

import { tell } from "../shared/chosen.js";
import * as camera from "./camera.js";
import { leave } from "./drawing.js";
import * as levels from "./levels.js";
import * as orient from "./orient.js";

export const opened = () => ({
  tool: "window", levels: levels.whole(), preset: "default", heat: true, regions: true, opacity: 0.45, layer: null,
  how: orient.upright(),
});

const NAMED = {
  window: (act) => act.use("window", "Window tool"),
  pan: (act) => act.use("pan", "Pan tool"),
  length: (act) => act.use("length", "Ruler: drag from end to end, or press Enter"),
  angle: (act) => act.use("angle", "Angle: set three points, or press Enter"),
  ratio: (act) => act.use("ratio", "Heart to chest: drag the heart's width, then the chest's, or press Enter"),
  invert: (act) => act.each((pane) => pane.set({ levels: levels.invert(pane.state.levels), preset: "own" }), "Inverted"),
  in: (act) => act.zoom(1.25, act.middle()),
  out: (act) => act.zoom(0.8, act.middle()),
  fit: (act) => act.fit(),
  actual: (act) => act.each((pane) => pane.look(camera.actual(pane.film, pane.canvas))),
  turn: (act) => act.orient((how) => orient.turn(how), "Turned to the right"),
  flip: (act) => act.orient(orient.flip, "Mirrored"),
  heat: (act) => act.set({ heat: !act.over.heat }, act.over.heat ? "Heat map off" : "Heat map on"),
  regions: (act) => act.set({ regions: !act.over.regions }, act.over.regions ? "Regions off" : "Regions on"),
  fainter: (act) => act.opacity(act.over.opacity - 0.1),
  stronger: (act) => act.opacity(act.over.opacity + 0.1),
  unmeasure: (act) => act.measures("undo", "Measuring step undone"),
  remove: (act) => act.measures("remove", "Measurement deleted"),
  clear: (act) => act.measures("clear", "All measurements deleted"),
  reset: (act) => act.reset(),
  forward: (act) => act.viewer.go(1),
  back: (act) => act.viewer.go(-1),
  beside: (act) => act.viewer.beside.toggle(),
  study: (act) => act.viewer.beside.next(),
  other: (act) => act.viewer.switch(),
  link: (act) => act.viewer.link(),
  report: (act) => act.viewer.beside.report(),
};
const ANYTIME = ["forward", "back", "beside", "study", "other", "link", "report"];

export class Actions {
  constructor(viewer) {
    this.viewer = viewer;
  }

  get pane() {
    return this.viewer.active;
  }

  // Of the film that the reader works on.
  get state() {
    return this.pane.state;
  }

  // What lies over a film is always the first pane's.
  get over() {
    return this.viewer.main.state;
  }

  do(name) {
    const { viewer } = this;
    if (name === "sheet") viewer.toolbar.sheet(viewer.data.shortcuts ?? []);
    else if (this.pane.film || ANYTIME.includes(name)) NAMED[name](this);
    this.settled();
  }

  // Linked films are worked on together, each from where it stands.
  each(step, spoken) {
    this.viewer.targets().forEach((pane) => pane.film && step(pane));
    if (spoken) this.viewer.status.say(spoken);
  }

  activate(pane) {
    this.viewer.activate(pane);
  }

  tool() {
    return this.state.tool;
  }

  use(tool, spoken) {
    this.viewer.panes.forEach((pane) => {
      if (pane.film) leave(pane);
      pane.set({ tool });
    });
    this.viewer.status.say(spoken);
  }

  window(dx, dy) {
    this.each((pane) => pane.set({ levels: levels.drag(pane.state.levels, dx, dy), preset: "own" }));
  }

  // Movements and points are in CSS pixels, cameras in device pixels.
  pan(dx, dy) {
    this.each((pane) => pane.look(camera.pan(pane.camera, dx * pane.ratio, dy * pane.ratio)));
  }

  zoom(factor, { x, y }) {
    this.each((pane) => pane.look(camera.zoom(pane.camera, factor, { x: x * pane.ratio, y: y * pane.ratio })));
  }

  fit() {
    this.each((pane) => pane.look(camera.fit(pane.film, pane.canvas)));
  }

  preset(name) {
    this.each(
      (pane) => pane.set({ levels: levels.preset(name, pane.film.histogram), preset: name }),
      `Preset ${name}`,
    );
    this.settled();
  }

  // One of the windows that the active film brings along; another film has others.
  brought(at) {
    const window = this.pane.source?.film.windows?.[at];
    if (!window || !this.pane.film) return;
    this.pane.set({ levels: levels.brought(window), preset: `film ${at}` });
    this.viewer.status.say(`Window ${window[2]}`);
    this.settled();
  }

  orient(how, spoken) {
    this.pane.orient(how(this.state.how));
    this.viewer.status.say(spoken);
  }

  opacity(share) {
    const opacity = Math.min(1, Math.max(0, share));
    this.set({ opacity, heat: true }, `Heat map ${Math.round(opacity * 100)} %`);
    this.settled();
  }

  measures(change, spoken) {
    this.pane.drawing = false;
    if (this.pane.measures[change]()) this.viewer.status.say(spoken);
    this.pane.change();
  }

  reset() {
    this.use("window", "");
    this.each((pane) => {
      Object.assign(pane.state, { ...opened(), opacity: this.viewer.data.opacity, layer: pane.state.layer });
      pane.orient(orient.upright());
    }, "Reset");
  }

  // The reader chose a finding here: tell the rest of the page, and through it the viewer itself.
  choose(label) {
    tell(this.viewer.data.scope, label || null);
  }

  hover(pane, point) {
    pane.pointed = point;
    pane.change();
  }

  set(changes, spoken) {
    this.viewer.main.set(changes);
    if (spoken) this.viewer.status.say(spoken);
  }

  middle() {
    const { stage } = this.pane;
    return { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
  }

  settled() {
    this.viewer.panes.forEach((pane) => pane.keep());
  }
}
