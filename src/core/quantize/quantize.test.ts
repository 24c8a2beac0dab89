import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { buildModel, floats } from "../../testing/build-model.ts";
import { calibrateGraph, noise, opCounts, optimizedGraph } from "../../testing/run-model.ts";
import { graphOf } from "../graph/from-model.ts";
import type { Graph } from "../graph/graph.ts";
import { render } from "../graph/render.ts";
import { inferTypes } from "../graph/types.ts";
import { floatAttr } from "../onnx/attributes.ts";
import { intsOf } from "../onnx/tensor-data.ts";
import { prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE, type Recipe, withPin } from "../recipe.ts";
import type { Tensor } from "../tensor.ts";

const runtime = createNodeRuntime();
const MIN_MAX: Recipe = { ...DEFAULT_RECIPE, calibration: { method: "min-max", percentile: 99.99 } };
/** Exact on every processor, so that results can be compared with float. */
const U8U8: Recipe = { ...MIN_MAX, weights: { ...MIN_MAX.weights, type: "uint8" } };

function weights(dims: readonly number[], seed: number, gain = 1) {
  return floats(
    dims,
    (noise(dims, seed).data as Float32Array).map((x) => x * gain),
  );
}

function opened(spec: Parameters<typeof buildModel>[0]): Graph {
  return prepare(inferTypes(graphOf(buildModel(spec)))).graph;
}

async function quantized(graph: Graph, recipe: Recipe, shape = [1, 3, 8, 8]) {
  const inputs = [noise(shape, 3), noise(shape, 5), noise(shape, 7)];
  const stats = await calibrateGraph(graph, runtime, inputs);
  return { ...quantize(graph, stats, recipe), stats, input: inputs[0] as Tensor };
}

/** SQNR of the quantized graph against the float graph on one input, dB. */
async function fidelity(float: Graph, bytes: Uint8Array, input: Tensor): Promise<number> {
  const { encodeModel } = await import("../onnx/encode.ts");
  const { modelOf } = await import("../graph/to-model.ts");
  const outputs: Float32Array[] = [];
  for (const model of [encodeModel(modelOf(float)), bytes]) {
    const session = await runtime.load(model);
    const result = await session.run({ [float.inputs[0] as string]: input });
    outputs.push(Object.values(result)[0]?.data as Float32Array);
    await session.release();
  }
  const [a, b] = outputs as [Float32Array, Float32Array];
  const noiseSum = a.reduce((sum, x, i) => sum + (x - (b[i] as number)) ** 2, 0);
  return 10 * Math.log10(a.reduce((sum, x) => sum + x * x, 0) / noiseSum);
}

/** Conv - Relu - MaxPool - Conv - Add(shortcut) - Relu - GlobalAveragePool - Flatten - Gemm, with a Clip on the way. */
const CNN = opened({
  inputs: { x: ["N", 3, 8, 8] },
  outputs: ["y"],
  nodes: [
    { op: "Conv", name: "conv1", inputs: ["x", "w1", "b1"], outputs: ["c1"], attrs: { pads: [1, 1, 1, 1] } },
    { op: "Relu", name: "relu1", inputs: ["c1"], outputs: ["r1"] },
    { op: "MaxPool", name: "pool", inputs: ["r1"], outputs: ["p"], attrs: { kernel_shape: [2, 2], strides: [2, 2] } },
    { op: "Conv", name: "conv2", inputs: ["p", "w2", "b2"], outputs: ["c2"], attrs: { pads: [1, 1, 1, 1] } },
    { op: "Clip", name: "clip", inputs: ["c2", "zero", "six"], outputs: ["r2"] },
    { op: "Add", name: "add", inputs: ["r2", "p"], outputs: ["a"] },
    { op: "GlobalAveragePool", name: "gap", inputs: ["a"], outputs: ["g"] },
    { op: "Flatten", name: "flat", inputs: ["g"], outputs: ["f"] },
    { op: "Gemm", name: "fc", inputs: ["f", "w3", "b3"], outputs: ["y"] },
  ],
  constants: {
    w1: weights([4, 3, 3, 3], 11),
    b1: weights([4], 12),
    w2: weights([4, 4, 3, 3], 13),
    b2: weights([4], 14),
    w3: weights([4, 5], 15),
    b3: weights([5], 16),
    zero: floats([], [0]),
    six: floats([], [6]),
  },
});

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
