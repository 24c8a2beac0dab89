import { fromUnits } from "./histogram.ts";
import { type CalibrationMethod, within } from "./method.ts";

/**
 * Mean over samples of each sample's extremes. An exponential average depends on the order of images;
 * the mean does not, and it is what ONNX Runtime's option of this name computes within one pass.
 */
export const movingAverage: CalibrationMethod = {
  id: "moving-average",
  title: "Moving average",
  when: "Single images reach extremes that the typical image does not.",
  range: (stats) => within(stats, fromUnits(stats.sumMin) / stats.samples, fromUnits(stats.sumMax) / stats.samples),
};
