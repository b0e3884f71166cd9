// The film viewer: everything a reader does to films happens here, without asking the server. It has one pane, or two
// side by side; the tools work on the active one, and on the other too where the two are linked.

import { listen } from "../shared/chosen.js";
import { fill } from "../shared/fill.js";
import { Actions } from "./actions.js";
import { Beside } from "./beside.js";
import { Keys } from "./keys.js";
import { caveat } from "./measures.js";
import { Pane } from "./pane.js";
import { Status } from "./status.js";
import { Toolbar } from "./toolbar.js";

const viewers = new WeakMap();
const LINKED = "Films are linked: window, zoom and pan go together";

export default function mount({ parentElement, data, setTriggerValue }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Viewer(parentElement.querySelector(".viewer")));
  const viewer = viewers.get(parentElement);
  viewer.post = setTriggerValue;
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
    this.linked = true;
    this.actions = new Actions(this);
    this.toolbar = new Toolbar(root, this.actions);
    this.status = new Status(root);
    this.main = this.active = new Pane(root.querySelector(".stage"), this);
    this.beside = new Beside(this);
    this.keys = new Keys(this);
    const heard = (scope, label) => scope === this.data?.scope && this.main.layer(label);
    this.leave = [listen(heard), fill(root), () => this.keys.dispose()];
  }

  dispose() {
    this.panes.forEach((pane) => pane.dispose());
    this.leave.forEach((leave) => leave());
  }

  get panes() {
    return this.beside.pane ? [this.main, this.beside.pane] : [this.main];
  }

  // The panes that a step of the reader is about.
  targets() {
    return this.linked ? this.panes : [this.active];
  }

  // Of the pane that the reader works on.
  get state() { return this.active.state; }
  get film() { return this.active.film; }
  get camera() { return this.active.camera; }
  get canvas() { return this.active.canvas; }
  get stage() { return this.active.stage; }
  get renderer() { return this.active.renderer; }

  update(data) {
    const anew = data.scope !== this.data?.scope;
    const films = data.films?.length ? data.films : [data.film];
    this.data = { ...data, films, priors: data.priors ?? [] };
    const place = films.findIndex(({ digest }) => digest === data.film.digest);
    if (anew || !films[this.at]) this.at = Math.max(0, place);
    if (anew) this.beside.close();
    this.toolbar.setLayers(data.layers);
    this.draw();
    this.beside.update();
  }

  // Shows the film of this study that is chosen, with what is said of it.
  draw() {
    const film = this.data.films[this.at];
    const layers = film.digest === this.data.film.digest ? this.data.layers : [];
    this.main.show(this.source(film, layers));
    this.arrange();
  }

  source(film, layers = []) {
    const { scope, selected, opacity, renderer, caption } = this.data;
    const told = film.caption ?? caption;
    return { scope, film: { ...film, caption: told }, layers, selected: layers.length ? selected : null, opacity, renderer };
  }

  // The next film of the study in the active pane.
  go(step) {
    if (this.active !== this.main) return this.beside.go(step);
    this.at = (this.at + step + this.data.films.length) % this.data.films.length;
    return this.draw();
  }

  activate(pane) {
    if (this.active === pane) return;
    this.active = pane;
    this.arrange();
    pane.change();
  }

  switch() {
    if (!this.beside.pane) return;
    this.activate(this.active === this.main ? this.beside.pane : this.main);
    this.active.stage.focus();
  }

  link() {
    if (!this.beside.pane) return;
    this.linked = !this.linked;
    this.status.say(this.linked ? LINKED : "Films are free: each by itself");
    this.arrange();
  }

  // What the toolbar and the frames say of films and panes.
  arrange() {
    const two = Boolean(this.beside.pane);
    this.panes.forEach((pane) => pane.stage.toggleAttribute("data-active", two && pane === this.active));
    this.toolbar.arrange(this);
  }

  // A pane tells what became of it.
  opened(pane) {
    const { digest } = pane.source.film;
    if (pane === this.main) Object.assign(this.root.dataset, { ready: digest, renderer: pane.renderer.kind });
    else this.root.dataset.beside = digest;
  }

  layered(pane) {
    if (pane === this.main) this.root.dataset.layer = pane.state.layer ?? "";
  }

  drawn(pane) {
    if (pane === this.active) this.told(pane);
    this.toolbar.show(this.active.state, this.main.state);
    this.toolbar.measured(this.active.measures);
  }

  told(pane) {
    const { state, camera, pointed, film } = pane;
    this.status.show({ zoom: camera.scale * pane.shrink(), levels: state.levels });
    this.status.measure(pane.measures.list.length || state.tool === "length" || state.tool === "ratio" ? caveat(pane.source.film) : "");
    this.status.pixel(film && pointed && pane, pointed && pane.original(pointed));
  }
}
