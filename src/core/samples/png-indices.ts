/**
 * @file The stored numbers of a PNG, before any palette: masks keep their classes there, and decoders for photos would answer with colours.
 * Grey and palette pictures of 1 to 16 bits, not interlaced (ISO/IEC 15948).
 */

/** Unpacks zlib data; lent by the platform. */
export type Inflate = (bytes: Uint8Array) => Promise<Uint8Array>;

export interface Indices {
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly data: Uint16Array;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const [GREY, PALETTE] = [0, 3];

/** @throws Error in one sentence when the picture holds no indices */
export async function pngIndices(file: Uint8Array, inflate: Inflate): Promise<Indices> {
  if (!SIGNATURE.every((byte, i) => file[i] === byte)) throw new Error("it is not a PNG");
  const chunks = chunksOf(file);
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  if (header === undefined || header.length < 13) throw new Error("it has no header");
  const view = new DataView(header.buffer, header.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits = 0, colour = 0, , , interlaced = 0] = header.subarray(8);
  if (colour !== GREY && colour !== PALETTE) throw new Error("it holds colours, not one class index per pixel");
  if (interlaced !== 0) throw new Error("it is interlaced; save it without");
  const packed = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const raw = await inflate(joined(packed));
  const rowBytes = Math.ceil((width * bits) / 8);
  if (raw.length < (rowBytes + 1) * height) throw new Error("it is cut short");
  const bytes = unfiltered(raw, { rowBytes, height, pixel: Math.max(1, bits >> 3) });
  return { width, height, data: samplesOf(bytes, { width, height, rowBytes, bits }) };
}

function chunksOf(file: Uint8Array): { readonly type: string; readonly data: Uint8Array }[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: { type: string; data: Uint8Array }[] = [];
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    chunks.push({ type, data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

interface Rows {
  readonly rowBytes: number;
  readonly height: number;
  /** Bytes from a pixel to the one left of it, as filters count them. */
  readonly pixel: number;
}

/** Each row starts with the number of its filter: none, left, up, average, Paeth. */
function unfiltered(raw: Uint8Array, { rowBytes, height, pixel }: Rows): Uint8Array {
  const out = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (rowBytes + 1)] ?? 0;
    for (let i = 0; i < rowBytes; i++) {
      const at = row * rowBytes + i;
      const left = i >= pixel ? (out[at - pixel] as number) : 0;
      const up = row > 0 ? (out[at - rowBytes] as number) : 0;
      const corner = row > 0 && i >= pixel ? (out[at - rowBytes - pixel] as number) : 0;
      out[at] = (raw[row * (rowBytes + 1) + 1 + i] as number) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  const paeth = () => {
    const p = left + up - corner;
    const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
    if (a <= b && a <= c) return left;
    return b <= c ? up : corner;
  };
  return [0, left, up, (left + up) >> 1, paeth()][filter] ?? 0;
}

interface Samples {
  readonly width: number;
  readonly height: number;
  readonly rowBytes: number;
  readonly bits: number;
}

function samplesOf(bytes: Uint8Array, { width, height, rowBytes, bits }: Samples): Uint16Array {
  const out = new Uint16Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const at = row * rowBytes + ((x * bits) >> 3);
      const byte = bytes[at] as number;
      const shift = 8 - bits - ((x * bits) & 7);
      out[row * width + x] = bits === 16 ? byte * 256 + (bytes[at + 1] as number) : (byte >> shift) & ((1 << bits) - 1);
    }
  }
  return out;
}
