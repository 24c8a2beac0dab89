/** @file How many samples settle a question: from how often two models disagree to the size of the set that would tell. */

/** 5 % of false alarms, two-sided, and 80 % of real differences found: what is usual. */
const Z_ALPHA = 1.959964;
const Z_BETA = 0.841621;
const LIMIT = 10_000_000;

/**
 * Samples that a paired test needs to find a drop of `points` (R. J. Connor, Biometrics 43, 1987):
 * n = (z_a sqrt(p) + z_b sqrt(p - d^2))^2 / d^2.
 * @param discordant share of samples on which exactly one model is right, 0..1; at least the drop itself is assumed
 * @param points of the score, percent, above 0
 */
export function samplesToSettle(discordant: number, points: number): number {
  const d = points / 100;
  const p = Math.min(1, Math.max(discordant, d));
  return Math.min(LIMIT, Math.ceil((Z_ALPHA * Math.sqrt(p) + Z_BETA * Math.sqrt(p - d * d)) ** 2 / (d * d)));
}

/**
 * The same for a score that is no proportion: an interval shrinks with the root of the samples.
 * @param half of the width of the 95 % interval of the difference at `n` samples, in the unit of `points`
 */
export function samplesToNarrow(n: number, half: number, points: number): number {
  return Math.min(LIMIT, Math.ceil(n * ((half / Z_ALPHA) * ((Z_ALPHA + Z_BETA) / points)) ** 2));
}

/** Two digits, rounded up: more would promise what an estimate cannot keep. 587 is "590". */
export function roundedUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.ceil(count / unit) * unit;
}
