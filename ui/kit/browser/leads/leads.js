// Lists of what was found, each leading to the second at which it was said or seen.

import { fill } from "../shared/fill.js";
import { button, clock, make, redraw } from "../shared/make.js";
import { lead } from "../shared/moment.js";

const lists = new WeakMap();

export default function mount({ parentElement, data }) {
  if (!lists.has(parentElement)) lists.set(parentElement, new List(parentElement.querySelector(".leads")));
  const list = lists.get(parentElement);
  list.update(data);
  return () => {
    list.dispose();
    lists.delete(parentElement);
  };
}

class List {
  constructor(root) {
    this.root = root;
    this.dispose = () => this.leave?.();
    root.addEventListener("click", ({ target }) => this.pressed(target.closest("[data-lead]")));
  }

  update(data) {
    this.data = data;
    this.root.setAttribute("aria-label", data.title);
    this.root.toggleAttribute("data-fills", data.fills);
    if (data.fills && !this.leave) this.leave = fill(this.root);
    redraw(this.root, data, () => data.groups.map((group, at) => this.group(group, at)));
  }

  group({ title, more, items }, at) {
    const kind = items.some(({ picture }) => picture) ? "pictures" : "list";
    const lines = items.map((item, number) => make("li", {}, kind === "pictures" ? picture(item, `${at}.${number}`) : line(item, `${at}.${number}`)));
    return make("section", { "aria-label": title }, make("h3", {}, title), more ? make("p", { class: "more" }, more) : null, lines.length ? make("ul", { class: kind }, ...lines) : null);
  }

  pressed(found) {
    if (!found) return;
    const [at, number] = found.dataset.lead.split(".").map(Number);
    const { second, utterance } = this.data.groups[at].items[number];
    this.root.querySelectorAll("[data-led]").forEach((each) => each.removeAttribute("data-led"));
    found.toggleAttribute("data-led", true);
    lead(this.data.scope, second, utterance == null ? [] : [utterance]);
  }
}

function line({ text, detail, badge, tone, quiet, second, utterance }, at) {
  const where = second != null ? clock(second) : utterance != null ? `#${utterance + 1}` : "";
  const words = [make("span", { class: "text" }, text), detail ? make("span", { class: "detail" }, detail) : null];
  const parts = [make("span", { class: "words" }, ...words), badge ? make("span", { class: "badge", "data-tone": tone }, badge) : null, make("span", { class: "when" }, where)];
  if (!where) return make("div", { class: "lead", "data-quiet": quiet }, ...parts);
  return button({ class: "lead", "data-lead": at, "data-quiet": quiet, title: "Hear it" }, () => {}, ...parts);
}

function picture({ text, second, picture: address }, at) {
  const image = make("img", { src: address, alt: text, loading: "lazy" });
  return button({ class: "frame", "data-lead": at, title: "Show it in the recording" }, () => {}, image, make("span", {}, second == null ? text : clock(second)));
}
