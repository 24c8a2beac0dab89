/** @file Uncompressed Windows bitmaps, which libvips does not read and old inspection cameras write. */
import type { Pixels } from "../core/samples/dataset.ts";

const SIGNATURE = 0x424d;
const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;

export function isBmp(bytes: Uint8Array): boolean {
  return bytes.length > 2 && ((bytes[0] as number) << 8) + (bytes[1] as number) === SIGNATURE;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  /** Where the pixels start. */
  readonly pixels: number;
  /** Where the palette starts: B, G, R, unused. */
  readonly palette: number;
}

/**
 * Decodes 1, 4, 8, 24 and 32 bits per pixel; the fourth byte of 32 is dropped.
 * @throws Error saying what is not supported or missing
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const header = readHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { width, height, topDown, bits, pixels } = header;
  // Rows are padded to four bytes.
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (pixels + stride * height > bytes.length) throw new Error("the file ends before its pixels do");
  const data = new Uint8Array(width * height * 3);
  const copy = bits >= 24 ? copyColours : copyIndexed;
  for (let y = 0; y < height; y++) {
    const row = pixels + (topDown ? y : height - 1 - y) * stride;
    copy(bytes, row, header, data.subarray(y * width * 3, (y + 1) * width * 3));
  }
  return { width, height, data };
}

function readHeader(view: DataView): Header {
  if (view.byteLength < 54) throw new Error("the file ends before its header does");
  const headerBytes = view.getUint32(14, true);
  const height = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const plain = compression === UNCOMPRESSED || (compression === BIT_FIELDS && bits === 32);
  if (headerBytes < 40 || !plain || ![1, 4, 8, 24, 32].includes(bits)) {
    throw new Error(`bitmaps of ${bits} bits with compression ${compression} are not supported`);
  }
  return {
    width: view.getInt32(18, true),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    pixels: view.getUint32(10, true),
    palette: 14 + headerBytes,
  };
}

/** One row of blue, green, red (and a fourth byte). */
function copyColours(bytes: Uint8Array, row: number, { bits }: Header, out: Uint8Array): void {
  const step = bits / 8;
  for (let i = row, o = 0; o < out.length; i += step, o += 3) copyPixel(bytes, i, out, o);
}

/** One row of palette indices, the leftmost pixel in the highest bits. */
function copyIndexed(bytes: Uint8Array, row: number, { bits, palette }: Header, out: Uint8Array): void {
  const mask = (1 << bits) - 1;
  for (let x = 0; x < out.length / 3; x++) {
    const at = x * bits;
    const byte = bytes[row + (at >> 3)] as number;
    copyPixel(bytes, palette + 4 * ((byte >> (8 - bits - (at & 7))) & mask), out, 3 * x);
  }
}

function copyPixel(bytes: Uint8Array, from: number, out: Uint8Array, to: number): void {
  out[to] = bytes[from + 2] as number;
  out[to + 1] = bytes[from + 1] as number;
  out[to + 2] = bytes[from] as number;
}
