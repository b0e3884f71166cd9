// Sends one message at a time and keeps the rest until the server has answered, so that quick keys lose nothing.

export class Outbox {
  constructor(onChange) {
    this.waiting = [];
    this.sent = null;
    this.onChange = onChange;
  }

  get busy() {
    return Boolean(this.sent);
  }

  // Whether something about this finding is under way.
  holds(label) {
    return [this.sent, ...this.waiting].some((message) => message?.label === label);
  }

  // Whether this message waits, or the server has not answered it yet.
  pending(id) {
    return [this.sent, ...this.waiting].some((message) => message?.id === id);
  }

  forget() {
    this.waiting = [];
    this.sent = null;
  }

  // Called with every answer of the server: what it has done last, and how to reach it now.
  connect(acknowledged, post) {
    this.post = post;
    if (this.sent && this.sent.id === acknowledged) this.sent = null;
    this.flush();
  }

  // The id under which the server will acknowledge it.
  send(message) {
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.waiting.push({ id, ...message });
    this.flush();
    return id;
  }

  flush() {
    if (this.sent || !this.waiting.length) return;
    this.sent = this.waiting.shift();
    this.post(this.sent);
    this.onChange();
  }
}
