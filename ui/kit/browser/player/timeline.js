// The seek bar over the level of the sound, with the topics as coloured stretches and marks where something was told.

import { clock, make, redraw } from "../shared/make.js";

const QUIET_DB = -60;

export class Timeline {
  constructor(box, panel) {
    this.box = box;
    this.panel = panel;
    this.slider = box.querySelector(".seek");
    this.slider.addEventListener("input", () => panel.media.go(Number(this.slider.value)));
    box.querySelector(".strip").addEventListener("click", ({ target }) => this.led(target));
    box.querySelector(".marks").addEventListener("click", ({ target }) => this.led(target));
    this.observer = new ResizeObserver(() => this.levels());
    this.observer.observe(box);
  }

  dispose() {
    this.observer.disconnect();
  }

  get seconds() {
    return this.panel.media.seconds || 1;
  }

  update(data) {
    this.box.hidden = !data.media;
    this.slider.max = String(this.seconds);
    redraw(this.box.querySelector(".strip"), [data.stretches, this.seconds], () => data.stretches.filter(({ start }) => start != null).map((each) => this.stretch(each)));
    redraw(this.box.querySelector(".marks"), [data.marks, this.seconds], () => data.marks.filter(({ second }) => second != null).map((each) => this.mark(each)));
    this.levels();
  }

  share(second) {
    return `${((100 * second) / this.seconds).toFixed(3)}%`;
  }

  stretch({ start, end, name, tone }) {
    const box = make("span", { "data-second": start, "data-hue": tone, title: `${name}, ${clock(start)}` }, make("span", {}, name));
    box.style.left = this.share(start);
    box.style.width = this.share(Math.max(0, (end ?? this.seconds) - start));
    return box;
  }

  mark({ kind, words, second, utterance }) {
    const box = make("span", { class: "mark", "data-kind": kind, "data-second": second, "data-n": utterance, title: `${words}, ${clock(second)}` });
    box.style.left = this.share(second);
    return box;
  }

  led(target) {
    const { second, n } = target.closest("[data-second]")?.dataset ?? {};
    if (second === undefined) return;
    if (n !== undefined) this.panel.transcript.mark([Number(n)]);
    this.panel.media.go(Number(second));
  }

  at(second) {
    if (this.panel.data.seconds === undefined) return;
    if (this.slider.max !== String(this.seconds)) this.update(this.panel.data);
    this.slider.value = String(second);
    this.slider.setAttribute("aria-valuetext", `${clock(second)} of ${clock(this.seconds)}`);
    this.box.style.setProperty("--at", this.share(second));
  }

  // Loudness of every second, mirrored about the middle; the loudest fills the height.
  levels() {
    const canvas = this.box.querySelector(".levels");
    const { levels } = this.panel.data ?? {};
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.hidden = !levels?.length;
    if (!levels?.length || !width) return;
    [canvas.width, canvas.height] = [width * devicePixelRatio, height * devicePixelRatio];
    const pen = canvas.getContext("2d");
    pen.scale(devicePixelRatio, devicePixelRatio);
    pen.fillStyle = getComputedStyle(canvas).color;
    const most = Math.max(...levels, QUIET_DB + 1);
    for (let x = 0; x < width; x += 3) {
      const level = levels[Math.min(levels.length - 1, Math.floor((x / width) * levels.length))];
      const tall = Math.max(1, (height * Math.max(0, level - QUIET_DB)) / (most - QUIET_DB));
      pen.fillRect(x, (height - tall) / 2, 2, tall);
    }
  }
}
