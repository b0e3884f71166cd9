// Measuring by pointer and by keyboard: points are set one after the other, and any can be moved afterwards.

import { POINTS, words } from "./measures.js";

const CLICK = 4;
const near = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) < CLICK;

export const measuring = (tool) => tool in POINTS;

// Every function takes a pane, and points on its stage in CSS pixels.

// The pointer went down: takes a handle in hand, or sets a point. Answers whether it is about a measurement.
export function press(pane, at) {
  const { measures, gauge, state } = pane;
  const handle = pane.drawing ? null : gauge.hit(at);
  if (handle) take(pane, handle);
  else if (measuring(state.tool)) set(pane, at);
  else return false;
  pane.pressed = at;
  pane.change();
  return Boolean(measures.chosen);
}

function take(pane, { at, point }) {
  pane.measures.mark();
  pane.measures.chosen = { at, point };
}

function set(pane, at) {
  const { measures, state } = pane;
  if (!pane.drawing) measures.begin(state.tool, pane.original(at));
  else move(pane, at);
  if (pane.drawing && startsChest(measures)) measures.further();
  pane.drawing = true;
}

const startsChest = ({ current, chosen }) => current?.kind === "ratio" && chosen.point === 2;

// The pointer moves, pressed or not: the point in hand follows.
export function move(pane, at) {
  const { measures } = pane;
  if (!measures.chosen) return;
  const level = pane.drawing && measures.current.kind === "ratio" && measures.chosen.point % 2 === 1;
  const to = level ? { x: at.x, y: pane.place(partner(measures)).y } : at;
  measures.move(pane.original(to), pane.drawing);
  if (!pane.drawing && measures.current.kind === "ratio") follow(pane, to);
  pane.change();
}

// The two ends of a width stay at one height, as they are shown.
function follow(pane, to) {
  const { measures } = pane;
  const { at, point } = measures.chosen;
  const other = pane.place(partner(measures));
  measures.chosen = { at, point: point ^ 1 };
  measures.move(pane.original({ x: other.x, y: to.y }));
  measures.chosen = { at, point };
}

const partner = ({ current, chosen }) => current.points[chosen.point ^ 1];

// The pointer went up: a drag sets the point, a click leaves it in hand until the next one.
export function release(pane, at) {
  const { measures } = pane;
  const clicked = near(pane.pressed, at) && startsNow(measures);
  if (pane.drawing && !clicked && !measures.further()) finish(pane);
  tell(pane);
  pane.change();
}

// Whether the point in hand was set down only as the start of a line.
function startsNow({ current, chosen }) {
  const before = current?.points[chosen.point - 1];
  const here = current?.points[chosen.point];
  return Boolean(before) && before.x === here.x && before.y === here.y;
}

function finish(pane) {
  pane.drawing = false;
  pane.measures.chosen = null;
}

// Leaves what is being drawn, or lets go of the point in hand. Answers whether there was anything to leave.
export function leave(pane) {
  const busy = Boolean(pane.drawing || pane.measures.chosen);
  if (pane.drawing) pane.measures.undo();
  finish(pane);
  pane.change();
  return busy;
}

// Enter: the next point is taken in hand, or the first measurement is laid across the middle of what is seen.
export function enter(pane, anew) {
  const { measures, state } = pane;
  if (pane.drawing) leave(pane);
  if (anew || !measures.next()) measures.place(state.tool, laid(pane)[state.tool]);
  pane.nudged = null;
  tell(pane);
  pane.change();
}

function laid(pane) {
  const [w, h] = [pane.stage.clientWidth, pane.stage.clientHeight];
  const at = (x, y) => pane.original({ x: w * x, y: h * y });
  return {
    length: [at(0.4, 0.5), at(0.6, 0.5)],
    angle: [at(0.4, 0.5), at(0.5, 0.5), at(0.5, 0.35)],
    ratio: [at(0.42, 0.6), at(0.58, 0.6), at(0.3, 0.68), at(0.7, 0.68)],
  };
}

// An arrow moves the point in hand; a row of them is taken back as one step.
export function nudge(pane, dx, dy) {
  const { measures } = pane;
  const { at, point } = measures.chosen;
  const key = `${at} ${point}`;
  if (pane.nudged !== key) measures.mark();
  pane.nudged = key;
  const now = pane.place(measures.current.points[point]);
  move(pane, { x: now.x + dx, y: now.y + dy });
  tell(pane);
}

export function tell(pane) {
  const { measures, source, viewer } = pane;
  const one = measures.current ?? measures.list.at(-1);
  if (one) viewer.status.say(words(one, source.film));
}
