// Plays one sound at a time. A browser may refuse to play before the first touch of the page; then the button says so.

export class Sound {
  constructor(element, onChange) {
    this.element = element;
    this.onChange = onChange;
    this.blocked = false;
    this.kept = new Map();
  }

  async play(address) {
    if (!address) return;
    const source = this.kept.get(address) ?? address;
    if (this.element.getAttribute("src") !== source) this.element.src = source;
    else this.element.currentTime = 0;
    try {
      await this.element.play();
      this.refused(false);
    } catch (error) {
      if (error.name === "NotAllowedError") this.refused(true);
    }
  }

  refused(blocked) {
    if (this.blocked === blocked) return;
    this.blocked = blocked;
    this.onChange();
  }

  // Sounds are not stored by the browser, so those of this card are held here.
  async preload(addresses) {
    this.forget();
    const kept = this.kept;
    for (const address of new Set(addresses.filter(Boolean))) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok && kept === this.kept) kept.set(address, URL.createObjectURL(await answer.blob()));
    }
  }

  forget() {
    for (const source of this.kept.values()) if (source !== this.element.src) URL.revokeObjectURL(source);
    this.kept = new Map();
  }

  stop() {
    this.element.pause();
  }
}
