/** Every op of the table in float16, loaded and run by ONNX Runtime, native and in WebAssembly, next to float32. */
import { beforeAll, describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../../../platform/ort-web-node.ts";
import { buildModel, floats, ints, type ModelSpec, noise } from "../../../testing/build-model.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { modelOf } from "../../graph/to-model.ts";
import { inferTypes } from "../../graph/types.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { TensorProto_DataType as T, type TensorProto } from "../../onnx/onnx_pb.ts";
import { makeTensor } from "../../onnx/tensor-data.ts";
import type { Runtime } from "../../runtime.ts";
import { float32, sizeOf } from "../../tensor.ts";
import { halfRefusal } from "./refusal.ts";
import { HALF_OP_NAMES } from "./ops.ts";
import { toHalf } from "./to-half.ts";

interface Case {
  /** Inputs after the data: constants by name, `x` again, or "" for none. */
  readonly more?: readonly (TensorProto | "x" | "")[];
  readonly attrs?: ModelSpec["nodes"][number]["attrs"];
  readonly x?: readonly number[];
  readonly outputs?: number;
  readonly opset?: number;
  /** The data is not the first input. */
  readonly before?: readonly TensorProto[];
  /** Outputs are not floats; cast to be compared. */
  readonly integer?: boolean;
}

const IMAGE: readonly number[] = [1, 4, 6, 6];
const w = (...dims: number[]) =>
  floats(
    dims,
    noise(sizeOf(dims), 3).map((v) => v * 0.5 + 0.75),
  );
const bools = (...values: number[]) => makeTensor("", T.BOOL, [values.length], Uint8Array.from(values));
const list = ints;
const BINARY: Case = { more: [w(1, 4, 6, 6)] };
const COMPARE: Case = { ...BINARY, integer: true };
const POOL: Case = { attrs: { kernel_shape: [2, 2] } };
const REDUCE: Case = { attrs: { axes: [2] } };

/** Ops that take more than an image; the others run as they are. */
const CASES: Readonly<Record<string, Case>> = {
  Acosh: { x: [1, 4] },
  Add: BINARY,
  ArgMax: { integer: true },
  ArgMin: { integer: true },
  AveragePool: POOL,
  BatchNormalization: { more: [w(4), w(4), w(4), w(4)] },
  Clip: { more: [floats([], [0.2]), floats([], [0.7])] },
  Compress: { more: [bools(1, 0)], attrs: { axis: 1 } },
  Concat: { ...BINARY, attrs: { axis: 1 } },
  Conv: { more: [w(4, 4, 3, 3), w(4)] },
  ConvTranspose: { more: [w(4, 2, 2, 2), w(2)] },
  DepthToSpace: { attrs: { blocksize: 2 } },
  Div: BINARY,
  Einsum: { more: [w(4, 5)], attrs: { equation: "abc,cd->abd" }, x: [2, 3, 4] },
  Equal: COMPARE,
  Expand: { more: [list([2, 4, 6, 6])] },
  GRU: { more: [w(1, 12, 3), w(1, 12, 4), w(1, 24)], attrs: { hidden_size: 4 }, x: [5, 1, 3] },
  Gather: { more: [list([0, 1])], attrs: { axis: 1 } },
  GatherElements: { more: [list([0], [1, 1, 1, 1])] },
  GatherND: { more: [list([0, 1], [1, 2])] },
  Gelu: { opset: 20 },
  Gemm: { more: [w(4, 5), w(5)], x: [2, 4] },
  Greater: COMPARE,
  GreaterOrEqual: COMPARE,
  GridSample: { more: [w(1, 3, 3, 2)], opset: 16 },
  GroupNormalization: { more: [w(4), w(4)], attrs: { num_groups: 2 }, opset: 21 },
  HardSwish: { opset: 14 },
  InstanceNormalization: { more: [w(4), w(4)] },
  IsNaN: { integer: true },
  LRN: { attrs: { size: 3 } },
  LSTM: {
    more: [w(1, 16, 3), w(1, 16, 4), w(1, 32), "", w(1, 1, 4), w(1, 1, 4)],
    attrs: { hidden_size: 4 },
    x: [5, 1, 3],
  },
  LayerNormalization: { more: [w(6), w(6)], opset: 17 },
  Less: COMPARE,
  LessOrEqual: COMPARE,
  LpPool: POOL,
  MatMul: { more: [w(4, 5)], x: [2, 3, 4] },
  MaxPool: POOL,
  Mean: BINARY,
  Mish: { opset: 18 },
  Mul: BINARY,
  NonZero: { integer: true },
  PRelu: BINARY,
  Pad: { more: [list([0, 0, 1, 1, 0, 0, 1, 1]), floats([], [0.5])] },
  Pow: { more: [floats([], [2])] },
  RNN: { more: [w(1, 4, 3), w(1, 4, 4), w(1, 8)], attrs: { hidden_size: 4 }, x: [5, 1, 3] },
  ReduceL1: REDUCE,
  ReduceL2: REDUCE,
  ReduceLogSum: REDUCE,
  ReduceLogSumExp: REDUCE,
  ReduceMax: REDUCE,
  ReduceMean: REDUCE,
  ReduceMin: REDUCE,
  ReduceProd: REDUCE,
  ReduceSum: { more: [list([2])] },
  ReduceSumSquare: REDUCE,
  Reshape: { more: [list([1, -1])] },
  Resize: { more: ["", floats([4], [1, 1, 2, 2])], attrs: { mode: "linear" } },
  ReverseSequence: { more: [list([2, 2, 2, 2])], x: [4, 4, 6] },
  ScatterElements: { more: [list([0], [1, 1, 1, 1]), w(1, 1, 1, 1)] },
  ScatterND: { more: [list([0, 1], [1, 2]), w(1, 6, 6)] },
  Shape: { integer: true },
  Size: { integer: true },
  Slice: { more: [list([0]), list([1])] },
  SpaceToDepth: { attrs: { blocksize: 2 } },
  Split: { attrs: { axis: 1 }, outputs: 2 },
  Squeeze: { more: [list([0])] },
  Sub: BINARY,
  Sum: BINARY,
  Tile: { more: [list([1, 1, 2, 2])] },
  Trilu: { x: [4, 4], opset: 14 },
  Unsqueeze: { more: [list([0])] },
  Where: { before: [bools(1)], more: [w(1, 4, 6, 6)] },
  "com.microsoft.BiasGelu": { more: [w(6)] },
  "com.microsoft.FastGelu": { more: [w(6)] },
  "com.microsoft.FusedConv": { more: [w(4, 4, 3, 3), w(4)], attrs: { activation: "Relu" } },
  "com.microsoft.FusedMatMul": { more: [w(4, 5)], x: [2, 3, 4] },
};

function modelFor(key: string): { readonly graph: Graph; readonly dims: readonly number[] } {
  const { more = [], attrs = {}, x = IMAGE, outputs = 1, opset = 13, before = [], integer } = CASES[key] ?? {};
  const constants: Record<string, TensorProto> = {};
  const named = (t: TensorProto | string, i: number) => {
    if (typeof t === "string") return t;
    constants[`c${i}`] = t;
    return `c${i}`;
  };
  const inputs = [...before.map((t, i) => named(t, 100 + i)), "x", ...more.map(named)];
  const made = Array.from({ length: outputs }, (_, i) => `o${i}`);
  const [op, domain] = key.split(".").toReversed() as [string, string?];
  const spec = domain === undefined ? {} : { domain: "com.microsoft" };
  const nodes: ModelSpec["nodes"] = [
    { op, name: "node", inputs, outputs: made, attrs, ...spec },
    ...(integer ? [{ op: "Cast", inputs: ["o0"], outputs: ["y"], attrs: { to: T.FLOAT } }] : []),
  ];
  const domains = { domains: { "com.microsoft": 1 } };
  const model = buildModel({ inputs: { x }, outputs: integer ? ["y"] : made, nodes, constants, opset, ...domains });
  return { graph: inferTypes(graphOf(model)), dims: x };
}

let runtimes: readonly Runtime[] = [];
beforeAll(async () => {
  runtimes = [createNodeRuntime(), await createWasmRuntimeInNode()];
});

async function run(runtime: Runtime, graph: Graph, dims: readonly number[], optimization: "all" | "none") {
  const session = await runtime.load(encodeModel(modelOf(graph)), { optimization });
  // Positive, apart from each other by more than the steps of float16, and inside every function's domain.
  const shift = graph.nodes.some((n) => n.op === "Acosh") ? 1 : 0;
  const data = Float32Array.from({ length: sizeOf(dims) }, (_, i) => ((i * 37) % 144) / 160 + 0.05 + shift);
  const result = await session.run({ x: float32(dims, data) });
  await session.release();
  return Object.values(result).flatMap((t) => [...(t.data as Float32Array)]);
}

describe("in float16, ONNX Runtime loads and runs", () => {
  test.each(HALF_OP_NAMES.map((op) => [op]))("%s, as precisely as float16 is", async (op) => {
    const { graph, dims } = modelFor(op);
    const seen = () => ({ lo: 0.5, hi: 50 });
    expect(halfRefusal(graph.nodes[0] as Graph["nodes"][number], graph, seen)).toBeNull();
    const { graph: half } = toHalf(graph, new Set(["node"]), { type: "float16", keepIo: true });
    expect(half.nodes.some((n) => n.op === "Cast" && n.inputs[0] === "x")).toBe(true);
    const expected = await run(createNodeRuntime(), graph, dims, "none");
    const largest = Math.max(1e-3, ...expected.map(Math.abs));
    for (const runtime of runtimes) {
      for (const optimization of ["all", "none"] as const) {
        const answer = await run(runtime, half, dims, optimization);
        expect(answer.length).toBe(expected.length);
        expect(Math.max(...expected.map((v, i) => Math.abs(v - (answer[i] as number)))) / largest).toBeLessThan(0.01);
      }
    }
  });
});

describe("in bfloat16", () => {
  test("a convolution would not load, and is refused before it comes to that", async () => {
    const { graph } = modelFor("Conv");
    const node = graph.nodes[0] as Graph["nodes"][number];
    expect(halfRefusal(node, graph, undefined, "bfloat16")).toBe(
      "ONNX Runtime 1.30 has no bfloat16 kernel for Conv, neither on CPU nor in the browser, and such a file would not load.",
    );
    expect(() => toHalf(graph, new Set(["node"]), { type: "bfloat16", keepIo: true })).toThrow("node in bfloat16");
  });

  test.each(["Concat", "Flatten", "Gather", "Identity", "LayerNormalization", "Reshape", "Sign", "Slice", "Transpose"])(
    "%s runs",
    async (op) => {
      const { graph, dims } = modelFor(op);
      const { graph: half } = toHalf(graph, new Set(["node"]), { type: "bfloat16", keepIo: true });
      const expected = await run(createNodeRuntime(), graph, dims, "none");
      for (const runtime of runtimes) {
        const answer = await run(runtime, half, dims, "all");
        expect(Math.max(...expected.map((v, i) => Math.abs(v - (answer[i] as number))))).toBeLessThan(0.02);
      }
    },
  );
});
