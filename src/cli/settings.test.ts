import { describe, expect, it } from "vitest";
import { StudioError } from "../core/errors.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import { applySettings, SETTINGS, settingsHelp } from "./settings.ts";

const refusal = (...settings: string[]): Record<string, unknown> => {
  try {
    applySettings(DEFAULT_RECIPE, settings);
  } catch (error) {
    if (error instanceof StudioError) return { code: error.code, ...error.detail };
  }
  throw new Error("the setting was accepted");
};

describe("--set", () => {
  it("changes one field and leaves the others and the recipe it was given", () => {
    const recipe = applySettings(DEFAULT_RECIPE, ["weights.granularity=per-tensor"]);
    expect(recipe.weights).toEqual({ ...DEFAULT_RECIPE.weights, granularity: "per-tensor" });
    expect(recipe.activations).toEqual(DEFAULT_RECIPE.activations);
    expect(DEFAULT_RECIPE.weights.granularity).toBe("per-channel");
  });

  it("reads numbers, booleans and lists as JSON and the rest as text", () => {
    const recipe = applySettings(DEFAULT_RECIPE, [
      "calibration.percentile=99.9",
      "weights.reduceRange=true",
      'pins=[{"layer":"conv1","precision":"float32"}]',
      "calibration.method=mse",
    ]);
    expect(recipe.calibration).toEqual({ method: "mse", percentile: 99.9 });
    expect(recipe.weights.reduceRange).toBe(true);
    expect(recipe.pins).toEqual([{ layer: "conv1", precision: "float32" }]);
  });

  it("lets the last setting of a path win", () => {
    expect(applySettings(DEFAULT_RECIPE, ["activations.type=int8", "activations.type=uint8"])).toEqual(DEFAULT_RECIPE);
  });

  it("names what it expected when a value does not fit", () => {
    expect(refusal("calibration.method=best")).toMatchObject({
      code: "recipe/setting",
      path: "calibration.method",
      value: "best",
      message: expect.stringContaining('"percentile"'),
    });
    expect(refusal("calibration.percentile=101")["message"]).toContain("100");
  });

  it("lists the settings when there is no such path", () => {
    expect(refusal("weights.bits=4")["message"]).toContain("weights.granularity");
    expect(refusal("format=x")["message"]).toContain("There is no such setting");
    expect(SETTINGS).toEqual([
      "scheme",
      "target",
      "activations.type",
      "activations.symmetric",
      "weights.type",
      "weights.granularity",
      "weights.symmetric",
      "weights.reduceRange",
      "weights.blockSize",
      "weights.rounding",
      "weights.biasCorrection",
      "weights.form",
      "half.type",
      "half.keepIo",
      "taskAware",
      "calibration.method",
      "calibration.percentile",
      "pins",
      "ranges",
    ]);
  });

  it("lists values and defaults for --help", () => {
    const lines = settingsHelp().split("\n");
    expect(lines).toContain("  weights.granularity     per-channel, per-tensor, block (per-channel)");
    expect(lines).toContain("  calibration.percentile  90 to 100 (99.99)");
    expect(lines).toContain("  pins                    JSON, as in recipe.json");
  });

  it("takes a scheme by its name, a target with what it prescribes, and refuses others with the names", () => {
    const w4 = applySettings(DEFAULT_RECIPE, ["scheme=w4"]);
    expect([w4.scheme, w4.weights.type, w4.weights.granularity]).toEqual(["weight-only", "uint4", "block"]);
    const micro = applySettings(DEFAULT_RECIPE, ["target=microcontroller"]);
    expect([micro.target, micro.activations.type]).toEqual(["microcontroller", "int8"]);
    expect(refusal("scheme=int3")["message"]).toContain("weight-only");
  });

  it("wants PATH=VALUE", () => {
    expect(refusal("mse")["message"]).toContain("PATH=VALUE");
  });
});
