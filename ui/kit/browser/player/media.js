// The recording: played, skipped, slowed down; tells the page where it is, at every frame while it plays.

import { clock } from "../shared/make.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const UNHEARD = "This browser cannot play the recording. The transcript works all the same; save the recording to hear it in another program.";

export class Media {
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    this.element = root.querySelector("video");
    this.speed = root.querySelector(".speed select");
    this.speed.append(...SPEEDS.map((each) => new Option(`${each}\u00d7`, each, each === 1, each === 1)));
    this.speed.addEventListener("change", () => this.rate(Number(this.speed.value)));
    root.querySelector(".volume input").addEventListener("input", ({ target }) => (this.element.volume = Number(target.value)));
    for (const kind of ["play", "pause", "ended"]) this.element.addEventListener(kind, () => this.changed());
    for (const kind of ["seeked", "seeking", "loadedmetadata", "timeupdate"]) this.element.addEventListener(kind, () => this.tell());
    this.element.addEventListener("error", () => this.unheard(Boolean(this.element.error)));
    this.element.addEventListener("click", () => this.toggle());
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
  }

  get can() {
    return Boolean(this.url);
  }

  get second() {
    return this.element.currentTime;
  }

  // A recording of the browser's own does not know how long it is; the server does.
  get seconds() {
    const own = this.element.duration;
    return this.panel.data.seconds || (Number.isFinite(own) ? own : 0);
  }

  update({ media }) {
    const url = media?.url ?? "";
    this.root.querySelector(".transport").hidden = !url;
    this.root.querySelector(".screen").hidden = media?.kind !== "video" && !this.failed;
    this.element.hidden = media?.kind !== "video";
    if (url === this.url) return;
    this.url = url;
    this.unheard(false);
    if (url) this.element.src = url;
    else this.element.removeAttribute("src");
    this.element.setAttribute("aria-label", media?.title ?? "Recording");
    this.changed();
  }

  unheard(failed) {
    this.failed = failed;
    const told = this.root.querySelector(".unheard");
    told.textContent = failed ? UNHEARD : "";
    told.hidden = !failed;
    if (failed) this.root.querySelector(".screen").hidden = false;
  }

  toggle() {
    if (!this.can) return;
    if (this.element.paused) this.play();
    else this.element.pause();
  }

  play() {
    this.element.play().catch((error) => error.name === "NotAllowedError" && this.panel.say("Press Play: the browser waits for it."));
  }

  go(second, play = false) {
    if (!this.can) return;
    const last = this.seconds || second;
    this.element.currentTime = Math.min(Math.max(0, second), last);
    this.panel.transcript.follow();
    if (play) this.play();
    this.tell();
  }

  skip(by) {
    this.go(this.second + by);
  }

  faster(by) {
    const at = SPEEDS.indexOf(this.element.playbackRate) + by;
    if (at >= 0 && at < SPEEDS.length) this.rate(SPEEDS[at]);
  }

  rate(speed) {
    this.element.playbackRate = speed;
    this.speed.value = String(speed);
    this.panel.say(`Speed ${speed}`);
  }

  changed() {
    const button = this.root.querySelector("[data-act=play]");
    const paused = this.element.paused;
    button.dataset.icon = paused ? "play" : "pause";
    button.setAttribute("aria-label", paused ? "Play" : "Pause");
    button.title = `${paused ? "Play" : "Pause"} (Space)`;
    this.root.toggleAttribute("data-playing", !paused);
    if (!paused) this.run();
  }

  // Words are shorter than the browser's own signal of time.
  run() {
    cancelAnimationFrame(this.frame);
    this.tell();
    if (!this.element.paused) this.frame = requestAnimationFrame(() => this.run());
  }

  tell() {
    if (!this.panel.data) return;
    const words = `${clock(this.second)} / ${clock(this.seconds)}`;
    const time = this.root.querySelector(".time");
    if (time.textContent !== words) time.textContent = words;
    this.panel.at(this.second);
  }
}
