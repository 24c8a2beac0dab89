import { describe, expect, it } from "vitest";
import { DEFAULT_RECIPE, recipeSchema } from "../../../core/recipe.ts";
import { withActivations, withMethod, withPercentile, withWeights } from "./recipe-edits.ts";

describe("recipe edits", () => {
  it("S8 activations bring S8 weights, U8 weights bring U8 activations", () => {
    const u8u8 = withWeights({ type: "uint8" })(DEFAULT_RECIPE);
    const s8s8 = withActivations({ type: "int8" })(u8u8);
    expect([s8s8.activations.type, s8s8.weights.type]).toEqual(["int8", "int8"]);
    const back = withWeights({ type: "uint8" })(s8s8);
    expect([back.activations.type, back.weights.type]).toEqual(["uint8", "uint8"]);
  });

  it("per-channel weights are always symmetric", () => {
    const loose = withWeights({ granularity: "per-tensor", symmetric: false })(DEFAULT_RECIPE);
    expect(loose.weights.symmetric).toBe(false);
    expect(withWeights({ granularity: "per-channel" })(loose).weights.symmetric).toBe(true);
  });

  it("16-bit activations keep their width when weights change sign, and weights alone change nothing else", () => {
    const s16 = withActivations({ type: "int16" })(DEFAULT_RECIPE);
    expect(withWeights({ type: "uint8" })(s16).activations.type).toBe("uint16");
    const weightOnly = { ...s16, scheme: "weight-only" } as const;
    const loose = withWeights({ type: "uint4", symmetric: false })(weightOnly);
    expect([loose.activations.type, loose.weights.type, loose.weights.symmetric]).toEqual(["int16", "uint4", false]);
  });

  it("a percentile stays within its bounds", () => {
    expect(withPercentile(120)(DEFAULT_RECIPE).calibration.percentile).toBe(100);
    expect(withPercentile(3)(DEFAULT_RECIPE).calibration.percentile).toBe(90);
  });

  it("every edit leaves a valid recipe", () => {
    const edits = [withMethod("mse"), withActivations({ symmetric: true }), withWeights({ reduceRange: true })];
    const recipe = edits.reduce((r, edit) => edit(r), DEFAULT_RECIPE);
    expect(recipeSchema.safeParse(recipe).success).toBe(true);
    expect(recipe.calibration.method).toBe("mse");
  });
});
