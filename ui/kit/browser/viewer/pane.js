// One film in its stage, drawn by its own renderer; a viewer has one, or two side by side.

import { opened } from "./actions.js";
import * as camera from "./camera.js";
import { Gauge } from "./gauge.js";
import { load as loadHeat } from "./heat.js";
import { borrow } from "./library.js";
import { Marks } from "./marks.js";
import { Measures } from "./measures.js";
import { recall, remember } from "./memory.js";
import * as orient from "./orient.js";
import { Pointers } from "./pointer.js";
import { Screen } from "./screen.js";

export class Pane {
  constructor(stage, viewer) {
    Object.assign(this, { stage, viewer, state: opened(), heats: new Map(), film: null, camera: null, source: null });
    this.screen = new Screen(stage, () => this.lost());
    this.measures = new Measures();
    this.marks = new Marks(stage);
    this.gauge = new Gauge(stage);
    this.pointers = new Pointers(stage, viewer.actions, this);
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(stage);
    stage.addEventListener("focus", () => viewer.activate(this));
  }

  dispose() {
    this.keep();
    this.resizer.disconnect();
    this.renderer?.dispose();
    cancelAnimationFrame(this.frame);
  }

  get renderer() { return this.screen.renderer; }
  get canvas() { return this.screen.canvas; }
  get ratio() { return this.screen.ratio; }

  // A film is the same film only within its case. `source`: scope, film, layers, selected, opacity, renderer.
  get name() {
    return this.source && this.source.scope + this.source.film.digest;
  }

  show(source) {
    const other = source.scope + source.film.digest !== this.name;
    if (other) this.keep();
    this.source = source;
    this.stage.querySelector(".caption").textContent = source.film.caption ?? "";
    if (other) this.open();
    else this.layer(this.state.layer);
  }

  // Shows no film, and says why.
  clear(caption, sentence) {
    this.keep();
    this.film = this.camera = this.source = null;
    this.measures.restore();
    this.gauge.clear();
    this.marks.setRegions([]);
    this.screen.clear();
    this.stage.querySelector(".caption").textContent = caption;
    this.stage.querySelector(".rule").hidden = true;
    this.say(sentence);
  }

  async open() {
    const { source, name, state } = this;
    this.film = this.camera = null;
    this.heats.clear();
    this.say("Loading the film \u2026");
    const before = recall(name);
    this.measures.restore(before?.measures);
    this.state = { ...opened(), opacity: source.opacity, layer: source.selected, ...before?.state, tool: state.tool };
    try {
      const film = await borrow(source.film);
      if (this.name === name && this.stage.isConnected) this.begin(film);
    } catch (error) {
      this.say(`The film cannot be shown: ${error.message}. Reload the page; if it stays so, tell your administrator.`);
    }
  }

  begin(base) {
    this.base = base;
    this.film = orient.film(base, this.state.how);
    this.ready();
    const before = recall(this.name)?.camera;
    this.camera = before && !before.fitted ? before : camera.fit(this.film, this.canvas);
    this.say("");
    this.layer(this.state.layer);
    this.viewer.opened(this);
  }

  ready() {
    this.screen.open(this.film, this.source.renderer);
  }

  // The graphics card took the context away: go on without it.
  lost() {
    if (!this.film || !this.stage.isConnected) return;
    this.ready();
    this.viewer.opened(this);
    this.layer(this.state.layer);
  }

  resize() {
    if (!this.film || !this.stage.clientWidth) return;
    this.screen.measure();
    if (this.camera.fitted) this.camera = camera.fit(this.film, this.canvas);
    this.draw();
  }

  // Turns or mirrors the film; it is shown whole then.
  orient(how) {
    this.state.how = how;
    this.film = orient.film(this.base, how);
    this.renderer.setFilm(this.film);
    this.look(camera.fit(this.film, this.canvas));
    this.layer(this.state.layer);
  }

  look(next) {
    this.camera = next.fitted ? next : camera.hold(next, this.film, this.canvas);
    this.change();
  }

  set(changes) {
    Object.assign(this.state, changes);
    this.change();
  }

  // Shows a finding's heat map and regions; null shows none, and so does a film that has none.
  async layer(label) {
    this.state.layer = label;
    const layer = this.source?.layers.find((each) => each.label === label);
    if (this.film) this.marks.setRegions(layer?.regions ?? [], (point) => this.turned(point));
    const map = layer?.heat ? await this.heat(layer.heat) : null;
    if (this.state.layer !== label || !this.renderer) return;
    this.renderer.setHeat(orient.heat(map, this.state.how));
    this.viewer.layered(this);
    this.change();
  }

  heat(url) {
    const failed = () => {
      this.heats.delete(url);
      this.viewer.status.say("The heat map could not be loaded.");
      return null;
    };
    if (!this.heats.has(url)) this.heats.set(url, loadHeat(url).catch(failed));
    return this.heats.get(url);
  }

  // Pixels of the film as it was sent for one of the original.
  shrink() {
    return this.base.width / this.source.film.columns;
  }

  // A point of the original, in the film as it is shown.
  turned({ x, y }) {
    const by = this.shrink();
    return orient.shown({ x: x * by, y: y * by }, this.base, this.state.how);
  }

  // A point of the original, on the stage (CSS pixels); and back.
  place(point) {
    const { x, y } = this.turned(point);
    const { camera: now, ratio } = this;
    return { x: (x * now.scale + now.x) / ratio, y: (y * now.scale + now.y) / ratio };
  }

  original({ x, y }) {
    const at = camera.toFilm(this.camera, { x: x * this.ratio, y: y * this.ratio });
    const sent = orient.sent(at, this.base, this.state.how);
    return { x: sent.x / this.shrink(), y: sent.y / this.shrink() };
  }

  keep() {
    if (!this.camera) return;
    remember(this.name, { camera: this.camera, state: { ...this.state }, measures: this.measures.kept() });
  }

  change() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const { film, state, renderer } = this;
    if (!film || !renderer) return;
    renderer.draw({ camera: this.camera, levels: state.levels, opacity: state.heat ? state.opacity : 0 });
    this.annotate();
    this.viewer.drawn(this);
  }

  annotate() {
    const { spacing } = this.source.film;
    const across = spacing && spacing[this.state.how.turns % 2 ? 0 : 1];
    this.marks.place(this.camera, this.ratio, across && this.shrink() / across);
    this.marks.show(this.state.regions);
    this.gauge.draw(this.measures, (point) => this.place(point), this.source.film);
  }

  say(text) {
    this.stage.querySelector(".message").textContent = text;
  }
}
