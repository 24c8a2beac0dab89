/** @file Whether a recipe asks for calibration images. The page must not load the engine to know it. */
import type { Recipe } from "../core/recipe.ts";

/** Stands for the key of calibration data: there is none, and the recipe does without. */
export const WITHOUT_DATA: typeof import("../jobs/random-data.ts").RANDOM = "random";

/**
 * `required`: ranges of activations are chosen from it. `helpful`: it shows which values leave the range of 16-bit
 * floats, or are too wide for 8 bits at run time, and the means that biases of layers with rounded weights are corrected
 * by; without it only the weights tell. `none`: nothing is observed.
 */
export type CalibrationNeed = "required" | "helpful" | "none";

export function calibrationNeed({ scheme, pins, weights }: Recipe): CalibrationNeed {
  if (scheme === "static" || pins.some((pin) => pin.precision === "int16")) return "required";
  const isHelped = scheme !== "weight-only" || weights.biasCorrection;
  return isHelped || pins.some((pin) => pin.precision === "float16") ? "helpful" : "none";
}
