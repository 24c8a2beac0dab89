/**
 * @file McNemar's test (Psychometrika 1947): two models on the same samples differ only where one is right and the other
 * wrong. If neither is better, each such sample falls on either side with probability 1/2.
 */
import { normal } from "./normal.ts";

/** Up to so many discordant samples the binomial is summed; beyond it the normal curve agrees to three digits. */
const EXACT = 1000;

export interface Discordant {
  /** Right before, wrong after. */
  readonly lost: number;
  /** Wrong before, right after. */
  readonly won: number;
}

/** Two-sided p, 0..1; 1 when nothing changed. */
export function mcnemar({ lost, won }: Discordant): number {
  const n = lost + won;
  if (n === 0) return 1;
  return n <= EXACT ? exact(Math.min(lost, won), n) : byNormal(Math.abs(lost - won), n);
}

/** 2 P(X <= k) of a binomial with n trials and probability 1/2, at most 1. */
function exact(k: number, n: number): number {
  // In logarithms: 2^-1000 is below what a double can hold beside its coefficients.
  let [term, sum] = [-n * Math.LN2, 0];
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(term);
    term += Math.log((n - i) / (i + 1));
  }
  return Math.min(1, 2 * sum);
}

/** With Edwards' correction for continuity (Psychometrika 1948). */
function byNormal(difference: number, n: number): number {
  return Math.min(1, 2 * normal(-Math.max(0, difference - 1) / Math.sqrt(n)));
}
