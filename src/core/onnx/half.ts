/** @file 16-bit floats, which JavaScript has no arrays for. IEEE 754 binary16 and bfloat16, as bits in a uint16. */

/** Exact: every binary16 value is a float32. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** Exact: a bfloat16 is the upper half of a float32. */
export function bfloatToFloat(bits: number): number {
  word[0] = bits << 16;
  return float[0] as number;
}

/** Nearest binary16, ties to even; values too large become infinite. */
export function floatToHalf(x: number): number {
  if (x !== x) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundHalfEven(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  const scaled = exponentOf(magnitude, exponent);
  // Adding lets a mantissa that rounds up to 2048 carry into the exponent.
  return sign | (((scaled + 15) << 10) + roundHalfEven((magnitude / 2 ** scaled - 1) * 1024));
}

/** log2 may be off by one next to a power of two; this is not. */
function exponentOf(magnitude: number, guess: number): number {
  if (magnitude < 2 ** guess) return guess - 1;
  return magnitude >= 2 ** (guess + 1) ? guess + 1 : guess;
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
