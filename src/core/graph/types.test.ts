import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { buildModel, floats, ints, type NodeSpec, noise } from "../../testing/build-model.ts";
import { floatAttr, intAttr } from "../onnx/attributes.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { prepareGraph } from "../prepare/index.ts";
import { withOutputs } from "./edit.ts";
import { graphOf } from "./from-model.ts";
import { modelOf } from "./to-model.ts";
import { inferTypes } from "./types.ts";

type Shape = readonly (number | string | null)[];

interface Case {
  readonly title: string;
  readonly x: Shape;
  readonly node: NodeSpec;
  readonly constants?: Record<string, TensorProto>;
  readonly y: Shape;
  readonly opset?: number;
}

const w = (...dims: number[]) => floats(dims, noise(dims.reduce((a, b) => a * b, 1)));
const on = (op: string, attrs: NodeSpec["attrs"] = {}, ...more: string[]): NodeSpec => ({
  op,
  inputs: ["x", ...more],
  outputs: ["y"],
  attrs,
});

const CASES: readonly Case[] = [
  {
    title: "Conv with stride, pads and dilation",
    x: ["N", 3, 15, 16],
    node: on("Conv", { strides: [2, 2], pads: [1, 1, 1, 1], dilations: [2, 2] }, "w"),
    constants: { w: w(8, 3, 3, 3) },
    y: ["N", 8, 7, 7],
  },
  {
    title: "Conv SAME_UPPER",
    x: [1, 1, 28, 27],
    node: on("Conv", { auto_pad: "SAME_UPPER", strides: [2, 2] }, "w"),
    constants: { w: w(2, 1, 5, 5) },
    y: [1, 2, 14, 14],
  },
  {
    title: "grouped 1-D Conv",
    x: ["N", 4, 10],
    node: on("Conv", { group: 2 }, "w"),
    constants: { w: w(6, 2, 3) },
    y: ["N", 6, 8],
  },
  {
    title: "ConvTranspose",
    x: ["N", 4, 5, 5],
    node: on("ConvTranspose", { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1], group: 2 }, "w"),
    constants: { w: w(4, 3, 3, 3) },
    y: ["N", 6, 10, 10],
  },
  {
    title: "MaxPool rounding down",
    x: ["N", 2, 7, 8],
    node: on("MaxPool", { kernel_shape: [3, 3], strides: [2, 2] }),
    y: ["N", 2, 3, 3],
  },
  {
    title: "MaxPool rounding up",
    x: ["N", 2, 7, 8],
    node: on("MaxPool", { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
    y: ["N", 2, 3, 4],
  },
  {
    title: "AveragePool whose last window would start in the padding",
    x: [1, 1, 4, 4],
    node: on("AveragePool", { kernel_shape: [2, 2], strides: [3, 3], pads: [0, 0, 1, 1], ceil_mode: 1 }),
    y: [1, 1, 2, 2],
  },
  { title: "GlobalAveragePool", x: ["N", 5, 7, 7], node: on("GlobalAveragePool"), y: ["N", 5, 1, 1] },
  { title: "Gemm transB", x: ["N", 6], node: on("Gemm", { transB: 1 }, "w"), constants: { w: w(4, 6) }, y: ["N", 4] },
  { title: "batched MatMul", x: ["N", 3, 6], node: on("MatMul", {}, "w"), constants: { w: w(6, 5) }, y: ["N", 3, 5] },
  {
    title: "Add with broadcasting",
    x: ["N", 1, 4],
    node: on("Add", {}, "w"),
    constants: { w: w(3, 1) },
    y: ["N", 3, 4],
  },
  {
    title: "Reshape with copy and rest",
    x: ["N", 4, 3, 3],
    node: on("Reshape", {}, "s"),
    constants: { s: ints([0, -1]) },
    y: ["N", 36],
  },
  {
    title: "Reshape that regroups a symbolic batch",
    x: ["N", 4, 6],
    node: on("Reshape", {}, "s"),
    constants: { s: ints([0, 2, 2, -1]) },
    y: ["N", 2, 2, 6],
  },
  { title: "Flatten", x: ["N", 4, 3, 3], node: on("Flatten"), y: ["N", 36] },
  { title: "Transpose", x: ["N", 4, 3, 2], node: on("Transpose", { perm: [0, 2, 3, 1] }), y: ["N", 3, 2, 4] },
  {
    title: "Slice with step",
    x: ["N", 4, 9],
    node: on("Slice", {}, "s", "e", "a", "p"),
    constants: { s: ints([0, -1]), e: ints([2 ** 63, -100]), a: ints([2, 1]), p: ints([2, -1]) },
    y: ["N", 4, 5],
  },
  {
    title: "Pad",
    x: ["N", 4, 3, 3],
    node: on("Pad", {}, "p"),
    constants: { p: ints([0, 2, 1, 0, 0, 2, 1, 1]) },
    y: ["N", 8, 5, 4],
  },
  {
    title: "Split",
    x: ["N", 5, 2],
    node: { op: "Split", inputs: ["x", "s"], outputs: ["a", "y"], attrs: { axis: 1 } },
    constants: { s: ints([2, 3]) },
    y: ["N", 3, 2],
  },
  { title: "Squeeze", x: ["N", 4, 1, 1], node: on("Squeeze", {}, "a"), constants: { a: ints([2, -1]) }, y: ["N", 4] },
  {
    title: "Unsqueeze",
    x: ["N", 4],
    node: on("Unsqueeze", {}, "a"),
    constants: { a: ints([1, -1]) },
    y: ["N", 1, 4, 1],
  },
  {
    title: "Gather with a scalar index",
    x: ["N", 4, 6],
    node: on("Gather", { axis: 1 }, "i"),
    constants: { i: ints([2], []) },
    y: ["N", 6],
  },
  {
    title: "ReduceMean without keeping dimensions",
    x: ["N", 4, 3, 3],
    node: on("ReduceMean", { axes: [2, 3], keepdims: 0 }),
    y: ["N", 4],
  },
  {
    title: "ReduceSum with axes as input",
    x: ["N", 4, 3],
    node: on("ReduceSum", {}, "a"),
    constants: { a: ints([1]) },
    y: ["N", 1, 3],
  },
  {
    title: "Resize by scales",
    x: ["N", 2, 3, 3],
    node: on("Resize", { mode: "nearest" }, "", "s"),
    constants: { s: floats([4], [1, 1, 2, 2.5]) },
    y: ["N", 2, 6, 7],
  },
  {
    title: "Resize to sizes",
    x: [1, 2, 3, 3],
    node: on("Resize", { mode: "linear" }, "", "", "s"),
    constants: { s: ints([1, 2, 5, 7]) },
    y: [1, 2, 5, 7],
  },
  {
    title: "Upsample of opset 9",
    x: [1, 2, 3, 3],
    node: on("Upsample", { mode: "nearest" }, "s"),
    constants: { s: floats([4], [1, 1, 2, 2]) },
    y: [1, 2, 6, 6],
    opset: 9,
  },
  {
    title: "Slice of opset 9",
    x: ["N", 4, 9],
    node: on("Slice", { starts: [1], ends: [3], axes: [1] }),
    y: ["N", 2, 9],
    opset: 9,
  },
  { title: "DepthToSpace", x: ["N", 8, 3, 2], node: on("DepthToSpace", { blocksize: 2 }), y: ["N", 2, 6, 4] },
  { title: "Tile", x: ["N", 2, 3], node: on("Tile", {}, "r"), constants: { r: ints([1, 2, 3]) }, y: ["N", 4, 9] },
  { title: "Expand", x: ["N", 1, 3], node: on("Expand", {}, "s"), constants: { s: ints([1, 4, 1]) }, y: ["N", 4, 3] },
  { title: "LeakyRelu", x: ["N", 2], node: on("LeakyRelu", { alpha: floatAttr("alpha", 0.1) }), y: ["N", 2] },
  { title: "Cast", x: ["N", 2], node: on("Cast", { to: intAttr("to", 1) }), y: ["N", 2] },
];

function modelFor({ x, node, constants = {}, opset = 13 }: Case) {
  return buildModel({ inputs: { x }, outputs: ["y"], nodes: [node], constants, opset });
}

describe("inferTypes", () => {
  test.each(CASES)("$title", async (c) => {
    const model = modelFor(c);
    expect(inferTypes(graphOf(model)).types.get("y")).toEqual({ elem: 1, dims: c.y });
    // The runtime's own answer for a batch of 3.
    const dims = c.x.map((d) => (typeof d === "number" ? d : 3));
    const session = await ort.InferenceSession.create(encodeModel(model), { intraOpNumThreads: 1 });
    const out = await session.run({ x: new ort.Tensor("float32", noise(dims.reduce((a, b) => a * b, 1)), dims) });
    expect(out.y?.dims).toEqual(c.y.map((d) => (typeof d === "number" ? d : 3)));
    expect(inferTypes(graphOf(model), { batch: 3 }).types.get("y")?.dims).toEqual(out.y?.dims);
  });

  test("follows a batch through shape arithmetic", () => {
    const model = buildModel({
      inputs: { x: ["N", 4, 3, 3] },
      outputs: ["y"],
      nodes: [
        { op: "Shape", inputs: ["x"], outputs: ["s"] },
        { op: "Gather", inputs: ["s", "zero"], outputs: ["n"] },
        { op: "Unsqueeze", inputs: ["n", "axis"], outputs: ["n1"] },
        { op: "Concat", inputs: ["n1", "rest"], outputs: ["shape"], attrs: { axis: 0 } },
        { op: "Reshape", inputs: ["x", "shape"], outputs: ["y"] },
      ],
      constants: { zero: ints([0], []), axis: ints([0]), rest: ints([-1]) },
    });
    const { types } = inferTypes(graphOf(model));
    expect(types.get("y")).toEqual({ elem: 1, dims: ["N", 36] });
    expect(types.get("shape")).toEqual({ elem: 7, dims: [2] });
  });

  test("an unnamed batch is called N", () => {
    const model = buildModel({ inputs: { x: [null, 2] }, outputs: ["y"], nodes: [on("Relu")] });
    expect(inferTypes(graphOf(model)).types.get("y")?.dims).toEqual(["N", 2]);
  });

  test("an unknown op gives an unknown type and no error", () => {
    const nodes = [
      { op: "Mystery", domain: "com.example", inputs: ["x"], outputs: ["m"] },
      { op: "Relu", inputs: ["m"], outputs: ["y"] },
    ];
    const { types } = inferTypes(graphOf(buildModel({ inputs: { x: [1] }, outputs: ["y"], nodes })));
    expect(types.has("m")).toBe(false);
    expect(types.get("y")).toEqual({ elem: 1 });
  });
});

const MODELS = "../shared/data/models";
const files = existsSync(MODELS) ? readdirSync(MODELS).filter((f) => f.endsWith(".onnx")) : [];

describe.skipIf(files.length === 0)("inferTypes on a real model", () => {
  test.each(files)("%s: every value has the shape it has when the model runs", { timeout: 60_000 }, async (file) => {
    // Prepared, because shape arithmetic beyond vectors is only known once it is folded.
    const { graph } = prepareGraph(graphOf(decodeModel(new Uint8Array(readFileSync(join(MODELS, file))), file)), 13);
    const { types } = inferTypes(graph, { batch: 2 });
    const names = graph.nodes.flatMap((n) => n.outputs).filter((name) => types.get(name)?.elem === 1);
    const session = await ort.InferenceSession.create(encodeModel(modelOf(withOutputs(inferTypes(graph), names))), {
      intraOpNumThreads: 1,
      graphOptimizationLevel: "disabled",
    });
    const input = graph.inputs[0] ?? "";
    const dims = (types.get(input)?.dims ?? []).map(Number);
    const out = await session.run({ [input]: new ort.Tensor("float32", noise(dims.reduce((a, b) => a * b, 1)), dims) });
    await session.release();
    const wrong = names.filter((name) => String(out[name]?.dims) !== String(types.get(name)?.dims));
    expect(wrong.map((name) => `${name}: ${String(types.get(name)?.dims)} is ${String(out[name]?.dims)}`)).toEqual([]);
    expect(names.length).toBeGreaterThan(5);
  });
});
