/** @file Numbers as colours: from neutral to harm (or to the accent, where more is not worse), by luminance, in few steps. */

/** Steps that the eye tells apart; the drawing from afar has one path for each. */
export const STEPS = 7;

export type Ramp = "harm" | "amount";

/** @param share 0 is neutral, 1 the end of the scale */
export function rampColour(ramp: Ramp, share: number): string {
  const step = Math.round(Math.min(1, Math.max(0, share)) * (STEPS - 1));
  const percent = Math.round((100 * step) / (STEPS - 1));
  return `color-mix(in oklab, var(--graph-${ramp}) ${percent}%, var(--graph-calm))`;
}

/** @returns where `x` is between two ends, 0..1 and beyond; either end may be the larger */
export function between(x: number, from: number, to: number): number {
  return (x - from) / (to - from);
}

/** As `between`, over powers of ten. Zero is before every end. */
export function betweenLog(x: number, from: number, to: number): number {
  return x <= 0 ? 0 : between(Math.log10(x), Math.log10(from), Math.log10(to));
}
