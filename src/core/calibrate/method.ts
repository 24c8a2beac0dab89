/** @file A calibration method chooses a range from what was observed. Pure and cheap: switching never re-runs the model. */
import type { TensorStats } from "./stats.ts";

/** Real interval that the integers will span; always contains 0. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

export interface MethodParams {
  /** Share of values kept, percent. */
  readonly percentile: number;
  /** Integer levels of the target type, e.g. 256. */
  readonly levels: number;
  /** The grid will be symmetric around 0, so one end decides. */
  readonly symmetric: boolean;
}

export interface CalibrationMethod {
  readonly id: "min-max" | "moving-average" | "percentile" | "entropy" | "mse";
  readonly title: string;
  /** One sentence for the tooltip: when an engineer should choose this. */
  readonly when: string;
  readonly range: (stats: TensorStats, params: MethodParams) => Range;
}

/** Clamps a proposal to what was observed and makes it contain 0. */
export function within({ min, max }: TensorStats, lo: number, hi: number): Range {
  return { lo: Math.min(0, Math.max(lo, min)), hi: Math.max(0, Math.min(hi, max)) };
}
