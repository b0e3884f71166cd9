// One finding of one case is looked at; viewer and list tell each other, without asking the server.

const NAME = "chiron:finding";

export const tell = (scope, label) => window.dispatchEvent(new CustomEvent(NAME, { detail: { scope, label } }));

// Calls `heard(scope, label)` until the returned function is called.
export function listen(heard) {
  const handler = ({ detail }) => heard(detail.scope, detail.label);
  window.addEventListener(NAME, handler);
  return () => window.removeEventListener(NAME, handler);
}
