// Says now and then that somebody is at work here: only after a key, a click or a turn of the wheel, and not more often
// than asked for.

const KINDS = ["keydown", "pointerdown", "pointermove", "wheel"];
const LOOK_MS = 5000;

// `every()` gives the seconds between two signs of life, 0 for none. Runs until the returned function is called.
export function alive(every, tell) {
  let active = false;
  let told = Date.now();
  const note = () => (active = true);
  const look = () => {
    const seconds = every();
    if (!seconds || !active || Date.now() - told < seconds * 1000) return;
    active = false;
    told = Date.now();
    tell();
  };
  KINDS.forEach((kind) => window.addEventListener(kind, note, { capture: true, passive: true }));
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    KINDS.forEach((kind) => window.removeEventListener(kind, note, { capture: true }));
  };
}
