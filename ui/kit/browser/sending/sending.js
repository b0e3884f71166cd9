// A file of any size, sent in pieces that the server keeps one after the other; nothing of it is held whole anywhere.

import { mounted } from "../shared/mount.js";
import { Pieces } from "../shared/pieces.js";

const PIECE = 2 * 1024 * 1024;

export default mounted(".sending", (root) => new Panel(root));

class Panel {
  constructor(root) {
    this.root = root;
    this.pieces = new Pieces(() => this.draw());
    this.input = root.querySelector("input");
    this.input.addEventListener("change", () => this.take(this.input.files[0]));
    this.drop = root.querySelector(".drop");
    for (const kind of ["dragover", "dragleave", "drop"]) this.drop.addEventListener(kind, (event) => this.dragged(event));
    root.querySelector(".stop").addEventListener("click", () => this.stop());
    this.onLeave = (event) => this.pieces.busy && event.preventDefault();
    window.addEventListener("beforeunload", this.onLeave);
  }

  dispose() {
    window.removeEventListener("beforeunload", this.onLeave);
    this.pieces.forget();
  }

  update(data, send) {
    if (data.scope !== this.data?.scope) this.forget();
    this.data = data;
    this.input.accept = data.accept;
    this.pieces.connect(data, (message) => send("act", message));
    if (data.problem) this.file = null;
    this.take(this.input.files[0]); // chosen before anybody listened
    this.draw();
  }

  forget() {
    this.pieces.forget();
    this.file = null;
    this.own = "";
  }

  dragged(event) {
    event.preventDefault();
    this.drop.toggleAttribute("data-over", event.type === "dragover");
    if (event.type === "drop") this.take(event.dataTransfer.files[0]);
  }

  take(file) {
    if (!file || this.file) return;
    this.own = refusal(file, this.data.largest);
    if (!this.own) this.send(file);
    this.input.value = "";
    this.draw();
  }

  send(file) {
    this.file = file;
    this.pieces.begin({ mime: file.type, name: file.name, size: file.size });
    for (let at = 0; at < file.size; at += PIECE) this.pieces.push(file.slice(at, at + PIECE), Math.min(file.size, at + PIECE));
    this.pieces.end();
  }

  stop() {
    this.forget();
    this.draw();
  }

  draw() {
    const { title, hint, problem } = this.data;
    const going = Boolean(this.file);
    this.root.setAttribute("aria-label", title);
    this.root.querySelector(".title").textContent = title;
    this.root.querySelector(".hint").textContent = hint;
    this.drop.hidden = going;
    this.root.querySelector(".going").hidden = !going;
    const told = this.root.querySelector(".problem");
    told.textContent = this.own || problem;
    told.hidden = !told.textContent;
    if (going) this.progress();
  }

  progress() {
    const share = this.file.size ? this.pieces.kept / this.file.size : 1;
    this.root.querySelector(".name").textContent = this.file.name;
    this.root.querySelector("progress").value = share;
    this.root.querySelector("progress").setAttribute("aria-label", `Sending ${this.file.name}`);
    this.root.querySelector(".state").textContent = this.pieces.busy ? `${Math.floor(100 * share)} % of ${mebibytes(this.file.size)} MiB kept` : "All of it is kept";
  }
}

const mebibytes = (bytes) => (bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0);

function refusal({ size, name }, largest) {
  if (!size) return `${name} is empty: choose another file.`;
  return size > largest ? `${name} is larger than ${mebibytes(largest)} MiB: save it at a lower quality or cut it, and choose it again.` : "";
}
