// Sends something large in numbered pieces: one at a time, the next only when the server has kept the one before, and again
// where no answer came.

const AGAIN_MS = 15_000;

export class Pieces {
  constructor(onChange) {
    this.onChange = onChange;
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.waiting = [];
    this.sent = null;
    this.number = 0;
    this.kept = 0;
  }

  get busy() {
    return Boolean(this.sent) || this.waiting.length > 0;
  }

  // `more` says what it is; the server answers with a token for the pieces.
  begin(more) {
    this.forget();
    this.add({ kind: "begin", ...more });
  }

  // A blob is read only when its turn comes; `mark` is what is kept once the server has it.
  push(blob, mark) {
    this.add({ kind: "piece", number: this.number++, blob, mark });
  }

  end() {
    this.add({ kind: "end" });
  }

  add(message) {
    this.waiting.push({ id: `${Date.now()}-${Math.random().toString(36).slice(2)}`, ...message });
    this.flush();
  }

  // Called with every answer of the server.
  connect(data, post) {
    this.data = data;
    this.post = post;
    if (this.sent && this.sent.id === data.acknowledged) {
      clearTimeout(this.timer);
      if (data.problem) this.waiting = [];
      else if (this.sent.mark !== undefined) this.kept = this.sent.mark;
      this.sent = null;
    }
    this.flush();
  }

  async flush() {
    if (this.sent || !this.waiting.length || !this.post) return;
    const next = (this.sent = this.waiting.shift());
    const { blob, ...message } = next;
    if (blob) message.data = await base64(blob);
    if (this.sent !== next) return;
    this.tell(message);
    this.onChange();
  }

  tell(message) {
    this.post({ ...message, scope: this.data.scope, token: this.data.token });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sent?.id === message.id && this.tell(message), AGAIN_MS);
  }
}

async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
