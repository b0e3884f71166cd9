// Records the microphone without loss, as 16-bit mono WAV of 16 kHz.

const RATE = 16000;

export class Recorder {
  // `level(share)` is told how loud it is, 0 to 1.
  constructor(level) {
    this.level = level;
  }

  async start() {
    this.blocks = [];
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false } });
    this.context = new AudioContext();
    await load(this.context);
    const tap = new AudioWorkletNode(this.context, "tap", { numberOfOutputs: 0 });
    tap.port.onmessage = ({ data }) => this.take(data);
    this.context.createMediaStreamSource(this.stream).connect(tap);
  }

  take(block) {
    this.blocks.push(block);
    this.level(Math.min(1, 3 * Math.sqrt(block.reduce((sum, each) => sum + each * each, 0) / block.length)));
  }

  // The recording, or null where there is none.
  async stop() {
    const rate = this.context?.sampleRate;
    this.release();
    if (!this.blocks?.length) return null;
    return wav(await resampled(joined(this.blocks), rate));
  }

  release() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    this.stream = this.context = null;
  }
}

// By way of a blob: a worklet's own request would not pass everything that stands between a browser and its server.
async function load(context) {
  const file = await fetch(new URL("./recorder-worklet.js", import.meta.url));
  const address = URL.createObjectURL(await file.blob());
  await context.audioWorklet.addModule(address).finally(() => URL.revokeObjectURL(address));
}

function joined(blocks) {
  const all = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

async function resampled(samples, rate) {
  const length = Math.max(1, Math.round((samples.length * RATE) / rate));
  const offline = new OfflineAudioContext(1, length, RATE);
  const buffer = offline.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const source = offline.createBufferSource();
  source.buffer = buffer;
  source.connect(offline.destination);
  source.start();
  return (await offline.startRendering()).getChannelData(0);
}

// RIFF/WAVE, PCM: the header of 44 bytes, then the samples, little-endian.
export function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, Math.round(32767 * Math.max(-1, Math.min(1, sample))), true));
  return new Uint8Array(view.buffer);
}

export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
