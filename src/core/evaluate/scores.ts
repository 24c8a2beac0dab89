/** @file Classification scores against labels. */
import { valuesOf } from "./closeness/sketch.ts";
import type { SampleResult, Scores } from "./evaluation.ts";
import { proportion } from "./intervals.ts";

/** Top-1 and top-5, percent. Only labelled samples whose answer is a class count; without any, only `n` is given. */
export function scoresOf(results: readonly SampleResult[]): Scores {
  const labelled = results.filter((r) => r.label !== undefined && r.top.length > 0);
  if (labelled.length === 0) return { n: results.length };
  const hits = (k: number) => labelled.filter((r) => r.top.slice(0, k).includes(r.label as number)).length;
  const classes = results[0] === undefined ? 0 : valuesOf(results[0]);
  return {
    n: results.length,
    top1: proportion(hits(1), labelled.length),
    // With five classes or fewer every answer is in the top five; the number would say nothing.
    ...(classes > 5 && { top5: proportion(hits(5), labelled.length) }),
  };
}

/** Fewer labelled samples than this say nothing about preprocessing. */
const ENOUGH = 10;

/**
 * True when top-1 is about what guessing gives, so that the preprocessing is probably wrong: below twice chance,
 * for few classes below a quarter of the way from chance to perfect, for many below 5 %.
 */
export function nearChance(results: readonly SampleResult[]): boolean {
  const { top1 } = scoresOf(results);
  const classes = results[0] === undefined ? 0 : valuesOf(results[0]);
  if (top1 === undefined || classes < 2 || top1.n < ENOUGH) return false;
  const chance = 100 / classes;
  return top1.value < Math.max(5, Math.min(2 * chance, chance + (100 - chance) / 4));
}

/** Indices of the `k` largest outputs, best first; ties go to the lower index. */
export function topOf(output: Float32Array, k: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < output.length; i++) {
    const x = output[i] as number;
    let at = best.length;
    while (at > 0 && x > (output[best[at - 1] as number] as number)) at--;
    if (at < k) best.splice(at, 0, i);
    if (best.length > k) best.pop();
  }
  return best;
}

/**
 * Softmax of `output` at `indices`. Outputs that already are probabilities (within 0..1, summing to 1) are
 * returned as they are.
 */
export function confidenceOf(output: Float32Array, indices: readonly number[]): number[] {
  let [sum, max, min] = [0, -Infinity, Infinity];
  for (const x of output) {
    sum += x;
    if (x > max) max = x;
    if (x < min) min = x;
  }
  if (min >= 0 && Math.abs(sum - 1) < 1e-3) return indices.map((i) => output[i] as number);
  let total = 0;
  for (const x of output) total += Math.exp(x - max);
  return indices.map((i) => Math.exp((output[i] as number) - max) / total);
}
