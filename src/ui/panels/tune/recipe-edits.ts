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

/** Signed activations take S8 weights with them: no runtime has integer kernels for S8 with U8. */
export const withActivations =
  (change: Partial<Recipe["activations"]>) =>
  (recipe: Recipe): Recipe => {
    const activations = { ...recipe.activations, ...change };
    const signed = activations.type.startsWith("int");
    const weights = signed ? { ...recipe.weights, type: "int8" as const } : recipe.weights;
    return { ...recipe, activations, weights };
  };

/**
 * Per-channel weights of integer layers are symmetric: their zero points must be equal. U8 weights take unsigned
 * activations with them. Weights alone are free of both.
 */
export const withWeights =
  (change: Partial<Recipe["weights"]>) =>
  (recipe: Recipe): Recipe => {
    const merged = { ...recipe.weights, ...change };
    if (recipe.scheme === "weight-only") return { ...recipe, weights: merged };
    const weights = merged.granularity === "per-channel" ? { ...merged, symmetric: true } : merged;
    const { type } = recipe.activations;
    const unsigned = type === "int8" ? "uint8" : type === "int16" ? "uint16" : type;
    const activations = weights.type === "uint8" ? { ...recipe.activations, type: unsigned } : recipe.activations;
    return { ...recipe, activations, weights };
  };

export const withHalf =
  (change: Partial<Recipe["half"]>) =>
  (recipe: Recipe): Recipe => ({ ...recipe, half: { ...recipe.half, ...change } });

/** Whether structures that lose much by rounding stay in float by default. */
export const withTaskAware =
  (taskAware: boolean) =>
  (recipe: Recipe): Recipe => ({ ...recipe, taskAware });
