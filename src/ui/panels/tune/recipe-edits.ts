/** @file Changes of the recipe that keep it consistent: a click never leads to a recipe that cannot be quantized. */
import type { Recipe } from "../../../core/recipe.ts";

export type Method = Recipe["calibration"]["method"];

export const withMethod =
  (method: Method) =>
  (recipe: Recipe): Recipe => ({
    ...recipe,
    calibration: { ...recipe.calibration, method },
  });

/** Kept share of values, percent; out of bounds it is brought to the nearest end. */
export const withPercentile =
  (percentile: number) =>
  (recipe: Recipe): Recipe => ({
    ...recipe,
    calibration: { ...recipe.calibration, percentile: Math.min(100, Math.max(90, percentile)) },
  });

/** S8 activations take S8 weights with them: no runtime has integer kernels for S8 with U8. */
export const withActivations =
  (change: Partial<Recipe["activations"]>) =>
  (recipe: Recipe): Recipe => {
    const activations = { ...recipe.activations, ...change };
    const weights = activations.type === "int8" ? { ...recipe.weights, type: "int8" as const } : recipe.weights;
    return { ...recipe, activations, weights };
  };

/** Per-channel weights are symmetric: their zero points must be equal. U8 weights take U8 activations with them. */
export const withWeights =
  (change: Partial<Recipe["weights"]>) =>
  (recipe: Recipe): Recipe => {
    const merged = { ...recipe.weights, ...change };
    const weights = merged.granularity === "per-channel" ? { ...merged, symmetric: true } : merged;
    const activations =
      weights.type === "uint8" ? { ...recipe.activations, type: "uint8" as const } : recipe.activations;
    return { ...recipe, activations, weights };
  };
