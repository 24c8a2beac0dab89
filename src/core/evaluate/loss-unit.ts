/** @file In which a loss is counted. `points`: in the unit of the score itself. `relative`: percent of FP32's score. */

export const LOSS_UNITS = ["points", "relative"] as const;
export type LossUnit = (typeof LOSS_UNITS)[number];
