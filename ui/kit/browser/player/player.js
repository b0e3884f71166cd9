// A consultation seen, heard and written in one timeline: the transcript follows the recording, and every word leads back
// to its second. What the clinician mends goes to the server, one act at a time.

import { fill } from "../shared/fill.js";
import { onLead } from "../shared/moment.js";
import { mounted } from "../shared/mount.js";
import { Outbox } from "../shared/outbox.js";
import { Editing } from "./editing.js";
import { Keys } from "./keys.js";
import { Media } from "./media.js";
import { Roles } from "./roles.js";
import { Search } from "./search.js";
import { Sheet } from "./sheet.js";
import { Timeline } from "./timeline.js";
import { Topics } from "./topics.js";
import { Transcript } from "./transcript.js";

export default mounted(".player", (root) => new Panel(root));

class Panel {
  constructor(root) {
    root.panel = this;
    this.root = root;
    this.outbox = new Outbox(() => this.draw());
    this.transcript = new Transcript(root.querySelector(".lines"), this);
    this.media = new Media(root, this);
    this.timeline = new Timeline(root.querySelector(".timeline"), this);
    this.topics = new Topics(root, this);
    this.search = new Search(root, this);
    this.editing = new Editing(this);
    this.roles = new Roles(root, this);
    this.sheet = new Sheet(root.querySelector(".sheet"));
    this.keys = new Keys(this);
    root.addEventListener("click", ({ target }) => this.pressed(target.closest("[data-act]")?.dataset.act));
    const led = (detail) => detail.scope === this.data?.scope && this.led(detail);
    this.leave = [fill(root), onLead(led), ...[this.keys, this.media, this.timeline, this.roles, this.topics].map((part) => () => part.dispose())];
  }

  dispose() {
    this.leave.forEach((leave) => leave());
  }

  get lines() {
    return this.data.lines;
  }

  update(data, send) {
    const other = data.scope !== this.data?.scope;
    this.data = data;
    if (other) this.outbox.forget();
    this.outbox.connect(data.acknowledged, (message) => send("act", message));
    this.media.update(data);
    this.timeline.update(data);
    if (other) this.begin();
    else if (data.locked) this.editing.leave();
    this.draw();
    if (other && data.at != null) this.arrive(data.at);
  }

  // Somebody was led here, to one utterance.
  arrive(n) {
    if (!this.lines[n]) return;
    this.transcript.mark([n]);
    this.transcript.show(n);
    this.transcript.seek(n);
  }

  begin() {
    this.editing.leave();
    this.search.clear();
    this.transcript.begin();
  }

  // From elsewhere on the page: the utterances are marked, and the second is played.
  led({ second, utterances }) {
    this.transcript.mark(utterances);
    if (second != null && this.media.can) this.media.go(second, true);
    else if (utterances.length) this.transcript.show(utterances[0]);
  }

  // The recording has come to a second, playing or by a jump.
  at(second) {
    this.timeline.at(second);
    this.transcript.at(second);
    this.topics.at(second);
  }

  pressed(act) {
    ({
      back: () => this.media.skip(-10),
      on: () => this.media.skip(10),
      play: () => this.media.toggle(),
      previous: () => this.search.step(-1),
      next: () => this.search.step(1),
      topics: () => this.topics.toggle(),
      undo: () => this.undo(),
      keys: () => this.sheet.toggle(),
      follow: () => this.transcript.follow(),
    })[act]?.();
  }

  undo() {
    if (this.data.canUndo && !this.data.locked) this.post("undo");
  }

  post(kind, more = {}) {
    return this.outbox.send({ kind, scope: this.data.scope, ...more });
  }

  say(words) {
    this.root.querySelector(".live").textContent = words;
  }

  draw() {
    if (!this.data) return;
    const { locked, canUndo, problem, stretches } = this.data;
    const undo = this.root.querySelector("[data-act=undo]");
    undo.hidden = locked;
    undo.disabled = !canUndo || this.outbox.busy;
    this.root.querySelector("[data-act=topics]").hidden = !stretches.length;
    const told = this.root.querySelector(".problem");
    told.textContent = problem;
    told.hidden = !problem;
    this.root.toggleAttribute("data-busy", this.outbox.busy);
    this.transcript.draw();
    this.search.draw();
  }
}
