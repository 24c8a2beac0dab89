import { describe, expect, it } from "vitest";
import { floats } from "../../testing/build-model.ts";
import { fidelity, MIN_MAX, opened, quantized, runtime, U8U8, weights } from "../../testing/quantized.ts";
import { noise, opCounts, optimizedGraph } from "../../testing/run-model.ts";
import { ZOO } from "../../testing/zoo/index.ts";
import { createCollector } from "../calibrate/collect.ts";
import { referenceKernel } from "../calibrate/kernel.ts";
import type { Graph } from "../graph/graph.ts";
import { attrInt, floatAttr } from "../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf } from "../onnx/tensor-data.ts";
import { checkFloat } from "../graph/support.ts";
import type { Recipe } from "../recipe.ts";
import { forTarget, targetOf } from "../targets/index.ts";
import { ALREADY } from "./already.ts";

/** The DequantizeLinear behind a constant, and the number of its scales. */
function weightPair(graph: Graph, constant: string) {
  const dq = graph.nodes.find((n) => n.op === "DequantizeLinear" && n.inputs[0] === `${constant}_quantized`);
  const scale = graph.constants.get(dq?.inputs[1] ?? "");
  return { axis: dq && attrInt(dq, "axis", -1), scales: scale && floatsOf(scale).length, domain: dq?.domain };
}

describe("the axis of scales per channel", () => {
  it("of Gemm follows transB", async () => {
    for (const [transB, dims, axis] of [
      [0, [6, 4], 1],
      [1, [4, 6], 0],
    ] as const) {
      const graph = opened({
        inputs: { x: ["N", 6] },
        outputs: ["y"],
        nodes: [{ op: "Gemm", name: "fc", inputs: ["x", "w"], outputs: ["y"], attrs: { transB } }],
        constants: { w: weights(dims, 5) },
      });
      const result = await quantized(graph, U8U8, [2, 6]);
      expect(weightPair(result.graph, "w")).toEqual({ axis, scales: 4, domain: "" });
      expect(await fidelity(graph, result.bytes, result.input)).toBeGreaterThan(35);
    }
  });

  it("of a ConvTranspose is its second, and with groups there is one scale", async () => {
    for (const [group, scales] of [
      [1, 3],
      [2, 1],
    ] as const) {
      const graph = opened({
        inputs: { x: ["N", 4, 6, 6] },
        outputs: ["y"],
        nodes: [
          { op: "ConvTranspose", name: "up", inputs: ["x", "w"], outputs: ["y"], attrs: { group, strides: [2, 2] } },
        ],
        constants: { w: weights([4, 3, 2, 2], 6) },
      });
      const recipe = forTarget(MIN_MAX, "qnn");
      const result = await quantized(graph, recipe, [1, 4, 6, 6]);
      expect(weightPair(result.graph, "w").scales).toBe(scales);
      expect(await fidelity(graph, result.bytes, result.input)).toBeGreaterThan(30);
    }
  });
});

describe("old operator sets", () => {
  const layer = (opset: number, op: string) => ({
    inputs: { x: ["N", 3, 8, 8] },
    outputs: ["y"],
    opset,
    nodes: [
      { op: "Conv", name: "conv", inputs: ["x", "w", "b"], outputs: ["c"] },
      { op: "Relu", name: "relu", inputs: ["c"], outputs: ["r"] },
      { op, name: "odd", inputs: ["r", "roi", "s"], outputs: ["u"], attrs: ODD },
      { op: "Conv", name: "last", inputs: ["u", "v"], outputs: ["y"] },
    ],
    constants: {
      w: weights([4, 3, 3, 3], 1),
      b: weights([4], 2),
      v: weights([2, 4, 1, 1], 3),
      s: floats([4], [1, 1, 2, 2]),
      roi: floats([0], []),
    },
  });
  const ODD = { mode: "nearest", coordinate_transformation_mode: "tf_half_pixel_for_nn" } as const;

  it("a model of opset 11 is raised to 13 for scales per channel, not lowered to one scale", async () => {
    const { nodes, constants, ...rest } = layer(11, "Resize");
    const graph = opened({ ...rest, outputs: ["r"], nodes: nodes.slice(0, 2), constants });
    const result = await quantized(graph, U8U8);
    expect([graph.opsets.get(""), weightPair(result.graph, "w").scales]).toEqual([13, 4]);
    expect(result.notes).toEqual([]);
  });

  it("a model that cannot be raised keeps scales per channel in the contributed operators, and says so", async () => {
    const graph = opened(layer(11, "Resize"));
    const result = await quantized(graph, U8U8);
    expect(graph.opsets.get("")).toBe(12);
    expect(weightPair(result.graph, "w")).toEqual({ axis: 0, scales: 4, domain: "com.microsoft" });
    expect(result.notes[0]).toContain("stays at opset 12");
    expect(result.notes[0]).toContain("tf_half_pixel_for_nn");
    expect(opCounts(await optimizedGraph(result.bytes))["QLinearConv"]).toBe(2);
    expect(await fidelity(graph, result.bytes, result.input)).toBeGreaterThan(30);
  });
});

describe("activations built of several ops", () => {
  it("SiLU runs as integer Sigmoid and Mul", async () => {
    const graph = opened({
      inputs: { x: ["N", 3, 8, 8] },
      outputs: ["y"],
      nodes: [
        { op: "Conv", name: "a", inputs: ["x", "w"], outputs: ["c"] },
        { op: "Sigmoid", name: "s", inputs: ["c"], outputs: ["g"] },
        { op: "Mul", name: "m", inputs: ["c", "g"], outputs: ["h"] },
        { op: "Conv", name: "b", inputs: ["h", "v"], outputs: ["y"] },
      ],
      constants: { w: weights([4, 3, 3, 3], 1, 0.3), v: weights([2, 4, 1, 1], 2) },
    });
    const { bytes, input } = await quantized(graph, { ...U8U8, taskAware: false });
    expect(opCounts(await optimizedGraph(bytes))).toMatchObject({ QLinearConv: 2, QLinearSigmoid: 1, QLinearMul: 1 });
    expect(await fidelity(graph, bytes, input)).toBeGreaterThan(30);
  });
});

describe("memory of calibration", () => {
  it("does not grow with the number of samples", () => {
    const names = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const size = (samples: number) => {
      const collector = createCollector(names, referenceKernel);
      for (let s = 0; s < samples; s++) {
        for (const name of names) collector.add(name, noise([64], s + 1).data as Float32Array, [1, 64], s, 1);
      }
      const stats = [...collector.stats().values()];
      return {
        tensors: stats.length,
        bytes: stats.reduce((sum, t) => sum + t.bins.byteLength, 0),
        seen: stats[0]?.count,
      };
    };
    const [few, many] = [size(5), size(500)];
    expect(many).toEqual({ ...few, seen: 500 * 64 });
  });
});

describe("hazards of the engine", () => {
  const tiny = opened({
    inputs: { x: ["N", 3, 8, 8] },
    outputs: ["y"],
    nodes: [
      { op: "Conv", name: "a", inputs: ["x", "w", "b"], outputs: ["c"] },
      { op: "Relu", name: "r", inputs: ["c"], outputs: ["h"] },
      { op: "Conv", name: "d", inputs: ["h", "v"], outputs: ["y"] },
    ],
    constants: { w: weights([4, 3, 1, 1], 1, 1e-7), b: floats([4], [90, 40, -20, 0.5]), v: weights([2, 4, 1, 1], 3) },
  });

  it("WeightBiasQuantization cannot overflow the bias of a layer with 16-bit activations", async () => {
    const wide: Recipe = { ...MIN_MAX, activations: { type: "uint16", symmetric: false } };
    const { bytes, input } = await quantized(tiny, wide);
    expect(await fidelity(tiny, bytes, input)).toBeGreaterThan(50);
    const pinned: Recipe = { ...wide, pins: [{ layer: "a", precision: "float32" }] };
    const mixed = await quantized(tiny, pinned);
    expect(await fidelity(tiny, mixed.bytes, mixed.input)).toBeGreaterThan(50);
  });

  it("an int32 bias has no zero point, which WebGPU refuses", async () => {
    const { graph } = await quantized(tiny, U8U8);
    const ofBias = graph.nodes.filter((n) => graph.constants.get(n.inputs[0] ?? "")?.dataType === T.INT32);
    expect(ofBias.map((n) => [n.op, n.inputs.length])).toEqual([["DequantizeLinear", 2]]);
  });

  it("a linear Resize stays float on CPU, and between Q/DQ computes what is written", async () => {
    const graph = opened({
      inputs: { x: [1, 3, 6, 6] },
      outputs: ["y"],
      nodes: [
        { op: "Conv", name: "a", inputs: ["x", "w"], outputs: ["c"] },
        {
          op: "Resize",
          name: "up",
          inputs: ["c", "", "s"],
          outputs: ["u"],
          attrs: { mode: "linear", cubic_coeff_a: floatAttr("cubic_coeff_a", -0.75) },
        },
        { op: "Conv", name: "b", inputs: ["u", "v"], outputs: ["y"] },
      ],
      constants: { w: weights([4, 3, 1, 1], 1), v: weights([2, 4, 1, 1], 2), s: floats([4], [1, 1, 2, 2]) },
    });
    const cpu = await quantized(graph, U8U8, [1, 3, 6, 6]);
    expect(cpu.layers.find((l) => l.name === "up")?.reason).toContain("interpolates");
    const qnn = await quantized(graph, { ...forTarget(MIN_MAX, "qnn"), weights: U8U8.weights }, [1, 3, 6, 6]);
    const outputs = [];
    for (const optimization of ["all", "none"] as const) {
      const session = await runtime.load(qnn.bytes, { optimization });
      outputs.push((await session.run({ x: qnn.input }))["y"]?.data as Float32Array);
      await session.release();
    }
    const [fused, written] = outputs as [Float32Array, Float32Array];
    const step = qnn.params.values.get("y")?.scale[0] as number;
    expect(Math.max(...fused.map((x, i) => Math.abs(x - (written[i] as number))))).toBeLessThanOrEqual(2.01 * step);
  });

  it("S8 activations are warned of where they are half fused, and blocks never split a vector", async () => {
    const s8: Recipe = { ...MIN_MAX, activations: { type: "int8", symmetric: false } };
    const warned = (id: Parameters<typeof targetOf>[0]) =>
      targetOf(id)
        .warnings({ ...s8, target: id })
        .join(" ");
    expect([warned("x86-vnni"), warned("x86"), warned("browser-wasm")].every((w) => w.includes("S8 activations"))).toBe(
      true,
    );
    expect(warned("arm64")).toBe("");
    const four: Recipe = {
      ...MIN_MAX,
      scheme: "weight-only",
      weights: { ...MIN_MAX.weights, type: "int4", granularity: "block", blockSize: 16, form: "qdq" },
    };
    const graph = opened({
      inputs: { x: ["N", 64] },
      outputs: ["y"],
      nodes: [
        { op: "MatMul", name: "m", inputs: ["x", "w"], outputs: ["h"] },
        { op: "MatMul", name: "v", inputs: ["h", "vector"], outputs: ["y"] },
      ],
      constants: { w: weights([64, 256], 1), vector: weights([256], 2) },
    });
    const { graph: result } = await quantized(graph, four, [1, 64]);
    const blocked = result.nodes.filter((n) => attrInt(n, "block_size", 0) > 0);
    expect(blocked.map((n) => dimsOf(result.constants.get(n.inputs[0] ?? "") as never).length)).toEqual([2]);
  });
});

describe("a model that is quantized in part", () => {
  const zoo = ZOO.find(({ id }) => id === "one half quantized already");

  it("is not refused; what it brings keeps its scales, and the rest is quantized", async () => {
    const graph = opened(zoo?.spec ?? never());
    expect(() => checkFloat(graph, "half.onnx")).not.toThrow();
    const result = await quantized(graph, U8U8);
    const kept = result.layers.filter((l) => l.reason === ALREADY).map((l) => l.op);
    expect(kept).toEqual([
      "QuantizeLinear",
      "DequantizeLinear",
      "DequantizeLinear",
      "Conv",
      "QuantizeLinear",
      "DequantizeLinear",
    ]);
    expect(result.layers.filter((l) => l.precision === "INT8").map((l) => l.op)).toEqual(["Conv + Relu", "Conv"]);
    expect(opCounts(await optimizedGraph(result.bytes))["QLinearConv"]).toBe(3);
    expect(await fidelity(graph, result.bytes, result.input)).toBeGreaterThan(30);
  });

  it("is refused when most of its layers are integers", async () => {
    const graph = opened(zoo?.spec ?? never());
    const { graph: whole } = await quantized(graph, U8U8);
    expect(() => checkFloat(whole, "whole.onnx")).toThrow(expect.objectContaining({ code: "model/quantized" }));
  });

  const never = (): never => {
    throw new Error("not in the zoo");
  };
});
