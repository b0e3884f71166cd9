// One card after the other: asked, answered, told how near that came, and rated by the learner. What is shown next comes
// from the server with the answer; what the learner sees of this card is all here already, so that nothing waits.

import { fill } from "../shared/fill.js";
import { mounted } from "../shared/mount.js";
import { Outbox } from "../shared/outbox.js";
import { drawBack } from "./back.js";
import { drawChoices } from "./choices.js";
import { drawAnswer } from "./answer.js";
import { drawFront } from "./front.js";
import { Keys } from "./keys.js";
import { Menu } from "./menu.js";
import { drawRest } from "./rest.js";
import { Sheet } from "./sheet.js";
import { Sound } from "./sound.js";
import { Speaking } from "./speaking.js";
import { drawTop } from "./top.js";
import { Typing } from "./typing.js";
import { drawVerdict, suggested } from "./verdict.js";

export default mounted(".cards", (root) => new Panel(root));

class Panel {
  constructor(root) {
    root.panel = this;
    this.root = root;
    this.outbox = new Outbox(() => this.draw());
    this.sound = new Sound(root.querySelector("audio"), () => this.draw());
    this.typing = new Typing(this.box(".typing"), this);
    this.speaking = new Speaking(this.box(".speaking"), this);
    this.menu = new Menu(root, this);
    this.sheet = new Sheet(root.querySelector(".sheet"));
    this.keys = new Keys(this);
    root.querySelector("[data-act=leave]").addEventListener("click", () => this.post("leave"));
    this.leave = [fill(root), () => this.keys.dispose(), () => this.menu.dispose(), () => this.speaking.dispose(), () => this.sound.stop()];
  }

  box(name) {
    return this.root.querySelector(name);
  }

  get card() {
    return this.data?.card ?? null;
  }

  // What the server said about this answer; null while it has not.
  get told() {
    const told = this.data.told;
    return told && told.token === this.card?.token ? told : null;
  }

  get heard() {
    const heard = this.data.heard;
    return heard && heard.token === this.card?.token ? heard : null;
  }

  dispose() {
    clearTimeout(this.timer);
    this.leave.forEach((leave) => leave());
  }

  update(data, send) {
    const place = (each) => `${each?.scope} ${each?.card?.token ?? "rest"}`;
    const other = place(data) !== place(this.data);
    if (data.scope !== this.data?.scope) this.outbox.forget();
    this.data = data;
    this.outbox.connect(data.acknowledged, (message) => send("act", message));
    if (other) this.begin();
    else if (this.phase === "sent" && !this.outbox.pending(this.sent)) this.phase = "told";
    this.draw();
    if (other) this.enter();
    clearTimeout(this.timer);
    const seconds = data.rest?.againSeconds;
    if (seconds) this.timer = setTimeout(() => this.post("go"), 1000 * seconds);
  }

  begin() {
    this.phase = "ask";
    this.turns = (this.turns ?? 0) + 1;
    this.text = "";
    this.chosen = null;
    this.since = performance.now();
    this.speaking.forget();
    this.menu.close();
    this.sound.stop();
    this.box(".stage").scrollTop = 0;
    this.typing.begin();
  }

  // A card that is heard plays at once; one that is typed waits for the first letter.
  enter() {
    const card = this.card;
    if (card?.plays) this.sound.play(card.sound);
    this.sound.preload([card?.model, card?.sound]);
    if (card?.way === "type") this.typing.focus();
    else this.box(".stage").focus({ preventScroll: true });
  }

  choose(id) {
    if (this.phase !== "ask" || !this.card?.choices.some((choice) => choice.id === id)) return;
    this.chosen = id;
    this.check();
  }

  // Hands in what was chosen or typed; with nothing of either it only shows the answer.
  check(text = "") {
    if (this.phase !== "ask" || !this.card) return;
    this.text = text;
    this.phase = "told";
    if (this.card.way === "choose" || this.card.way === "type") this.post("check", { text, chosen: this.chosen });
    this.draw();
    this.box(".stage").focus({ preventScroll: true });
    this.sound.play(this.card.model || this.card.sound);
    this.box(".back").scrollIntoView({ block: "nearest" });
  }

  rate(rating) {
    if (this.phase !== "told" || !this.card?.ratings.some((each) => each.rating === rating)) return;
    this.phase = "sent";
    const duration = Math.round(performance.now() - this.since);
    this.sent = this.post("rate", { rating, text: this.text, chosen: this.chosen, duration });
    this.draw();
  }

  suggestion() {
    return suggested(this);
  }

  replay() {
    const card = this.card;
    const open = this.phase === "ask" ? card?.sound : card?.model || card?.sound;
    if (open) this.sound.play(open);
  }

  // kind: undo, bury, suspend, flag, edit.
  act(kind) {
    if (this.phase === "sent") return;
    if (kind === "undo" ? !this.data.canUndo : !this.card) return;
    if (kind === "edit" && !this.data.canEdit) return;
    if (kind !== "flag" && kind !== "edit") {
      this.phase = "sent";
      this.sent = this.post(kind);
    } else this.post(kind);
    this.draw();
  }

  post(kind, more = {}) {
    return this.outbox.send({ kind, scope: this.data.scope, token: this.card?.token ?? "", ...more });
  }

  draw() {
    if (!this.data) return;
    this.root.dataset.phase = this.card ? this.phase : "rest";
    this.root.dataset.turn = this.turns;
    this.root.dataset.way = this.card?.way ?? "";
    this.root.toggleAttribute("data-busy", this.outbox.busy);
    this.box(".problem").hidden = !this.data.problem;
    this.box(".problem").textContent = this.data.problem;
    drawTop(this);
    drawFront(this.box(".front"), this);
    drawChoices(this.box(".choices"), this);
    this.typing.draw();
    drawVerdict(this.box(".verdict"), this);
    drawBack(this.box(".back"), this);
    this.speaking.draw();
    drawRest(this.box(".rest"), this);
    drawAnswer(this.box(".answer"), this);
    this.menu.draw();
  }
}
