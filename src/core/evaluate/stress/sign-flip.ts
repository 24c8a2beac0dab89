/**
 * @file The sign-flip test: if quantization hurt as much here as there, the difference of every sample could as well have the other sign
 * (R. A. Fisher, The Design of Experiments, 1935). For answers that are right or wrong it is McNemar's test, and its extension to four
 * answers of a sample.
 */
import { normal } from "../statistics/normal.ts";

/** Differences up to so many of the smallest one are summed exactly. */
const FEW = 4;

/** Two-sided p of "the mean is 0"; 1 when nothing differs. @param differences one for each sample; NaN is left out */
export function signFlip(differences: readonly number[]): number {
  const known = differences.filter((d) => !Number.isNaN(d) && d !== 0);
  if (known.length === 0) return 1;
  const unit = Math.min(...known.map(Math.abs));
  const steps = known.map((d) => d / unit);
  const isWhole = steps.every((d) => Math.abs(d) <= FEW && Number.isInteger(d));
  const sum = steps.reduce((a, b) => a + b, 0);
  return isWhole ? exact(steps.map(Math.abs), Math.abs(sum)) : byNormal(steps, sum);
}

/** P(|S| >= sum) for S the sum of these steps with random signs. */
function exact(steps: readonly number[], sum: number): number {
  const reach = steps.reduce((a, b) => a + b, 0);
  let chances = new Float64Array(2 * reach + 1);
  chances[reach] = 1;
  for (const step of steps) {
    const next = new Float64Array(chances.length);
    for (const [at, chance] of chances.entries()) {
      if (chance === 0) continue;
      next[at + step] = (next[at + step] as number) + chance / 2;
      next[at - step] = (next[at - step] as number) + chance / 2;
    }
    chances = next;
  }
  const tail = chances.reduce((all, chance, at) => (Math.abs(at - reach) >= sum ? all + chance : all), 0);
  return Math.min(1, tail);
}

/** Half a sample on either side. */
const ADDED = 2;
const Z = 1.959964;

/**
 * 95 % interval of a mean of differences that are 0 or whole steps: by the normal curve after half a sample was added on either side
 * (A. Agresti and Y. Min, Statistics in Medicine 2005). Of a few changed samples a bootstrap's is too narrow.
 * @param unit of a step
 */
export function steppedInterval(differences: readonly number[], unit: number): readonly [number, number] {
  const known = differences.filter((d) => !Number.isNaN(d));
  const n = known.length + ADDED;
  const mean = known.reduce((a, b) => a + b, 0) / n;
  const squares = known.reduce((all, d) => all + d * d, 0) + unit * unit;
  const half = (Z * Math.sqrt(Math.max(0, squares - n * mean * mean))) / n;
  return [mean - half, mean + half];
}

function byNormal(steps: readonly number[], sum: number): number {
  const deviation = Math.sqrt(steps.reduce((all, d) => all + d * d, 0));
  return Math.min(1, 2 * normal(-Math.abs(sum) / deviation));
}
