import { describe, expect, test } from "vitest";
import { CNN, fidelity, MIN_MAX, quantized, U8U8 } from "../../testing/quantized.ts";
import { opCounts, optimizedGraph } from "../../testing/run-model.ts";
import { render } from "../graph/render.ts";
import { quantize } from "../pipeline.ts";
import { type Recipe, withPin } from "../recipe.ts";

describe("a small CNN", () => {
  test("is quantized where kernels fuse: no Q/DQ before a clamp, one scale through pooling, float scores", async () => {
    const { graph } = await quantized(CNN, MIN_MAX);
    const ops = render(graph)
      .split("\n")
      .filter((line) => line.includes(" = ") && !line.startsWith("const"))
      .map((line) =>
        line
          .replace(/: [^=]* = /, " = ")
          .replaceAll("_DequantizeLinear_Output", "'")
          .replaceAll("_QuantizeLinear_Output", "°"),
      );
    expect(ops).toMatchInlineSnapshot(`
      [
        "x° = QuantizeLinear(x, x_scale, x_zero_point)",
        "x' = DequantizeLinear(x°, x_scale, x_zero_point)",
        "w1' = DequantizeLinear(w1_quantized, w1_scale, w1_zero_point) axis=0",
        "b1' = DequantizeLinear(b1_quantized, b1_scale) axis=0",
        "r1 = Conv(x', w1', b1') pads=[1, 1, 1, 1]",
        "r1° = QuantizeLinear(r1, r1_scale, r1_zero_point)",
        "r1' = DequantizeLinear(r1°, r1_scale, r1_zero_point)",
        "p = MaxPool(r1') kernel_shape=[2, 2] strides=[2, 2]",
        "p° = QuantizeLinear(p, p_scale, p_zero_point)",
        "p' = DequantizeLinear(p°, p_scale, p_zero_point)",
        "w2' = DequantizeLinear(w2_quantized, w2_scale, w2_zero_point) axis=0",
        "b2' = DequantizeLinear(b2_quantized, b2_scale) axis=0",
        "r2 = Conv(p', w2', b2') pads=[1, 1, 1, 1]",
        "r2° = QuantizeLinear(r2, r2_scale, r2_zero_point)",
        "r2' = DequantizeLinear(r2°, r2_scale, r2_zero_point)",
        "a = Add(r2', p')",
        "a° = QuantizeLinear(a, a_scale, a_zero_point)",
        "a' = DequantizeLinear(a°, a_scale, a_zero_point)",
        "g = GlobalAveragePool(a')",
        "g° = QuantizeLinear(g, g_scale, g_zero_point)",
        "g' = DequantizeLinear(g°, g_scale, g_zero_point)",
        "f = Flatten(g')",
        "f° = QuantizeLinear(f, f_scale, f_zero_point)",
        "f' = DequantizeLinear(f°, f_scale, f_zero_point)",
        "w3' = DequantizeLinear(w3_quantized, w3_scale, w3_zero_point) axis=1",
        "b3' = DequantizeLinear(b3_quantized, b3_scale) axis=0",
        "y = Gemm(f', w3', b3')",
      ]
    `);
  });

  test("runs as integer kernels only", async () => {
    const { bytes } = await quantized(CNN, MIN_MAX);
    const ops = opCounts(await optimizedGraph(bytes));
    expect(ops).toMatchObject({
      QLinearConv: 2,
      QLinearAdd: 1,
      QLinearGlobalAveragePool: 1,
      QGemm: 1,
      MaxPool: 1,
      QuantizeLinear: 1,
    });
    expect(ops["Conv"] ?? ops["FusedConv"] ?? ops["Gemm"] ?? ops["Relu"] ?? ops["Clip"]).toBeUndefined();
  });

  const VARIANTS: Record<string, Recipe> = {
    "U8U8 per channel": U8U8,
    "U8U8 per tensor": { ...U8U8, weights: { ...U8U8.weights, granularity: "per-tensor" } },
    "U8U8 per tensor asymmetric": {
      ...U8U8,
      weights: { ...U8U8.weights, granularity: "per-tensor", symmetric: false },
    },
    "U8S8 in seven bits": { ...MIN_MAX, weights: { ...MIN_MAX.weights, reduceRange: true } },
    "S8S8 asymmetric": {
      ...MIN_MAX,
      activations: { type: "int8", symmetric: false },
      weights: { ...MIN_MAX.weights, reduceRange: true },
    },
    "S8S8 symmetric": {
      ...MIN_MAX,
      activations: { type: "int8", symmetric: true },
      weights: { ...MIN_MAX.weights, reduceRange: true },
    },
    "U8 symmetric": { ...U8U8, activations: { type: "uint8", symmetric: true } },
  };
  for (const [name, recipe] of Object.entries(VARIANTS)) {
    test(`${name}: loads, runs and stays close to float`, async () => {
      const { bytes, input } = await quantized(CNN, recipe);
      expect(await fidelity(CNN, bytes, input)).toBeGreaterThan(24);
    });
  }

  test("the same recipe and statistics give the same bytes", async () => {
    const first = await quantized(CNN, MIN_MAX);
    const again = quantize(CNN, first.stats, MIN_MAX);
    expect(Buffer.compare(first.bytes, again.bytes)).toBe(0);
  });

  test("S8 activations with U8 weights are refused with a reason", async () => {
    const { stats } = await quantized(CNN, MIN_MAX);
    const recipe: Recipe = { ...U8U8, activations: { type: "int8", symmetric: false } };
    expect(() => quantize(CNN, stats, recipe)).toThrow("cannot be quantized this way");
  });
});

describe("pins", () => {
  test("a pinned layer has no integers on its weights and says why", async () => {
    const { graph, layers } = await quantized(CNN, withPin(MIN_MAX, "conv2", "float32"));
    expect(graph.constants.has("w2")).toBe(true);
    expect(graph.constants.has("w2_quantized")).toBe(false);
    expect(layers.find((l) => l.name === "conv2")).toMatchObject({
      precision: "FP32",
      reason: "Pinned to FP32 by you.",
      pinnable: true,
    });
  });

  test("any single layer can be pinned without calibrating again, and the result still runs", async () => {
    const { stats, layers, input } = await quantized(CNN, U8U8);
    for (const { name } of layers.filter((l) => l.pinnable)) {
      const pinned = quantize(CNN, stats, withPin(U8U8, name, "float32"));
      expect(await fidelity(CNN, pinned.bytes, input)).toBeGreaterThan(24);
    }
  });

  test("a pin on a layer that does not exist is refused by name", async () => {
    const { stats } = await quantized(CNN, MIN_MAX);
    expect(() => quantize(CNN, stats, withPin(MIN_MAX, "conv9", "float32"))).toThrow("conv9");
  });

  test("pinning everything gives back the float model", async () => {
    const { stats, layers, input } = await quantized(CNN, MIN_MAX);
    const all = layers.reduce(
      (recipe, layer) => (layer.pinnable ? withPin(recipe, layer.name, "float32") : recipe),
      MIN_MAX,
    );
    const { bytes, graph } = quantize(CNN, stats, all);
    expect(graph.nodes.filter((n) => n.op.endsWith("QuantizeLinear") || n.op === "DequantizeLinear")).toEqual([]);
    expect(await fidelity(CNN, bytes, input)).toBeGreaterThan(100);
  });
});
