/** @file The normal distribution. */

/** P(Z < z) of a standard normal, to 1.5e-7 (Abramowitz and Stegun 26.2.17). */
export function normal(z: number): number {
  return z > 0 ? 1 - tail(z) : tail(-z);
}

/** P(Z > z) for z of at least 0. */
function tail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}

/** The z below which a share of a standard normal lies, by halving; 0 < `share` < 1. */
export function inverseNormal(share: number): number {
  let [lo, hi] = [-8, 8];
  for (let i = 0; i < 50; i++) {
    const middle = (lo + hi) / 2;
    if (normal(middle) < share) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}
