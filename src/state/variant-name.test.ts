import { describe, expect, it } from "vitest";
import type { Precision } from "../core/precision.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import { SCHEME_PRESETS, withScheme } from "../core/schemes.ts";
import { nameByLayers, nameByRecipe, nameByScheme } from "./variant-name.ts";

const rows = (...precisions: Precision[]) => precisions.map((precision) => ({ precision }));

describe("nameByLayers", () => {
  it("is the precision that the quantized layers share, whatever stayed in FP32", () => {
    expect(nameByLayers(rows("INT8", "FP32", "INT8"))).toEqual({ title: "INT8", short: "INT8", precision: "INT8" });
    expect(nameByLayers(rows("W4", "FP32"))).toEqual({ title: "INT4 weights", short: "W4", precision: "W4" });
    expect(nameByLayers(rows("INT16")).title).toBe("A16W8");
  });

  it("is Mixed when they differ, and FP32 when none was quantized", () => {
    expect(nameByLayers(rows("INT8", "INT16"))).toEqual({ title: "Mixed", short: "Mixed", precision: null });
    expect(nameByLayers(rows("FP32", "FP32")).title).toBe("FP32");
  });
});

it("every scheme has a name before it was run", () => {
  const names = SCHEME_PRESETS.map((preset) => [preset.id, nameByRecipe(withScheme(DEFAULT_RECIPE, preset)).title]);
  expect(Object.fromEntries(names)).toEqual({
    u8s8: "INT8",
    u8u8: "INT8",
    "u8s8-7bit": "INT8",
    s8s8: "INT8",
    a16w8: "A16W8",
    dynamic: "INT8 dynamic",
    w8: "INT8 weights",
    w4: "INT4 weights",
    "w4-hqq": "INT4 weights",
    "w4-qdq": "INT4 weights",
    w2: "INT2 weights",
    fp16: "FP16",
  });
});

describe("nameByScheme", () => {
  it("reads what a file is from the words of its scheme", () => {
    const titles = [
      "Static QDQ, uint8 activations, int8 weights per channel",
      "Static with integer operators, uint8 activations, uint8 weights per tensor",
      "Static QDQ, uint16 activations, int8 weights per channel",
      "Dynamic, uint8 weights per tensor",
      "Weight-only, int8 weights per channel",
      "Weight-only, 4 bits weights in blocks of 32",
      null,
    ].map((scheme) => nameByScheme(scheme).title);
    expect(titles).toEqual(["INT8", "INT8", "A16W8", "INT8 dynamic", "INT8 weights", "INT4 weights", "Float"]);
  });
});
