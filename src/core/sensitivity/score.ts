/**
 * @file What an error at the outputs does to the answers of a classifier, estimated without running it: the error is taken
 * as equal and independent in all classes, so that class k overtakes the winner with probability
 * Q((y_top - y_k) / (sigma sqrt 2)), where sigma^2 is the error's energy per class. Only the margins of the samples enter.
 */

/** Scores of the classes, one row for each sample, with its class where it is known. */
export interface Answers {
  readonly rows: readonly { readonly scores: Float32Array; readonly label?: number }[];
  /** Mean energy of the outputs. */
  readonly signal: number;
}

/**
 * Change of top-1 in points; of agreement with FP32 where not all samples have labels. Negative is worse.
 * @param error at the outputs, relative to their energy
 */
export function scoreChange({ rows, signal }: Answers, error: number): number {
  const labelled = rows.every(({ label }) => label !== undefined);
  const changes = rows.map(({ scores, label }) => {
    const sigma = Math.sqrt((error * signal) / scores.length);
    const top = argmax(scores);
    if (labelled && label !== top) return chance(margin(scores, top, label ?? -1), sigma);
    let lost = 0;
    for (const k of scores.keys()) if (k !== top) lost += chance(margin(scores, top, k), sigma);
    return -Math.min(1, lost);
  });
  return rows.length === 0 ? 0 : (100 * changes.reduce((a, b) => a + b, 0)) / rows.length;
}

function argmax(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] as number) > (scores[best] as number)) best = i;
  return best;
}

function margin(scores: Float32Array, top: number, other: number): number {
  return (scores[top] as number) - (scores[other] ?? -Infinity);
}

/** P(noise of the difference > margin) */
function chance(margin: number, sigma: number): number {
  return sigma > 0 ? upperTail(margin / (sigma * Math.SQRT2)) : 0;
}

/** Q(z) of the normal distribution for z >= 0, to 7e-8 (Abramowitz and Stegun 1964, 26.2.17). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const factors = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const sum = factors.reduce((total, factor) => (total + factor) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
