/** Dynamic layers, built, loaded and run in ONNX Runtime, native and in WebAssembly, against a float simulation. */
import { beforeAll, describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../../../platform/ort-web-node.ts";
import { buildModel, floats, type ModelSpec, noise } from "../../../testing/build-model.ts";
import { withConstants } from "../../graph/edit.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { modelOf } from "../../graph/to-model.ts";
import { inferTypes } from "../../graph/types.ts";
import { floatAttr } from "../../onnx/attributes.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor } from "../../onnx/tensor-data.ts";
import { type ChannelView, channelRanges, channelView, quantize, solveAffine } from "../../quantize/affine.ts";
import type { Runtime } from "../../runtime.ts";
import { float32, sizeOf, type Tensor } from "../../tensor.ts";
import { dynamicRefusal } from "./refusal.ts";
import { toDynamic } from "./to-dynamic.ts";
import type { DynamicWeights } from "./weight.ts";

const UINT8: DynamicWeights = { type: "uint8", granularity: "per-channel", symmetric: true, reduceRange: false };
/** Seven bits are exact on every processor. */
const INT7: DynamicWeights = { ...UINT8, type: "int8", reduceRange: true };
const SETTINGS: readonly DynamicWeights[] = [
  UINT8,
  { ...UINT8, granularity: "per-tensor" },
  { ...UINT8, granularity: "per-tensor", symmetric: false },
  INT7,
  { ...INT7, granularity: "per-tensor", symmetric: false },
];
const title = (s: DynamicWeights) =>
  `${s.type}, ${s.granularity}, ${s.symmetric ? "symmetric" : "asymmetric"}${s.reduceRange ? ", 7 bits" : ""}`;

let runtimes: readonly Runtime[] = [];
beforeAll(async () => {
  runtimes = [createNodeRuntime(), await createWasmRuntimeInNode()];
});

const opened = (spec: ModelSpec) => inferTypes(graphOf(buildModel(spec)));
const rand = (dims: readonly number[], seed: number) => floats(dims, noise(sizeOf(dims), seed));
const all = (graph: Graph) => new Set(graph.nodes.map((n) => n.name));

async function run(runtime: Runtime, graph: Graph, x: Tensor): Promise<Float32Array> {
  const session = await runtime.load(encodeModel(modelOf(graph)));
  const output = await session.run({ [graph.inputs[0] as string]: x });
  await session.release();
  return output[graph.outputs[0] as string]?.data as Float32Array;
}

/** What DynamicQuantizeLinear and back makes of a value (ONNX operator DynamicQuantizeLinear, opset 11). */
function roundTrip({ dims, data }: Tensor): Tensor {
  const x = data as Float32Array;
  const { scale, zero } = solveAffine({ lo: Math.min(...x), hi: Math.max(...x) }, "uint8", { symmetric: false });
  const affine = { type: "uint8", scale: Float32Array.of(scale), zero: Int32Array.of(zero) } as const;
  const q = quantize(x, channelView(dims, null), affine);
  return float32(
    dims,
    Float32Array.from(q, (v) => (v - zero) * scale),
  );
}

/** The float graph with one constant rounded to the grid of the setting. */
function withRounded(graph: Graph, name: string, axis: number | null, s: DynamicWeights): Graph {
  const tensor = graph.constants.get(name);
  if (tensor === undefined) throw new Error(`no ${name}`);
  const [dims, data] = [dimsOf(tensor), floatsOf(tensor)];
  const view: ChannelView = channelView(dims, axis);
  const options = { symmetric: s.symmetric || axis !== null, reduceRange: s.reduceRange };
  const solved = channelRanges(data, view).map((r) => solveAffine(r, s.type, options));
  const scale = Float32Array.from(solved, (a) => a.scale);
  const zero = Int32Array.from(solved, (a) => a.zero);
  const q = quantize(data, view, { type: s.type, scale, zero });
  const channel = (i: number) => Math.floor(i / view.inner) % view.channels;
  const rounded = Float32Array.from(q, (v, i) => (v - (zero[channel(i)] as number)) * (scale[channel(i)] as number));
  return withConstants(graph, [floatTensor(name, dims, rounded)]);
}

/** Largest difference over the largest value. */
function distance(a: Float32Array, b: Float32Array): number {
  expect(b.length).toBe(a.length);
  const largest = a.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  return a.reduce((m, x, i) => Math.max(m, Math.abs(x - (b[i] as number))), 0) / largest;
}

interface Case {
  readonly spec: Omit<ModelSpec, "outputs">;
  /** Constant and the axis of its scales when per channel. */
  readonly weight: string;
  readonly axis: number | null;
  /** Weights are of this type whatever the setting says. */
  readonly type?: DynamicWeights["type"];
  readonly ops: readonly string[];
}

const PRODUCT = ["DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul"];
const FILTER = ["DynamicQuantizeLinear", "ConvInteger", "Cast", "Mul", "Mul"];
const gemm = (attrs: ModelSpec["nodes"][number]["attrs"]) => [
  { op: "Gemm", name: "fc", inputs: ["x", "w", "b"], outputs: ["y"], attrs: attrs ?? {} },
];

const CASES: Readonly<Record<string, Case>> = {
  MatMul: {
    spec: {
      inputs: { x: [2, 3, 8] },
      nodes: [{ op: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
      constants: { w: rand([8, 5], 1) },
    },
    weight: "w",
    axis: 1,
    ops: PRODUCT,
  },
  "MatMul with a batched weight": {
    spec: {
      inputs: { x: [2, 3, 8] },
      nodes: [{ op: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
      constants: { w: rand([2, 8, 5], 2) },
    },
    weight: "w",
    axis: null,
    ops: PRODUCT,
  },
  "Gemm with alpha and beta": {
    spec: {
      inputs: { x: [3, 8] },
      nodes: gemm({ alpha: floatAttr("", 0.5), beta: floatAttr("", 2) }),
      constants: { w: rand([8, 5], 3), b: rand([5], 4) },
    },
    weight: "w",
    axis: 1,
    ops: [...PRODUCT, "Add"],
  },
  "Gemm with both factors transposed": {
    spec: {
      inputs: { x: [8, 3] },
      nodes: gemm({ transA: 1, transB: 1 }),
      constants: { w: rand([5, 8], 5), b: rand([3, 5], 6) },
    },
    weight: "w",
    axis: 0,
    ops: ["Transpose", ...PRODUCT, "Add"],
  },
  Conv: {
    spec: {
      inputs: { x: [1, 4, 7, 7] },
      nodes: [
        {
          op: "Conv",
          inputs: ["x", "w", "b"],
          outputs: ["y"],
          attrs: { pads: [0, 1, 2, 1], strides: [2, 1], dilations: [1, 2] },
        },
      ],
      constants: { w: rand([6, 4, 3, 3], 7), b: rand([6], 8) },
    },
    weight: "w",
    axis: 0,
    type: "uint8",
    ops: [...FILTER, "Add"],
  },
  "a depthwise Conv over one dimension": {
    spec: {
      inputs: { x: [2, 4, 9] },
      nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"], attrs: { group: 4, auto_pad: "SAME_UPPER" } }],
      constants: { w: rand([4, 1, 3], 9) },
    },
    weight: "w",
    axis: 0,
    type: "uint8",
    ops: FILTER,
  },
};

describe("a dynamically quantized layer computes what its integers say", () => {
  for (const [name, { spec, weight, axis, type, ops }] of Object.entries(CASES)) {
    for (const setting of SETTINGS) {
      test(`${name}: ${title(setting)}`, async () => {
        const graph = opened({ ...spec, outputs: ["y"] });
        expect(graph.nodes.map((n) => dynamicRefusal(n, graph))).toEqual([null]);
        const { graph: dynamic, layers } = toDynamic(graph, all(graph), { weights: setting });
        expect(dynamic.nodes.map((n) => n.op).toSorted()).toEqual(ops.toSorted());
        expect([...layers.values()][0]?.noise).toBeGreaterThan(0);
        const stored = { ...setting, type: type ?? setting.type };
        const used = setting.granularity === "per-channel" ? axis : null;
        const dims = Object.values(spec.inputs)[0] as number[];
        const x = float32(dims, noise(sizeOf(dims), 10));
        const expected = await run(createNodeRuntime(), withRounded(graph, weight, used, stored), roundTrip(x));
        for (const runtime of runtimes) expect(distance(expected, await run(runtime, dynamic, x))).toBeLessThan(3e-6);
      });
    }
  }
});

const ids = (values: readonly number[]): Tensor => ({
  dtype: "int64",
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

describe("an embedding", () => {
  for (const granularity of ["per-channel", "per-tensor"] as const) {
    test(`is stored as integers and only its rows come back as floats, ${granularity}`, async () => {
      const plain = opened({
        inputs: { x: [3] },
        outputs: ["y"],
        nodes: [{ op: "Gather", inputs: ["table", "x"], outputs: ["y"] }],
        constants: { table: rand([6, 4], 11) },
      });
      const declared = new Map([...plain.declared].filter(([name]) => name !== "x"));
      const types = new Map([...plain.types, ["x", { elem: T.INT64, dims: [3] }] as const]);
      const graph = inferTypes({ ...plain, declared, types });
      const setting: DynamicWeights = { ...UINT8, granularity };
      const { graph: dynamic, layers } = toDynamic(graph, all(graph), { weights: setting });
      const axis = granularity === "per-channel" ? 0 : null;
      const rounded = withRounded(graph, "table", axis, { ...setting, type: "int8" });
      const expected = await run(createNodeRuntime(), rounded, ids([5, 0, 2]));
      for (const runtime of runtimes) {
        expect(distance(expected, await run(runtime, dynamic, ids([5, 0, 2])))).toBeLessThan(1e-6);
      }
      expect([...layers.values()][0]?.bytes).toEqual({ before: 96, after: 24 + (axis === null ? 4 : 24) + 1 });
    });
  }
});

describe("an LSTM", () => {
  const lstm = (direction: "forward" | "bidirectional", attrs = {}) => {
    const d = direction === "forward" ? 1 : 2;
    return opened({
      inputs: { x: [7, 2, 6] },
      outputs: ["y"],
      nodes: [
        {
          op: "LSTM",
          name: "lstm",
          inputs: ["x", "w", "r", "b"],
          outputs: ["y"],
          attrs: { hidden_size: 8, direction, ...attrs },
        },
      ],
      constants: { w: rand([d, 32, 6], 12), r: rand([d, 32, 8], 13), b: rand([d, 64], 14) },
      opset: 14,
    });
  };
  for (const setting of SETTINGS) {
    test(`stays close to float in both directions: ${title(setting)}`, async () => {
      const graph = lstm("bidirectional");
      const { graph: dynamic } = toDynamic(graph, all(graph), { weights: setting });
      expect(dynamic.nodes.map((n) => `${n.domain}.${n.op}`)).toEqual(["com.microsoft.DynamicQuantizeLSTM"]);
      expect(dynamic.opsets.get("com.microsoft")).toBe(1);
      const x = float32([7, 2, 6], noise(84, 15));
      const expected = await run(createNodeRuntime(), graph, x);
      for (const runtime of runtimes) expect(distance(expected, await run(runtime, dynamic, x))).toBeLessThan(0.03);
    });
  }

  test("that puts the batch first is refused", () => {
    const graph = lstm("forward", { layout: 1 });
    expect(graph.nodes.map((n) => dynamicRefusal(n, graph))).toEqual([
      "It puts the batch first, which DynamicQuantizeLSTM cannot.",
    ]);
  });
});

describe("layers side by side", () => {
  const shared = opened({
    inputs: { x: [3, 8] },
    outputs: ["y"],
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["p"] },
      { op: "MatMul", inputs: ["x", "w"], outputs: ["q"] },
      { op: "MatMul", inputs: ["x", "v"], outputs: ["r"] },
      { op: "Add", inputs: ["p", "q"], outputs: ["s"] },
      { op: "Add", inputs: ["s", "r"], outputs: ["y"] },
    ],
    constants: { w: rand([8, 8], 16), v: rand([8, 8], 17) },
  });

  test("quantize the value they read once, and store a shared weight once", () => {
    const { graph } = toDynamic(shared, new Set(["p", "q", "r"]), { weights: UINT8 });
    expect(graph.nodes.filter((n) => n.op === "DynamicQuantizeLinear").length).toBe(1);
    const names = [...graph.constants.keys()].toSorted();
    expect(names).toEqual(["v_quantized", "v_scale", "v_zero_point", "w_quantized", "w_scale", "w_zero_point"]);
  });

  test("that are not chosen keep their float weights", () => {
    const { graph } = toDynamic(shared, new Set(["p"]), { weights: UINT8 });
    expect([...graph.constants.keys()].toSorted()).toEqual(["v", "w", "w_quantized", "w_scale", "w_zero_point"]);
    expect(graph.nodes.filter((n) => n.op === "MatMul").map((n) => n.name)).toEqual(["q", "r"]);
  });
});
