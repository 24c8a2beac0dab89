/** @file What calibration saw, as a question: no statistics when the user calibrated nothing. */
import type { Range } from "../calibrate/method.ts";
import type { CalibrationStats } from "../calibrate/stats.ts";
import type { ValueName } from "../graph/graph.ts";

/** Lowest and highest value seen, or undefined when the value was not observed. */
export type RangeOf = (value: ValueName) => Range | undefined;

/** One question for each statistics, so that answers drawn from it can be kept. */
const known = new WeakMap<CalibrationStats, RangeOf>();

export function rangeSeen(stats: CalibrationStats | undefined): RangeOf | undefined {
  if (stats === undefined || stats.size === 0) return undefined;
  const range: RangeOf = known.get(stats) ?? ((value) => rangeOf(stats, value));
  known.set(stats, range);
  return range;
}

function rangeOf(stats: CalibrationStats, value: ValueName): Range | undefined {
  const seen = stats.get(value);
  return seen === undefined ? undefined : { lo: seen.min, hi: seen.max };
}
