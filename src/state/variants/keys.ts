/** @file When two measurements are comparable, and when they are of the same variant. */
import { hashKey } from "@tanstack/react-query";
import type { Recipe } from "../../core/recipe.ts";
import { recipeKey } from "../keys.ts";
import type { Bench, Measured } from "./variant.ts";

/** Equal for results that can be compared. */
export function benchKey(bench: Bench): string {
  return hashKey([bench]);
}

/** @param calibration key of the samples that ranges were taken from */
export function recipeVariantKey(bench: Bench, calibration: string, recipe: Recipe): string {
  return hashKey(["recipe", bench, calibration, recipeKey(recipe)]);
}

/** Equal for what is the same variant: the same settings, or the same file, measured on the same samples. */
export function variantKey({ bench, source, evaluation }: Pick<Measured, "bench" | "source" | "evaluation">): string {
  if (source.kind === "file") return hashKey(["file", bench, source.file, evaluation.model]);
  return recipeVariantKey(bench, source.inputs.calibration, source.recipe);
}
