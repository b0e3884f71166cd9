// What a reader measures on a film: lengths, angles, and the heart's width over the chest's. Points are in pixels of the
// original film, whatever is shown of it and however. Every change makes a new list, so that any can be taken back.

const MOST_STEPS = 50;
export const POINTS = { length: 2, angle: 3, ratio: 4 };

export class Measures {
  constructor() {
    this.list = [];
    this.past = [];
    this.chosen = null;
  }

  // Before a change that can be taken back.
  mark() {
    this.past.push(this.list);
    if (this.past.length > MOST_STEPS) this.past.shift();
  }

  // Begins one whose points all lie where it begins; its second point is in hand.
  begin(kind, point) {
    this.mark();
    this.list = [...this.list, { kind, points: Array(POINTS[kind]).fill(point) }];
    this.chosen = { at: this.list.length - 1, point: 1 };
  }

  // Places a whole one; its first point is in hand.
  place(kind, points) {
    this.mark();
    this.list = [...this.list, { kind, points }];
    this.chosen = { at: this.list.length - 1, point: 0 };
  }

  get current() {
    return this.chosen && this.list[this.chosen.at];
  }

  // Moves the point in hand; the points after it follow while the measurement is being drawn.
  move(point, drawing = false) {
    const { at, point: index } = this.chosen;
    const points = this.list[at].points.map((each, i) => (i === index || (drawing && i > index) ? point : each));
    this.list = this.list.map((each, i) => (i === at ? { ...each, points } : each));
  }

  // The next point of the one being drawn; false where it has none left.
  further() {
    if (!this.current || this.chosen.point + 1 >= this.current.points.length) return false;
    this.chosen = { ...this.chosen, point: this.chosen.point + 1 };
    return true;
  }

  // Takes the next point in hand, through all measurements; false where there is none.
  next() {
    const handles = this.list.flatMap(({ points }, at) => points.map((_, point) => ({ at, point })));
    const now = handles.findIndex(({ at, point }) => at === this.chosen?.at && point === this.chosen?.point);
    this.chosen = handles[(now + 1) % handles.length] ?? null;
    return Boolean(this.chosen);
  }

  remove() {
    if (!this.list.length) return false;
    const at = this.chosen?.at ?? this.list.length - 1;
    this.mark();
    this.list = this.list.filter((_, i) => i !== at);
    this.chosen = null;
    return true;
  }

  clear() {
    if (!this.list.length) return false;
    this.mark();
    this.list = [];
    this.chosen = null;
    return true;
  }

  undo() {
    if (!this.past.length) return false;
    this.list = this.past.pop();
    this.chosen = null;
    return true;
  }

  kept() {
    return { list: this.list, past: this.past };
  }

  restore(kept) {
    Object.assign(this, { list: [], past: [], chosen: null }, kept);
  }
}

// What is measured, in words. `film` gives `spacing` (mm between rows, between columns; null where it does not say),
// `spacingAt` and `magnification`.
export function words({ kind, points }, film) {
  if (kind === "length") return amount(distance(points[0], points[1], film), film);
  if (kind === "angle") return `${angle(points, film).toFixed(1)}\u00b0`;
  const [heart, chest] = [distance(points[0], points[1], film), distance(points[2], points[3], film)];
  return `CTR ${chest ? (heart / chest).toFixed(2) : "\u2013"} (${amount(heart, film)} : ${amount(chest, film)})`;
}

// Why a length need not be that in the patient; empty where it is, or where nothing is in millimetres.
export function caveat({ spacing, spacingAt, magnification }) {
  if (!spacing) return "No pixel spacing: lengths in pixels";
  if (spacingAt === "detector" && magnification > 1) return `Lengths divided by the magnification, ${magnification}`;
  if (spacingAt === "detector") return "Lengths at the detector: larger than in the patient";
  return spacingAt === "calibrated" ? "" : "Lengths as the film states its spacing; it does not say whether calibrated";
}

// Millimetres, or pixels where there is no spacing; corrected for a magnification that the film states.
function distance(a, b, film) {
  const [dx, dy] = vector(a, b, film);
  const enlarged = film.spacing && film.spacingAt === "detector" ? (film.magnification ?? 1) : 1;
  return Math.hypot(dx, dy) / enlarged;
}

function angle([a, corner, b], film) {
  const [one, other] = [vector(corner, a, film), vector(corner, b, film)];
  const cross = one[0] * other[1] - one[1] * other[0];
  const dot = one[0] * other[0] + one[1] * other[1];
  return (Math.abs(Math.atan2(cross, dot)) * 180) / Math.PI;
}

function vector(a, b, { spacing }) {
  const [down, across] = spacing ?? [1, 1];
  return [(b.x - a.x) * across, (b.y - a.y) * down];
}

const amount = (length, { spacing }) => (spacing ? `${length.toFixed(1)} mm` : `${Math.round(length)} px`);
