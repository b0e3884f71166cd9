// The film viewer: everything a reader does to the film happens here, without asking the server.

import { listen } from "../shared/chosen.js";
import { fill } from "../shared/fill.js";
import { Actions, opened } from "./actions.js";
import * as camera from "./camera.js";
import { CanvasRenderer } from "./canvas2d.js";
import { load as loadFilm } from "./film.js";
import { load as loadHeat } from "./heat.js";
import { Keys } from "./keys.js";
import { Marks } from "./marks.js";
import { recall, remember } from "./memory.js";
import { Pointers } from "./pointer.js";
import { Status } from "./status.js";
import { Toolbar } from "./toolbar.js";
import { WebGLRenderer } from "./webgl.js";

const viewers = new WeakMap();

export default function mount({ parentElement, data }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Viewer(parentElement.querySelector(".viewer")));
  const viewer = viewers.get(parentElement);
  viewer.update(data);
  return () => {
    viewer.dispose();
    viewers.delete(parentElement);
  };
}

class Viewer {
  constructor(root) {
    root.viewer = this;
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.state = opened();
    this.heats = new Map();
    this.actions = new Actions(this);
    this.toolbar = new Toolbar(root, this.actions);
    this.status = new Status(root);
    this.marks = new Marks(root);
    this.pointers = new Pointers(this.stage, this.actions);
    this.keys = new Keys(this.stage, this.pointers, this.actions);
    this.listen();
  }

  listen() {
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(this.stage);
    const heard = (scope, label) => scope === this.data?.scope && this.layer(label);
    this.leave = [listen(heard), fill(this.root), () => this.keys.dispose(), () => this.resizer.disconnect()];
  }

  dispose() {
    this.keep();
    this.leave.forEach((leave) => leave());
    this.renderer?.dispose();
    cancelAnimationFrame(this.frame);
  }

  get canvas() {
    return this.renderer.canvas;
  }

  // A film is the same film only within its case.
  name(data) {
    return data && data.scope + data.film.digest;
  }

  update(data) {
    const other = this.name(data) !== this.name(this.data);
    if (other) this.keep();
    this.data = data;
    this.toolbar.setLayers(data.layers);
    this.root.querySelector(".caption").textContent = data.caption;
    if (other) this.open();
    else this.layer(this.state.layer);
  }

  async open() {
    const { data } = this;
    this.film = this.camera = null;
    this.heats.clear();
    this.say("Loading the film \u2026");
    this.state = { ...opened(), opacity: data.opacity, layer: data.selected, ...recall(this.name(data))?.state };
    try {
      const film = await loadFilm(data.film.url);
      if (this.name(this.data) === this.name(data)) this.begin(film);
    } catch (error) {
      this.say(`The film cannot be shown: ${error.message}. Reload the page; if it stays so, tell your administrator.`);
    }
  }

  begin(film) {
    this.film = film;
    this.ready();
    const before = recall(this.name(this.data))?.camera;
    this.camera = before && !before.fitted ? before : camera.fit(film, this.canvas);
    this.say("");
    this.root.dataset.ready = this.data.film.digest;
    this.layer(this.state.layer);
  }

  // A renderer with the film in it: WebGL2 where there is one, else the plain canvas.
  ready() {
    this.renderer?.dispose();
    const made = this.makers().some((make) => this.tries(make));
    if (!made) throw new Error("this browser has no canvas");
    this.root.dataset.renderer = this.renderer.kind;
  }

  makers() {
    const asked = this.data.renderer;
    const webgl = (canvas) => new WebGLRenderer(canvas, () => this.lost(), asked === "webgl2");
    const plain = (canvas) => new CanvasRenderer(canvas);
    return asked === "canvas2d" || this.broken ? [plain] : [webgl, plain];
  }

  tries(make) {
    const canvas = document.createElement("canvas");
    this.root.querySelector("canvas").replaceWith(canvas);
    try {
      this.renderer = make(canvas);
      this.measure();
      this.renderer.setFilm(this.film);
    } catch {
      return false;
    }
    return true;
  }

  // The graphics card took the context away: go on without it.
  lost() {
    if (!this.film || !this.root.isConnected) return;
    this.broken = true;
    this.ready();
    this.layer(this.state.layer);
  }

  // Size of the canvas in device pixels; the plain canvas does with fewer, so that panning stays smooth.
  measure() {
    const { canvas, stage } = this;
    this.ratio = this.renderer.kind === "canvas2d" ? 1 : window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(stage.clientWidth * this.ratio));
    canvas.height = Math.max(1, Math.round(stage.clientHeight * this.ratio));
  }

  resize() {
    if (!this.film || !this.stage.clientWidth) return;
    this.measure();
    if (this.camera.fitted) this.camera = camera.fit(this.film, this.canvas);
    this.draw();
  }

  // Shows a finding's heat map and regions; null shows none.
  async layer(label) {
    this.state.layer = label;
    const layer = this.data.layers.find((each) => each.label === label);
    if (this.film) this.marks.setRegions(layer?.regions ?? [], this.shrink());
    const map = layer?.heat ? await this.heat(layer.heat) : null;
    if (this.state.layer !== label || !this.renderer) return;
    this.renderer.setHeat(map);
    this.root.dataset.layer = label ?? "";
    this.change();
  }

  heat(url) {
    const failed = () => {
      this.heats.delete(url);
      this.status.say("The heat map could not be loaded.");
      return null;
    };
    if (!this.heats.has(url)) this.heats.set(url, loadHeat(url).catch(failed));
    return this.heats.get(url);
  }

  // Pixels of the film as it was sent for one of the original.
  shrink() {
    return this.film.width / this.data.film.columns;
  }

  keep() {
    if (this.camera) remember(this.name(this.data), { camera: this.camera, state: { ...this.state } });
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
    this.toolbar.show(state);
  }

  annotate() {
    const { film, state, data, pointed, ratio } = this;
    const { spacing } = data.film;
    this.marks.place(this.camera, ratio, spacing && this.shrink() / spacing[1]);
    this.marks.show(state.regions);
    this.status.show({ zoom: this.camera.scale * this.shrink(), levels: state.levels });
    const spot = pointed && camera.toFilm(this.camera, { x: pointed.x * ratio, y: pointed.y * ratio });
    this.status.pixel(film, spot, spacing, this.shrink());
  }

  say(text) {
    this.root.querySelector(".message").textContent = text;
  }
}
