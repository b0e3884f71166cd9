// How loud it is, so that somebody who records sees that they are heard.

const QUIET_DB = -60;

export class Level {
  constructor(box) {
    this.box = box;
  }

  follow(stream) {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.timer = setInterval(() => this.draw(), 80);
  }

  leave() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = null;
    this.show(0);
  }

  draw() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, each) => sum + each * each, 0) / this.samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    this.show(Math.max(0, Math.min(1, (decibels - QUIET_DB) / -QUIET_DB)));
  }

  show(share) {
    this.box.style.setProperty("--level", share.toFixed(3));
    this.box.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  }
}
