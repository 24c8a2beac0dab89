/**
 * @file Integers below 8 bits as ONNX stores them: several per byte, the first in the lowest bits, in two's
 * complement when signed. The last byte is padded with zero bits.
 */

/** FLOAT4E2M1 is not an integer and not handled here. */
export type PackedBits = 2 | 4;

/** Bytes of `count` integers of `bits` bits each (8 included, for loops over all widths). */
export function packedLength(count: number, bits: PackedBits | 8): number {
  return Math.ceil((count * bits) / 8);
}

/** @param values one integer per element; bits above the lowest `bits` are dropped */
export function packBits(values: Int8Array | Uint8Array, bits: PackedBits): Uint8Array {
  return packRows(values, values.length, bits);
}

/** As `packBits`, but every row of `length` integers begins with a new byte. */
export function packRows(values: Int8Array | Uint8Array, length: number, bits: PackedBits): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  const stride = packedLength(length, bits);
  const packed = new Uint8Array(stride * (values.length / length));
  const mask = (1 << bits) - 1;
  for (let row = 0, first = 0; first < values.length; row++, first += length) {
    const base = row * stride;
    for (let i = 0, shift = 0; i < length; i++, shift += bits) {
      const at = base + (shift >> 3);
      packed[at] = (packed[at] as number) | (((values[first + i] as number) & mask) << (shift & 7));
    }
  }
  return packed;
}

export interface Packing {
  readonly bits: PackedBits;
  readonly signed: boolean;
  readonly count: number;
}

export function unpackBits(bytes: Uint8Array, { bits, signed, count }: Packing): Int8Array | Uint8Array {
  const values = signed ? new Int8Array(count) : new Uint8Array(count);
  const drop = 32 - bits;
  for (let i = 0, shift = 0; i < count; i++, shift += bits) {
    const high = ((bytes[shift >> 3] as number) >> (shift & 7)) << drop;
    values[i] = signed ? high >> drop : high >>> drop;
  }
  return values;
}
