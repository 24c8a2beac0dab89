import { expect, it } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../../core/recipe.ts";
import { schemeById, withScheme } from "../../../core/schemes.ts";
import { forTarget } from "../../../core/targets/index.ts";
import { describeRecipe } from "./describe-recipe.ts";

const percentile = { ...DEFAULT_RECIPE, calibration: { method: "percentile", percentile: 99.99 } } as const;

it("says types, granularity and method", () => {
  expect(describeRecipe(percentile)).toBe("U8 activations; S8 weights per channel; ranges by Percentile 99.99 %.");
});

it("says what was pinned", () => {
  const two = withPin(withPin(percentile, "a", "float32"), "b", "float32");
  expect(describeRecipe(two)).toContain("; 2 layers pinned to FP32.");
  expect(describeRecipe(withPin(two, "c", "int16"))).toContain("; 2 layers pinned to FP32; 1 layer pinned to INT16.");
});

it("says what matters of every scheme, and the target unless it is any", () => {
  const say = (id: string) => {
    const preset = schemeById(id);
    if (preset === undefined) throw new Error(`there is no scheme ${id}`);
    return describeRecipe(withScheme(DEFAULT_RECIPE, preset));
  };
  expect(say("fp16")).toBe("FP16 layers, FP32 inputs and outputs.");
  expect(say("w4-hqq")).toBe("U4 weights in blocks of 32, in operators of ONNX Runtime, refined by HQQ.");
  expect(say("w8")).toBe("S8 weights per channel, in plain QDQ.");
  expect(describeRecipe({ ...DEFAULT_RECIPE, scheme: "dynamic" })).toBe(
    "Activations quantized at run time; S8 weights per channel.",
  );
  expect(describeRecipe(forTarget(percentile, "arm64"))).toBe(
    "S8 activations; S8 weights per channel; ranges by Percentile 99.99 %; for ARM64.",
  );
});
