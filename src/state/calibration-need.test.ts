import { expect, it } from "vitest";
import { needsRanges } from "../core/pipeline.ts";
import { DEFAULT_RECIPE, type PinPrecision, PIN_PRECISIONS, type Recipe, withPin } from "../core/recipe.ts";
import { SCHEME_PRESETS, schemeById, withScheme } from "../core/schemes.ts";
import { calibrationNeed } from "./calibration-need.ts";

function recipeOf(scheme: string, pin?: PinPrecision) {
  const preset = schemeById(scheme);
  if (preset === undefined) throw new Error(`there is no scheme ${scheme}`);
  const recipe = withScheme(DEFAULT_RECIPE, preset);
  return pin === undefined ? recipe : withPin(recipe, "conv", pin);
}

function without(recipe: Recipe): Recipe {
  return { ...recipe, weights: { ...recipe.weights, biasCorrection: false } };
}

it("integers need calibration, FP16 and dynamic ranges are safer with it, biases are better, weights alone do without", () => {
  expect(["u8s8", "a16w8", "fp16", "w4", "dynamic"].map((id) => calibrationNeed(recipeOf(id)))).toEqual([
    "required",
    "required",
    "helpful",
    "helpful",
    "helpful",
  ]);
  expect(calibrationNeed(without(recipeOf("w4")))).toBe("none");
  expect(calibrationNeed(recipeOf("w8", "int16"))).toBe("required");
  expect(calibrationNeed(recipeOf("w8", "float16"))).toBe("helpful");
});

it("agrees with the engine on when ranges are looked at, for every scheme and pin", () => {
  for (const { id } of SCHEME_PRESETS) {
    for (const pin of [undefined, ...PIN_PRECISIONS]) {
      for (const recipe of [recipeOf(id, pin), without(recipeOf(id, pin))]) {
        expect(calibrationNeed(recipe) !== "none", `${id} with a pin to ${pin}`).toBe(needsRanges(recipe));
      }
    }
  }
});
