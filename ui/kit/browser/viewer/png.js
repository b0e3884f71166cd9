// Grayscale PNG, 8 or 16 bits, to 16-bit levels. A browser's own decoder keeps 8 bits only, which is too few for a
// narrow window; it may also apply a colour profile, which a film must not get. (PNG specification, W3C, chapters 9-11.)

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

export async function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, packed } = chunks(view);
  const raw = await inflate(packed);
  const stride = header.width * header.depth / 8;
  unfilter(raw, header.height, stride, header.depth / 8);
  return { width: header.width, height: header.height, levels: levels(raw, header, stride) };
}

function chunks(view) {
  if (SIGNATURE.some((byte, i) => view.getUint8(i) !== byte)) throw new Error("not a PNG");
  const packed = [];
  let header = null;
  for (let at = 8; at + 12 <= view.byteLength;) {
    const length = view.getUint32(at);
    const kind = view.getUint32(at + 4);
    if (kind === 0x49484452) header = readHeader(view, at + 8);
    if (kind === 0x49444154) packed.push(new Uint8Array(view.buffer, view.byteOffset + at + 8, length));
    at += length + 12;
  }
  if (!header || !packed.length) throw new Error("PNG without pixels");
  return { header, packed };
}

function readHeader(view, at) {
  const header = { width: view.getUint32(at), height: view.getUint32(at + 4), depth: view.getUint8(at + 8) };
  const gray = view.getUint8(at + 9) === 0 && view.getUint8(at + 12) === 0;
  if (!gray || (header.depth !== 8 && header.depth !== 16)) throw new Error("not an 8- or 16-bit grayscale PNG");
  return header;
}

async function inflate(parts) {
  const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Undo the row filters in place; every row is one filter byte and `stride` bytes.
function unfilter(raw, height, stride, step) {
  for (let row = 0; row < height; row++) {
    const at = row * (stride + 1) + 1;
    const undo = FILTERS[raw[at - 1]];
    if (!undo) throw new Error("damaged PNG");
    undo(raw, at, stride, step, row > 0);
  }
}

const FILTERS = [
  () => {},
  (raw, at, stride, step) => {
    for (let i = at + step; i < at + stride; i++) raw[i] += raw[i - step];
  },
  (raw, at, stride, step, above) => {
    if (!above) return;
    for (let i = at, up = at - stride - 1; i < at + stride; i++, up++) raw[i] += raw[up];
  },
  (raw, at, stride, step, above) => {
    for (let i = 0; i < stride; i++) {
      const left = i >= step ? raw[at + i - step] : 0;
      const up = above ? raw[at + i - stride - 1] : 0;
      raw[at + i] += (left + up) >> 1;
    }
  },
  (raw, at, stride, step, above) => {
    for (let i = 0; i < stride; i++) {
      const left = i >= step ? raw[at + i - step] : 0;
      const up = above ? raw[at + i - stride - 1] : 0;
      const corner = above && i >= step ? raw[at + i - stride - 1 - step] : 0;
      raw[at + i] += paeth(left, up, corner);
    }
  },
];

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const toLeft = Math.abs(guess - left);
  const toUp = Math.abs(guess - up);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function levels(raw, { width, height, depth }, stride) {
  const out = new Uint16Array(width * height);
  for (let row = 0, to = 0; row < height; row++) {
    let from = row * (stride + 1) + 1;
    if (depth === 16) for (let x = 0; x < width; x++, from += 2) out[to++] = (raw[from] << 8) | raw[from + 1];
    else for (let x = 0; x < width; x++) out[to++] = raw[from++] * 257;
  }
  return out;
}
