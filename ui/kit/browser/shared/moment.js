// What is said of a consultation leads to where it was said; the parts of a page tell each other, without asking the server.

const GO = "chiron:moment";
const CHOSEN = "chiron:utterance";

// Go there: `second` may be null where there is no recording, `utterances` are the numbers to mark.
export const lead = (scope, second, utterances = []) => send(GO, { scope, second, utterances });

// The reader has chosen an utterance in the transcript.
export const chose = (scope, utterance, second) => send(CHOSEN, { scope, utterance, second });

export const onLead = (heard) => listen(GO, heard);
export const onChosen = (heard) => listen(CHOSEN, heard);

const send = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));

// Calls `heard(detail)` until the returned function is called.
function listen(name, heard) {
  const handler = ({ detail }) => heard(detail);
  window.addEventListener(name, handler);
  return () => window.removeEventListener(name, handler);
}
