// Finds words in what was said, over the ends of words, too; N and Shift + N go from hit to hit.

export class Search {
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    this.field = root.querySelector(".search input");
    this.field.addEventListener("input", () => this.look());
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    this.hits = [];
    this.at = -1;
  }

  clear() {
    this.field.value = "";
    this.look();
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  keyed(event) {
    if (event.key === "Enter") this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.escape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  escape() {
    this.clear();
    this.panel.transcript.rows[this.panel.transcript.chosen]?.element.focus({ preventScroll: true });
  }

  look() {
    for (const { words } of this.hits) words.forEach((word) => word.classList.remove("hit", "here"));
    const asked = this.field.value.trim().toLowerCase().replace(/\s+/g, " ");
    this.hits = asked.length > 1 ? this.panel.transcript.rows.flatMap((row) => found(row, asked)) : [];
    this.at = -1;
    for (const { words } of this.hits) words.forEach((word) => word.classList.add("hit"));
    if (this.hits.length) this.step(1);
    else this.tell(asked.length > 1);
  }

  step(by) {
    if (!this.hits.length) return;
    this.hits[this.at]?.words.forEach((word) => word.classList.remove("here"));
    this.at = (this.at + by + this.hits.length) % this.hits.length;
    const hit = this.hits[this.at];
    hit.words.forEach((word) => word.classList.add("here"));
    this.panel.transcript.show(hit.n);
    this.tell(true);
  }

  tell(asked) {
    const many = this.hits.length;
    this.root.querySelector(".hits").textContent = many ? `${this.at + 1} of ${many}` : asked ? "Not said" : "";
    for (const act of ["previous", "next"]) this.root.querySelector(`[data-act=${act}]`).disabled = many < 2;
  }

  // Lines that were drawn anew have lost their marks.
  draw() {
    if (!this.hits.some(({ words }) => !words[0].isConnected)) return;
    const at = this.at;
    this.look();
    if (this.hits.length) this.step(Math.min(at, this.hits.length - 1) - this.at);
  }
}

function found({ n, words }, asked) {
  const told = words ?? [];
  const ends = [];
  let text = "";
  for (const pieces of told) {
    text += `${text ? " " : ""}${pieces.map(({ textContent }) => textContent).join("").toLowerCase()}`;
    ends.push(text.length);
  }
  const hits = [];
  for (let at = text.indexOf(asked); at >= 0; at = text.indexOf(asked, at + asked.length)) {
    const first = ends.findIndex((end) => end > at);
    const last = ends.findIndex((end) => end >= at + asked.length);
    hits.push({ n, words: told.slice(first, last + 1).flat() });
  }
  return hits;
}
