// The canvas of a stage and what draws on it: WebGL2 where there is one, else the plain canvas.

import { CanvasRenderer } from "./canvas2d.js";
import { WebGLRenderer } from "./webgl.js";

export class Screen {
  constructor(stage, onLost) {
    Object.assign(this, { stage, onLost, renderer: null, ratio: 1 });
  }

  get canvas() {
    return this.renderer?.canvas;
  }

  // A renderer with the film in it. `asked`: "auto", "webgl2" or "canvas2d".
  open(film, asked) {
    this.renderer?.dispose();
    if (!this.makers(asked).some((make) => this.tries(make, film))) throw new Error("this browser has no canvas");
  }

  makers(asked) {
    const webgl = (canvas) => new WebGLRenderer(canvas, () => this.lost(), asked === "webgl2");
    const plain = (canvas) => new CanvasRenderer(canvas);
    return asked === "canvas2d" || this.broken ? [plain] : [webgl, plain];
  }

  tries(make, film) {
    try {
      this.renderer = make(this.fresh());
      this.measure();
      this.renderer.setFilm(film);
    } catch {
      return false;
    }
    return true;
  }

  fresh() {
    const canvas = document.createElement("canvas");
    this.stage.querySelector("canvas").replaceWith(canvas);
    return canvas;
  }

  // The graphics card took the context away: it is not asked again.
  lost() {
    this.broken = true;
    this.onLost();
  }

  // Size of the canvas in device pixels; the plain canvas does with fewer, so that panning stays smooth.
  measure() {
    const { canvas, stage } = this;
    this.ratio = this.renderer.kind === "canvas2d" ? 1 : window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(stage.clientWidth * this.ratio));
    canvas.height = Math.max(1, Math.round(stage.clientHeight * this.ratio));
  }

  clear() {
    this.fresh();
    this.renderer?.dispose();
    this.renderer = null;
  }
}
