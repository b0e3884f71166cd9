// Draws measurements over a film. SVG in the stage's own pixels, so that lines, handles and words keep their size.

import { words } from "./measures.js";

const SVG = "http://www.w3.org/2000/svg";
const HANDLE = 4.5;
export const REACH = 11;
const LINES = { length: [[0, 1]], angle: [[0, 1], [1, 2]], ratio: [[0, 1], [2, 3]] };

export class Gauge {
  constructor(stage) {
    this.stage = stage;
    this.group = stage.querySelector(".gauges");
  }

  // `place` leads a point of the original film to the stage.
  draw(measures, place, film) {
    const key = JSON.stringify([measures.list, measures.chosen, place({ x: 0, y: 0 }), place({ x: 997, y: 991 })]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.handles = measures.list.flatMap(({ points }, at) => points.map((p, point) => ({ at, point, ...place(p) })));
    const groups = measures.list.map((each, at) => one(each, at, measures.chosen, place, film));
    this.group.replaceChildren(...groups);
    const { clientWidth } = this.stage;
    this.group.querySelectorAll("text").forEach((text) => within(text, clientWidth));
  }

  clear() {
    this.drawn = null;
    this.handles = [];
    this.group.replaceChildren();
  }

  // The handle under a point of the stage; the one drawn last lies on top.
  hit({ x, y }) {
    return (this.handles ?? []).findLast((each) => Math.hypot(each.x - x, each.y - y) <= REACH) ?? null;
  }
}

function one(measure, at, chosen, place, film) {
  const points = measure.points.map(place);
  const lines = LINES[measure.kind].map(([a, b]) => make("line", ends(points[a], points[b])));
  const dots = points.map((p, i) => make("circle", { cx: p.x, cy: p.y, r: HANDLE, ...held(chosen, at, i) }));
  const group = make("g", { class: chosen?.at === at ? "gauge chosen" : "gauge" });
  group.append(...lines, ...dots, label(points, words(measure, film)));
  return group;
}

const held = (chosen, at, point) => (chosen?.at === at && chosen.point === point ? { class: "held" } : {});

const ends = (a, b) => ({ x1: a.x, y1: a.y, x2: b.x, y2: b.y });

function label(points, text) {
  const right = points.reduce((a, b) => (b.x > a.x ? b : a));
  const element = make("text", { x: right.x + 10, y: right.y - 8 });
  element.textContent = text;
  return element;
}

// Words that would run out of the stage are set to the left.
function within(text, width) {
  const [at, long] = [Number(text.getAttribute("x")), text.getComputedTextLength()];
  if (at + long > width - 4) text.setAttribute("x", Math.max(4, Math.min(at - 20 - long, width - 4 - long)));
}

function make(name, values) {
  const element = document.createElementNS(SVG, name);
  Object.entries(values).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
