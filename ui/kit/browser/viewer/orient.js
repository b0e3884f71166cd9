// A film may lie on its side or be mirrored: it is turned once, and places are led from the film as it was sent to the
// film as it is shown and back. First the mirror, then quarter turns to the right. Pure functions.

export const upright = () => ({ mirror: false, turns: 0 });

export const turn = (now, by = 1) => ({ ...now, turns: (now.turns + by + 4) % 4 });

// Mirrors what is seen, whichever way it lies.
export const flip = ({ mirror, turns }) => ({ mirror: !mirror, turns: (4 - turns) % 4 });

export const isUpright = ({ mirror, turns }) => !mirror && !turns;

// Where a place of the film (width x height as sent) is shown.
export function shown({ x, y }, { width, height }, { mirror, turns }) {
  let [at, w, h] = [{ x: mirror ? width - x : x, y }, width, height];
  for (let i = 0; i < turns; i++) [at, w, h] = [{ x: h - at.y, y: at.x }, h, w];
  return at;
}

// The inverse of `shown`.
export function sent({ x, y }, { width, height }, { mirror, turns }) {
  let [at, w, h] = turns % 2 ? [{ x, y }, height, width] : [{ x, y }, width, height];
  for (let i = 0; i < turns; i++) [at, w, h] = [{ x: at.y, y: w - at.x }, h, w];
  return { x: mirror ? width - at.x : at.x, y: at.y };
}

// The same film, turned; what is upright is not copied.
export function film(base, how) {
  if (isUpright(how)) return base;
  const pyramid = base.pyramid.map((floor) => grid(floor, floor.levels, how));
  const floors = pyramid.map(({ width, height, values }) => ({ width, height, levels: values }));
  return { ...base, width: floors[0].width, height: floors[0].height, pyramid: floors };
}

// The same heat map, turned.
export function heat(map, how) {
  if (!map || isUpright(how)) return map;
  const { width, height, values } = grid(map, map.bytes, how);
  return { width, height, bytes: values };
}

function grid({ width, height }, values, { mirror, turns }) {
  const [w, h] = turns % 2 ? [height, width] : [width, height];
  const out = new values.constructor(values.length);
  // One step to the right, and one down, in what is shown, is this many values in what was sent.
  const [right, down] = STEPS[turns](mirror ? -1 : 1, width);
  const first = shownFirst(turns, mirror, width, height);
  for (let y = 0, to = 0; y < h; y++) {
    for (let x = 0, from = first + y * down; x < w; x++, from += right) out[to++] = values[from];
  }
  return { width: w, height: h, values: out };
}

const STEPS = [
  (across, width) => [across, width],
  (across, width) => [-width, across],
  (across, width) => [-across, -width],
  (across, width) => [width, -across],
];

// Which value of what was sent is shown in the top left corner.
function shownFirst(turns, mirror, width, height) {
  const atRight = mirror ? turns === 0 || turns === 1 : turns === 2 || turns === 3;
  const atBottom = turns === 1 || turns === 2;
  return (atBottom ? (height - 1) * width : 0) + (atRight ? width - 1 : 0);
}
