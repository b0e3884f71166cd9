// Records the microphone, or camera and microphone. What was recorded leaves every few seconds and is kept by the server, so
// that a page which is lost loses seconds, not the consultation.

import { clock } from "../shared/make.js";
import { mounted } from "../shared/mount.js";
import { Pieces } from "../shared/pieces.js";
import { Devices } from "./devices.js";
import { Level } from "./level.js";

const SLICE_MS = 4000;
const KINDS = {
  audio: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
  video: ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"],
};
const RATES = { audioBitsPerSecond: 64_000, videoBitsPerSecond: 600_000 };
const REFUSED = {
  NotAllowedError: "The microphone or camera is not allowed here: allow it for this page in the browser's address bar, then press Record again.",
  NotFoundError: "There is no such microphone or camera: connect one, or upload a recording instead.",
  NotReadableError: "Another program has the microphone or camera: close it there, then press Record again.",
};
const UNUSABLE = "The browser cannot record here: use a secure address (https, or this machine itself), or upload a recording instead.";

export default mounted(".recorder", (root) => new Panel(root));

class Panel {
  constructor(root) {
    root.panel = this;
    this.root = root;
    this.state = "idle";
    this.own = "";
    this.pieces = new Pieces(() => this.draw());
    this.devices = new Devices(root);
    this.level = new Level(root.querySelector(".level"));
    root.addEventListener("click", ({ target }) => this.pressed(target.closest("[data-act]")?.dataset.act));
    root.querySelector(".ways").addEventListener("change", () => this.draw());
    this.onLeave = (event) => this.on && event.preventDefault();
    window.addEventListener("beforeunload", this.onLeave);
    this.timer = setInterval(() => this.tick(), 250);
  }

  dispose() {
    clearInterval(this.timer);
    window.removeEventListener("beforeunload", this.onLeave);
    this.release();
    this.pieces.forget();
  }

  get on() {
    return this.state === "recording" || this.state === "paused";
  }

  get way() {
    return this.root.querySelector("input[name=way]:checked").value;
  }

  update(data, send) {
    this.data = data;
    this.pieces.connect(data, (message) => send("act", message));
    if (data.problem && this.on) this.abandon();
    this.draw();
  }

  pressed(act) {
    ({ record: () => this.record(), pause: () => this.pause(), stop: () => this.stop() })[act]?.();
  }

  async record() {
    if (this.state !== "idle") return;
    this.own = "";
    this.state = "asking";
    this.draw();
    try {
      this.stream = await this.devices.open(this.way);
      this.begin();
    } catch (error) {
      this.release();
      this.state = "idle";
      this.own = REFUSED[error.name] ?? UNUSABLE;
    }
    this.draw();
  }

  begin() {
    const kind = KINDS[this.way].find((each) => MediaRecorder.isTypeSupported(each));
    this.recorder = new MediaRecorder(this.stream, { mimeType: kind, ...RATES });
    this.recorder.addEventListener("dataavailable", ({ data }) => data.size && this.pieces.push(data, this.seconds()));
    this.recorder.addEventListener("stop", () => this.ended());
    this.stream.getTracks().forEach((track) => track.addEventListener("ended", () => this.on && this.lost()));
    this.pieces.begin({ mime: this.recorder.mimeType || kind, name: "" });
    this.before = 0;
    this.since = performance.now();
    this.state = "recording";
    this.recorder.start(SLICE_MS);
    this.level.follow(this.stream);
    this.preview();
  }

  preview() {
    const video = this.root.querySelector("video");
    const seen = this.stream?.getVideoTracks().length > 0;
    this.root.querySelector(".view").hidden = !seen;
    video.srcObject = seen ? this.stream : null;
    if (seen) video.play().catch(() => {});
  }

  seconds() {
    return this.before + (this.state === "recording" ? (performance.now() - this.since) / 1000 : 0);
  }

  pause() {
    if (this.state === "recording") {
      this.before = this.seconds();
      this.state = "paused";
      this.recorder.pause();
      this.recorder.requestData();
    } else if (this.state === "paused") {
      this.since = performance.now();
      this.state = "recording";
      this.recorder.resume();
    }
    this.draw();
  }

  stop() {
    if (!this.on) return;
    this.before = this.seconds();
    this.state = "ending";
    this.recorder.stop();
    this.draw();
  }

  // The last piece has been handed over.
  ended() {
    this.release();
    if (this.state !== "ending") return;
    this.state = "sending";
    this.pieces.end();
    this.draw();
  }

  lost() {
    this.own = "The microphone or camera went away; what was recorded so far is kept.";
    this.stop();
  }

  // The server takes no more of it.
  abandon() {
    this.state = "idle";
    if (this.recorder?.state !== "inactive") this.recorder?.stop();
    this.release();
  }

  release() {
    this.level.leave();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.preview();
  }

  tick() {
    if (!this.on) return;
    if (this.data.longest && this.seconds() > this.data.longest) this.stop();
    this.root.querySelector(".elapsed").textContent = clock(this.seconds());
    this.told();
  }

  told() {
    const words = {
      idle: "",
      asking: "Allow the microphone in the browser \u2026",
      recording: "Recording",
      paused: "Paused",
      ending: "Sending the end \u2026",
      sending: this.pieces.busy ? "Sending the end \u2026" : "All of it is kept",
    }[this.state];
    const kept = this.on && this.pieces.kept ? `, kept up to ${clock(this.pieces.kept)}` : "";
    const box = this.root.querySelector(".state");
    if (box.textContent !== words + kept) box.textContent = words + kept;
  }

  draw() {
    if (!this.data) return;
    const show = (act, on) => (this.root.querySelector(`[data-act=${act}]`).hidden = !on);
    show("record", this.state === "idle" || this.state === "asking");
    show("pause", this.on);
    show("stop", this.on);
    this.root.querySelector("[data-act=record]").disabled = this.state === "asking";
    this.root.querySelector("[data-act=pause]").textContent = this.state === "paused" ? "Go on" : "Pause";
    this.root.dataset.state = this.state;
    for (const each of this.root.querySelectorAll(".ways input, .devices select")) each.disabled = this.state !== "idle";
    this.devices.draw(this.way);
    const told = this.root.querySelector(".problem");
    told.textContent = this.own || this.data.problem;
    told.hidden = !told.textContent;
    this.told();
  }
}
