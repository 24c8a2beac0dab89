import { describe, expect, test } from "vitest";
import { floats } from "../../testing/build-model.ts";
import { CNN, fidelity, MIN_MAX, opened, quantized, U8U8, weights } from "../../testing/quantized.ts";
import { opCounts, optimizedGraph } from "../../testing/run-model.ts";
import { floatAttr } from "../onnx/attributes.ts";
import { intsOf } from "../onnx/tensor-data.ts";
import type { Recipe } from "../recipe.ts";

describe("hazards", () => {
  test("a bias that would overflow int32 raises its channel's weight scale and is listed", async () => {
    const graph = opened({
      inputs: { x: ["N", 3, 8, 8] },
      outputs: ["y"],
      nodes: [{ op: "Conv", name: "tiny", inputs: ["x", "w", "b"], outputs: ["y"] }],
      constants: { w: weights([2, 3, 1, 1], 1, 1e-9), b: floats([2], [50, 0.25]) },
    });
    const { bytes, notes, graph: result, input } = await quantized(graph, U8U8);
    expect(notes).toEqual(["tiny: weight scale raised so that the bias fits int32."]);
    const bias = result.constants.get("b_quantized");
    expect(bias && intsOf(bias).every((q) => Math.abs(q) < 2 ** 31 - 1)).toBe(true);
    expect(await fidelity(graph, bytes, input)).toBeGreaterThan(40);
  });

  test("a Gemm with alpha and beta keeps both", async () => {
    const make = (alpha: number, beta: number) =>
      opened({
        inputs: { x: ["N", 16] },
        outputs: ["y"],
        nodes: [
          {
            op: "Gemm",
            name: "fc",
            inputs: ["x", "w", "b"],
            outputs: ["y"],
            attrs: { alpha: floatAttr("alpha", alpha), beta: floatAttr("beta", beta) },
          },
        ],
        constants: { w: weights([16, 8], 2), b: weights([8], 3, 10) },
      });
    for (const [alpha, beta] of [
      [1, 1],
      [0.5, 2],
      [2, 0.5],
    ] as const) {
      const graph = make(alpha, beta);
      const { bytes, input } = await quantized(graph, U8U8, [1, 16]);
      expect(await fidelity(graph, bytes, input)).toBeGreaterThan(35);
      expect(opCounts(await optimizedGraph(bytes))).toMatchObject({ QGemm: 1 });
    }
  });

  test("a rank-3 weight asked per channel is quantized per tensor, says so and runs", async () => {
    const graph = opened({
      inputs: { x: [2, 4, 8] },
      outputs: ["y"],
      nodes: [{ op: "MatMul", name: "mm", inputs: ["x", "w"], outputs: ["y"] }],
      constants: { w: weights([2, 8, 4], 4) },
    });
    const { bytes, notes, input } = await quantized(graph, U8U8, [2, 4, 8]);
    expect(notes[0]).toContain("mm: one scale for the whole weight");
    expect(await fidelity(graph, bytes, input)).toBeGreaterThan(35);
  });

  test("a range set by hand beyond a folded Clip is cut to it, so that the kernel still fuses", async () => {
    const wide: Recipe = { ...MIN_MAX, ranges: [{ value: "r2", lo: -4, hi: 20 }] };
    const { params, bytes } = await quantized(CNN, wide);
    expect(params.values.get("r2")).toMatchObject({ scale: Float32Array.of(6 / 255), zero: Int32Array.of(0) });
    expect(opCounts(await optimizedGraph(bytes))["QLinearConv"]).toBe(2);
  });

  test("a weight shared by two layers is stored once", async () => {
    const graph = opened({
      inputs: { x: ["N", 4, 8, 8] },
      outputs: ["y"],
      nodes: [
        { op: "Conv", name: "a", inputs: ["x", "w"], outputs: ["h"] },
        { op: "Conv", name: "b", inputs: ["h", "w"], outputs: ["y"] },
      ],
      constants: { w: weights([4, 4, 1, 1], 6) },
    });
    const { graph: result, bytes, input } = await quantized(graph, U8U8, [1, 4, 8, 8]);
    expect([...result.constants.keys()].filter((name) => name.endsWith("w_quantized"))).toEqual(["w_quantized"]);
    expect(await fidelity(graph, bytes, input)).toBeGreaterThan(30);
  });

  test("the tail after the last layer keeps full precision, so boxes and scores never share a scale", async () => {
    const graph = opened({
      inputs: { x: ["N", 3, 8, 8] },
      outputs: ["y"],
      nodes: [
        { op: "Conv", name: "boxes", inputs: ["x", "w1"], outputs: ["b"] },
        { op: "Conv", name: "scores", inputs: ["x", "w2"], outputs: ["s"] },
        { op: "Sigmoid", name: "sigmoid", inputs: ["s"], outputs: ["p"] },
        { op: "Concat", name: "concat", inputs: ["b", "p"], outputs: ["y"], attrs: { axis: 1 } },
      ],
      constants: { w1: weights([4, 3, 1, 1], 7, 200), w2: weights([2, 3, 1, 1], 8) },
    });
    const { layers } = await quantized(graph, MIN_MAX);
    expect(Object.fromEntries(layers.map((l) => [l.name, l.precision]))).toEqual({
      boxes: "INT8",
      scores: "INT8",
      sigmoid: "FP32",
      concat: "FP32",
    });
  });

  test("an op without an integer kernel stays float between Q and DQ and says so", async () => {
    const graph = opened({
      inputs: { x: ["N", 3, 8, 8] },
      outputs: ["y"],
      opset: 14,
      nodes: [
        { op: "Conv", name: "a", inputs: ["x", "w"], outputs: ["h"] },
        { op: "HardSwish", name: "act", inputs: ["h"], outputs: ["t"] },
        { op: "Conv", name: "b", inputs: ["t", "v"], outputs: ["y"] },
      ],
      constants: { w: weights([4, 3, 1, 1], 9), v: weights([2, 4, 1, 1], 10) },
    });
    const { layers, bytes, input } = await quantized(graph, U8U8);
    expect(layers.find((l) => l.name === "act")).toMatchObject({
      precision: "FP32",
      reason: expect.stringContaining("HardSwish"),
    });
    expect(await fidelity(graph, bytes, input)).toBeGreaterThan(30);
  });
});
