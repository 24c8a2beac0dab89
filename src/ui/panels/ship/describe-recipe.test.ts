import { expect, it } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../../core/recipe.ts";
import { describeRecipe } from "./describe-recipe.ts";

const percentile = { ...DEFAULT_RECIPE, calibration: { method: "percentile", percentile: 99.99 } } as const;

it("says types, granularity and method", () => {
  expect(describeRecipe(percentile)).toBe("U8 activations; S8 weights per channel; ranges by Percentile 99.99 %.");
});

it("says what was pinned", () => {
  const recipe = withPin(withPin(percentile, "a", "float32"), "b", "float32");
  expect(describeRecipe(recipe)).toContain("; 2 layers pinned to FP32.");
});
