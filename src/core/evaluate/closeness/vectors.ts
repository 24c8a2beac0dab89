/** @file How near two outputs of the same shape are, number by number. */
import { decibel } from "../../calibrate/noise.ts";

/** Identical outputs have no noise; their ratio is capped so that a mean stays finite, dB. */
export const SQNR_CAP = 120;

/** 10 log10(sum base^2 / sum (base - other)^2), dB, at most `SQNR_CAP`; NaN when the lengths differ. */
export function sqnr(base: Float32Array, other: Float32Array): number {
  if (base.length !== other.length) return NaN;
  let [signal, noise] = [0, 0];
  for (let i = 0; i < base.length; i++) {
    const x = base[i] as number;
    signal += x * x;
    noise += (x - (other[i] as number)) ** 2;
  }
  return Math.min(SQNR_CAP, decibel(signal, noise));
}

/** Cosine of the angle between them, -1..1; 1 for two zero vectors, 0 when one of them is zero. */
export function cosine(base: Float32Array, other: Float32Array): number {
  if (base.length !== other.length) return NaN;
  let [product, a, b] = [0, 0, 0];
  for (let i = 0; i < base.length; i++) {
    const [x, y] = [base[i] as number, other[i] as number];
    product += x * y;
    a += x * x;
    b += y * y;
  }
  if (a === 0 && b === 0) return 1;
  return a === 0 || b === 0 ? 0 : Math.max(-1, Math.min(1, product / Math.sqrt(a * b)));
}

/** Least probability that is taken for real: float32 softmax rounds smaller ones to 0. */
const FLOOR = 1e-12;

/**
 * Kullback-Leibler divergence of `other` from `base`, nats, of one distribution. Outputs that are no distribution
 * are taken as logits. NaN when the lengths differ or nothing is there to distribute.
 */
export function divergence(base: Float32Array, other: Float32Array): number {
  if (base.length !== other.length || base.length < 2) return NaN;
  const [p, q] = [distributionOf(base), distributionOf(other)];
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [x, y] = [p[i] as number, Math.max(q[i] as number, FLOOR)];
    if (x > FLOOR) sum += x * Math.log(x / y);
  }
  return Math.max(0, sum);
}

/** Softmax, or the values themselves where they are probabilities that sum to 1 already. */
export function distributionOf(values: Float32Array): Float64Array {
  let [sum, max, min] = [0, -Infinity, Infinity];
  for (const x of values) {
    sum += x;
    if (x > max) max = x;
    if (x < min) min = x;
  }
  if (min >= 0 && Math.abs(sum - 1) < 1e-3) return Float64Array.from(values);
  const powers = Float64Array.from(values, (x) => Math.exp(x - max));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / total);
}

/** Index of the largest value; of equal ones the first. -1 of nothing. */
export function largest(values: ArrayLike<number>): number {
  let best = values.length === 0 ? -1 : 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
