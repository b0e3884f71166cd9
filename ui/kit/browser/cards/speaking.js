// The learner says the word and hears themselves beside the model. The sounds are marked by how near they came, or it is
// said why they cannot be; either way the rating stays the learner's.

import { button, key, make, redraw } from "./make.js";
import { base64, Recorder } from "./recorder.js";

const REFUSED = {
  NotAllowedError: "The microphone is not allowed here: allow it for this page in the browser's address bar, then try again.",
  NotFoundError: "There is no microphone: connect one, or say it aloud and rate yourself.",
};
const WORDS = { idle: "Speak", recording: "Stop", sending: "Listening \u2026" };

export class Speaking {
  constructor(box, panel) {
    this.box = box;
    this.panel = panel;
    this.recorder = new Recorder((share) => this.box.getRootNode().querySelector(".mic")?.style.setProperty("--level", share.toFixed(2)));
    this.state = "idle";
    this.forget();
  }

  dispose() {
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.recorder.release();
    if (this.own) URL.revokeObjectURL(this.own);
    this.own = null;
    this.problem = "";
    this.state = "idle";
    this.go = (this.go ?? 0) + 1;
  }

  // A word that is not shown yet is not spoken either, unless that is what is asked.
  get can() {
    const { card, phase } = this.panel;
    return Boolean(card?.speaks && navigator.mediaDevices && (phase === "told" || (phase === "ask" && card.way === "speak")));
  }

  toggle() {
    if (this.state === "recording") this.stop();
    else if (this.state === "idle" && this.can) this.start();
  }

  async start() {
    this.panel.sound.stop();
    const go = this.go;
    this.problem = "";
    this.state = "recording";
    this.panel.draw();
    try {
      await this.recorder.start();
      if (go !== this.go) return this.recorder.release();
      this.timer = setTimeout(() => this.stop(), 1000 * this.panel.data.seconds);
    } catch (error) {
      if (go !== this.go) return;
      this.recorder.release();
      this.state = "idle";
      this.problem = REFUSED[error.name] ?? "The microphone cannot be used here: say it aloud and rate yourself.";
    }
    this.panel.draw();
  }

  async stop() {
    clearTimeout(this.timer);
    const go = this.go;
    const bytes = await this.recorder.stop();
    if (go !== this.go) return;
    this.state = "idle";
    if (bytes) this.send(bytes);
    this.panel.draw();
  }

  send(bytes) {
    if (this.own) URL.revokeObjectURL(this.own);
    this.own = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
    this.sent = this.panel.post("speak", { recording: base64(bytes) });
  }

  get waiting() {
    return Boolean(this.sent) && this.panel.outbox.pending(this.sent);
  }

  button() {
    const shown = this.waiting ? "sending" : this.state;
    return button({ class: `mic${this.panel.phase === "ask" ? " primary" : ""}`, "data-icon": "mic", "data-state": shown, disabled: !this.can || shown === "sending", "aria-keyshortcuts": "s", "aria-pressed": String(this.state === "recording") }, () => this.toggle(), WORDS[shown], key("S"));
  }

  draw() {
    const { card, phase, heard } = this.panel;
    const shown = Boolean(card?.speaks) && (phase !== "ask" || card.way === "speak");
    this.box.hidden = !shown;
    const own = shown && phase !== "ask";
    redraw(this.box, shown ? [card.token, phase, this.state, this.waiting, this.problem, this.own, heard, this.can] : null, () => (shown ? [
      own && this.can ? this.button() : null,
      this.own ? this.compare(card) : null,
      make("div", { role: "status" }, this.problem || (heard ? verdict(heard) : "")),
    ] : []));
    this.reveal(heard);
  }

  // What was heard is brought into sight, once.
  reveal(heard) {
    if (!heard || heard === this.shown) return;
    this.shown = heard;
    this.box.scrollIntoView({ block: "end" });
  }

  compare(card) {
    const play = (words, address) => button({ "data-icon": "sound" }, () => this.panel.sound.play(address), words);
    return make("div", { class: "compare" }, play("You", this.own), card.model ? play("Model", card.model) : null);
  }
}

function verdict({ sentence, phones }) {
  const marks = phones.map(({ phone, score }) => make("span", { class: "phone", "data-near": near(score), title: said(score) }, phone, make("span", { class: "hidden" }, ` ${said(score)}, `)));
  return make("div", { class: "heard" }, phones.length ? make("p", { class: "phones" }, ...marks) : null, make("p", {}, sentence));
}

const near = (score) => (score == null ? "" : score >= 0.7 ? "good" : score >= 0.4 ? "fair" : "poor");
const said = (score) => (score == null ? "not scored" : { good: "clear", fair: "nearly", poor: "not heard" }[near(score)]);
