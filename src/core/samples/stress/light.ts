/** @file Bytes of a picture as amounts of light and back: exposure, blur and noise happen to light, not to its encoding (sRGB, IEC 61966-2-1). */

/** Light of each byte, 0..1. */
export const LIGHT: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** Entries of the table back: the darkest bytes are 20 entries apart, so that rounding is right to a twentieth of a byte. */
const ENTRIES = 65_535;

const BYTES: Uint8Array = Uint8Array.from({ length: ENTRIES + 1 }, (_, i) => {
  const x = i / ENTRIES;
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
});

/** The byte of an amount of light; what is outside 0..1 is cut off. */
export function byteOf(light: number): number {
  return BYTES[light <= 0 ? 0 : light >= 1 ? ENTRIES : Math.round(light * ENTRIES)] as number;
}

/** Every byte replaced by the one that `table` has for it. */
export function lookedUp(data: Uint8Array, table: Uint8Array): Uint8Array {
  return data.map((byte) => table[byte] as number);
}
