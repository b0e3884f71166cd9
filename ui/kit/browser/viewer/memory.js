// What a reader set for a film outlives a rerun, and leaving the case and coming back, but not the browser tab.

const kept = new Map();
const MOST = 50;

export const recall = (name) => kept.get(name);

export function remember(name, state) {
  kept.delete(name);
  kept.set(name, state);
  if (kept.size > MOST) kept.delete(kept.keys().next().value);
}
