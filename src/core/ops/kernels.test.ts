/**
 * Checks the rules against ONNX Runtime itself: each op between DequantizeLinear and QuantizeLinear, and what
 * its optimizer makes of it. A runtime that gains or loses a kernel shows here.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { buildModel, floats, ints, type NodeSpec } from "../../testing/build-model.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import { TensorProto_DataType as T, type TensorProto } from "../onnx/onnx_pb.ts";
import { makeTensor } from "../onnx/tensor-data.ts";
import { OP_RULES } from "./index.ts";
import { FLOAT_KERNEL_ONLY } from "./movement.ts";

const QUANT = { s: floats([], [0.02]), z: makeTensor("", T.UINT8, [], Uint8Array.of(0)) };
/** QGemm needs the zero point of its weights spelled out; a bias does without. */
const WEIGHTS = { ws: floats([], [0.01]), wz: makeTensor("", T.INT8, [], Int8Array.of(0)), bs: floats([], [0.0002]) };

const quantize = (from: string, to: string): NodeSpec => ({
  op: "QuantizeLinear",
  inputs: [from, "s", "z"],
  outputs: [to],
});
const dequantize = (from: string, to: string): NodeSpec => ({
  op: "DequantizeLinear",
  inputs: [from, "s", "z"],
  outputs: [to],
});
const int8 = (...dims: number[]) =>
  makeTensor("", T.INT8, dims, new Int8Array(dims.reduce((a, b) => a * b, 1)).fill(3));
const int32 = (n: number) => makeTensor("", T.INT32, [n], new Int32Array(n));

interface Case {
  readonly attrs?: NodeSpec["attrs"];
  /** Inputs after the data. `w` and `b` are dequantized weights and bias; `x2` is another activation. */
  readonly more?: readonly string[];
  readonly constants?: Readonly<Record<string, TensorProto>>;
  readonly outputs?: number;
  readonly x?: readonly number[];
}

const SPATIAL: readonly number[] = [1, 4, 6, 6];

/** One case for each op of the table. */
const CASES: Readonly<Record<string, Case>> = {
  Conv: { more: ["w", "b"], constants: { wq: int8(4, 4, 3, 3), bq: int32(4) } },
  Gemm: { more: ["w", "b"], constants: { wq: int8(4, 5), bq: int32(5) }, x: [2, 4] },
  MatMul: { more: ["w"], constants: { wq: int8(4, 5) }, x: [2, 3, 4] },
  Add: { more: ["x2"] },
  Mul: { more: ["x2"] },
  Concat: { more: ["x2"], attrs: { axis: 1 } },
  Where: { more: ["x2"], constants: { condition: makeTensor("", T.BOOL, [1], Uint8Array.of(1)) } },
  AveragePool: { attrs: { kernel_shape: [2, 2] } },
  GlobalAveragePool: {},
  LeakyRelu: {},
  Sigmoid: {},
  Softmax: {},
  DepthToSpace: { attrs: { blocksize: 2 } },
  Expand: { more: ["list"], constants: { list: ints([2, 4, 6, 6]) } },
  Flatten: {},
  Gather: { more: ["list"], constants: { list: ints([0, 1]) }, attrs: { axis: 1 } },
  GatherElements: { more: ["list"], constants: { list: ints([0], [1, 1, 1, 1]) } },
  GlobalMaxPool: {},
  MaxPool: { attrs: { kernel_shape: [2, 2] } },
  Pad: { more: ["list"], constants: { list: ints([0, 0, 1, 1, 0, 0, 1, 1]) } },
  ReduceMax: { attrs: { axes: [2] } },
  ReduceMin: { attrs: { axes: [2] } },
  Reshape: { more: ["list"], constants: { list: ints([1, -1]) } },
  Resize: { more: ["", "scales"], constants: { scales: floats([4], [1, 1, 2, 2]) } },
  Slice: { more: ["list", "ends"], constants: { list: ints([0]), ends: ints([1]) } },
  SpaceToDepth: { attrs: { blocksize: 2 } },
  Split: { attrs: { axis: 1 }, outputs: 2 },
  Squeeze: { more: ["list"], constants: { list: ints([0]) } },
  Tile: { more: ["list"], constants: { list: ints([1, 1, 2, 2]) } },
  Transpose: {},
  Unsqueeze: { more: ["list"], constants: { list: ints([0]) } },
};

/** Ops that someone may expect in the table, and that have only a float kernel. */
const FLOAT_CASES: Readonly<Record<string, Case>> = {
  ConvTranspose: { more: ["w", "b"], constants: { wq: int8(4, 2, 2, 2), bq: int32(2) } },
  Div: { more: ["x2"] },
  Elu: {},
  Erf: {},
  HardSigmoid: {},
  ReduceMean: { attrs: { axes: [2, 3] } },
  Sub: { more: ["x2"] },
  Tanh: {},
};

function qdqModel(op: string, { attrs = {}, more = [], constants = {}, outputs = 1, x = SPATIAL }: Case) {
  const made = Array.from({ length: outputs }, (_, i) => `o${i}`);
  const data = op === "Where" ? ["condition", "xd"] : ["xd"];
  const nodes: NodeSpec[] = [
    quantize("x", "xq"),
    dequantize("xq", "xd"),
    ...(more.includes("x2") ? [quantize("x1", "xq2"), dequantize("xq2", "x2")] : []),
    ...(more.includes("w") ? [{ op: "DequantizeLinear", inputs: ["wq", "ws", "wz"], outputs: ["w"] }] : []),
    ...(more.includes("b") ? [{ op: "DequantizeLinear", inputs: ["bq", "bs"], outputs: ["b"] }] : []),
    { op, inputs: [...data, ...more], outputs: made, attrs },
    ...made.flatMap((name) => [quantize(name, `${name}q`), dequantize(`${name}q`, `${name}d`)]),
  ];
  const inputs = more.includes("x2") ? { x, x1: x } : { x };
  return buildModel({
    inputs,
    outputs: made.map((n) => `${n}d`),
    nodes,
    constants: { ...QUANT, ...WEIGHTS, ...constants },
  });
}

/** True when the op computes on integers: no DequantizeLinear feeds anything but a graph output. */
async function runsAsInteger(op: string, c: Case): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "kernels-"));
  const path = join(folder, "optimized.onnx");
  try {
    const session = await ort.InferenceSession.create(encodeModel(qdqModel(op, c)), {
      intraOpNumThreads: 1,
      optimizedModelFilePath: path,
      logSeverityLevel: 3,
    });
    await session.release();
    const { graph } = decodeModel(readFileSync(path), "optimized.onnx");
    const read = new Set(graph?.node.flatMap((n) => n.input));
    return (
      graph?.node.every((n) => n.opType !== "DequantizeLinear" || !n.output.some((name) => read.has(name))) ?? false
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const clamps = Object.keys(OP_RULES).filter((op) => OP_RULES[op]?.kind === "clamp");

describe("ONNX Runtime's CPU provider", () => {
  test("has a case here for every op of the table except clamps, which are folded away", () => {
    expect(Object.keys(CASES).toSorted()).toEqual(
      Object.keys(OP_RULES)
        .filter((op) => !clamps.includes(op))
        .toSorted(),
    );
  });

  test.each(Object.keys(CASES).filter((op) => !FLOAT_KERNEL_ONLY.has(op)))("computes %s on integers", async (op) => {
    expect(await runsAsInteger(op, CASES[op] ?? {})).toBe(true);
  });

  test.each([...FLOAT_KERNEL_ONLY])("computes %s in float, where a shared scale makes it exact", async (op) => {
    expect(await runsAsInteger(op, CASES[op] ?? {})).toBe(false);
  });

  test.each(Object.keys(FLOAT_CASES))("computes %s in float, so it has no rule", async (op) => {
    expect(Object.hasOwn(OP_RULES, op)).toBe(false);
    expect(await runsAsInteger(op, FLOAT_CASES[op] ?? {})).toBe(false);
  });
});
