/** The conversion itself: bits, casts, constants and ports. */
import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { rand, typed } from "../../../testing/check-pass.ts";
import { buildModel, floats, noise } from "../../../testing/build-model.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { modelOf } from "../../graph/to-model.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { floatToHalf } from "../../onnx/half.ts";
import { AttributeProtoSchema, AttributeProto_AttributeType, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { makeTensor } from "../../onnx/tensor-data.ts";
import { float32, type Tensor } from "../../tensor.ts";
import { convertHalf } from "./convert.ts";
import { halfRefusal } from "./refusal.ts";
import { toHalf } from "./to-half.ts";

const bitsOf = (...x: number[]) => [...convertHalf(Float32Array.from(x), "float16").bits];
const lines = (graph: Graph) => graph.nodes.map((n) => `${n.outputs.join()} = ${n.op}(${n.inputs.join()})`);
const all = (graph: Graph) => new Set(graph.nodes.map((n) => n.name));
const IO = { type: "float16", keepIo: true } as const;
const FREE = { type: "float16", keepIo: false } as const;

describe("bits of float16", () => {
  test("are the nearest ones, ties to even, subnormals included", () => {
    expect(bitsOf(1, -2, 65504, 0.1, 2 ** -14)).toEqual([0x3c00, 0xc000, 0x7bff, 0x2e66, 0x0400]);
    expect(bitsOf(1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 - 2 ** -12)).toEqual([0x3c00, 0x3c02, 0x4000]);
    expect(bitsOf(2 ** -24, 2 ** -25, 1.5 * 2 ** -24, 2.5 * 2 ** -24, -(2 ** -24))).toEqual([1, 0, 2, 2, 0x8001]);
    expect(bitsOf(Infinity, -Infinity, NaN, 0, -0)).toEqual([0x7c00, 0xfc00, 0x7e00, 0, 0x8000]);
  });

  test("agree with the one-by-one conversion over all exponents", () => {
    const x = Float32Array.from(noise(20_000, 7), (v, i) => v * 2 ** ((i % 46) - 30));
    expect([...convertHalf(x, "float16").bits]).toEqual(
      [...x].map(floatToHalf).map((b, i) => limited(b, x[i] as number)),
    );
  });

  /** `convertHalf` sets finite values beyond the end to the largest number. */
  const limited = (b: number, x: number) => ((b & 0x7fff) === 0x7c00 && Number.isFinite(x) ? b - 1 : b);

  test("that lose a value are counted, never silent", () => {
    const { clamped, flushed, bits } = convertHalf(Float32Array.of(7e4, -1e38, 65519, 1e-8, -1e-8, 0, 3e-8), "float16");
    expect({ clamped, flushed }).toEqual({ clamped: 2, flushed: 2 });
    expect([...bits]).toEqual([0x7bff, 0xfbff, 0x7bff, 0, 0x8000, 0, 1]);
  });

  test("of bfloat16 are the upper half of a float32, rounded", () => {
    const { bits } = convertHalf(Float32Array.of(1, 1.00390625, 1.01171875, 3.4e38, NaN), "bfloat16");
    expect([...bits]).toEqual([0x3f80, 0x3f80, 0x3f82, 0x7f7f, 0x7fc0]);
  });
});

const CHAIN = typed({
  nodes: [
    { op: "Conv", name: "conv", inputs: ["x", "w"], outputs: ["c"] },
    { op: "Relu", name: "relu", inputs: ["c"], outputs: ["r"] },
    { op: "Sigmoid", name: "left", inputs: ["r"], outputs: ["l"] },
    { op: "Tanh", name: "right", inputs: ["r"], outputs: ["t"] },
    { op: "Add", name: "add", inputs: ["l", "t"], outputs: ["y"] },
  ],
  constants: { w: rand(2, 2, 3, 3) },
});

describe("casts", () => {
  test("stand at the borders only, when the whole graph is converted", () => {
    const { graph } = toHalf(CHAIN, all(CHAIN), IO);
    expect(lines(graph)).toEqual([
      "x_float16 = Cast(x)",
      "c = Conv(x_float16,w_float16)",
      "r = Relu(c)",
      "l = Sigmoid(r)",
      "t = Tanh(r)",
      "y_float16 = Add(l,t)",
      "y = Cast(y_float16)",
    ]);
    expect([...graph.constants.keys()]).toEqual(["w_float16"]);
    expect(graph.constants.get("w_float16")?.dataType).toBe(T.FLOAT16);
  });

  test("are made once for all readers of a value, in either direction", () => {
    const { graph } = toHalf(CHAIN, new Set(["conv", "relu"]), IO);
    expect(lines(graph).filter((line) => line.includes("Cast"))).toEqual([
      "x_float16 = Cast(x)",
      "r = Cast(r_float16)",
    ]);
    const tail = toHalf(CHAIN, new Set(["left", "right"]), IO).graph;
    expect(lines(tail).filter((line) => line.includes("Cast"))).toEqual([
      "r_float16 = Cast(r)",
      "l = Cast(l_float16)",
      "t = Cast(t_float16)",
    ]);
  });

  test("are gone when inputs and outputs may change type, which is declared", () => {
    const { graph, notes } = toHalf(CHAIN, all(CHAIN), FREE);
    expect(lines(graph).some((line) => line.includes("Cast"))).toBe(false);
    const declared = graphOf(modelOf(graph));
    expect(declared.types.get("x")).toEqual({ elem: T.FLOAT16, dims: ["N", 2, 6, 6] });
    expect(declared.types.get("y")?.elem).toBe(T.FLOAT16);
    expect(notes).toEqual([]);
  });

  test("stay at an input that an FP32 node also reads, and a note says so", () => {
    const rest = new Set(["relu", "left", "right", "add"]);
    const { graph, notes } = toHalf(CHAIN, rest, FREE);
    expect(lines(graph).filter((line) => line.includes("Cast"))).toEqual(["c_float16 = Cast(c)"]);
    expect(notes).toEqual(["Stays float32 because an FP32 layer touches it: x."]);
  });
});

describe("what stays float32 around a converted node", () => {
  test("the scales of Resize, and a constant that an FP32 node shares", async () => {
    const graph = typed({
      nodes: [
        { op: "Resize", name: "up", inputs: ["x", "", "scales"], outputs: ["u"] },
        { op: "Mul", name: "half", inputs: ["u", "k"], outputs: ["h"] },
        { op: "Mul", name: "full", inputs: ["h", "k"], outputs: ["y"] },
      ],
      constants: { scales: floats([4], [1, 1, 2, 2]), k: floats([], [0.1]) },
    });
    const { graph: half } = toHalf(graph, new Set(["up", "half"]), IO);
    expect([...half.constants].map(([name, t]) => [name, t.dataType])).toEqual([
      ["scales", T.FLOAT],
      ["k", T.FLOAT],
      ["k_float16", T.FLOAT16],
    ]);
    expect((await answer(half)).length).toBe(2 * 12 * 12);
  });

  test("a constant that is also an input is cast, because a caller may replace it", async () => {
    const graph = typed({
      nodes: [{ op: "Mul", name: "mul", inputs: ["x", "k"], outputs: ["y"] }],
      constants: { k: floats([1], [0.1]) },
      overridable: ["k"],
    });
    const { graph: half } = toHalf(graph, all(graph), IO);
    expect(lines(half)).toEqual([
      "x_float16 = Cast(x)",
      "k_float16 = Cast(k)",
      "y_float16 = Mul(x_float16,k_float16)",
      "y = Cast(y_float16)",
    ]);
    expect((await answer(half)).length).toBe(72);
  });

  test("a value that the branches of an If read", async () => {
    const branch = (name: string) => {
      const { graph: g } = buildModel({
        inputs: {},
        outputs: [name],
        nodes: [{ op: "Neg", inputs: ["r"], outputs: [name] }],
      });
      if (g === undefined) throw new Error("no graph");
      return create(AttributeProtoSchema, { type: AttributeProto_AttributeType.GRAPH, g });
    };
    const graph = typed({
      nodes: [
        { op: "Relu", name: "relu", inputs: ["x"], outputs: ["r"] },
        {
          op: "If",
          name: "if",
          inputs: ["yes"],
          outputs: ["i"],
          attrs: { then_branch: branch("a"), else_branch: branch("b") },
        },
        { op: "Sigmoid", name: "act", inputs: ["r"], outputs: ["s"] },
        { op: "Add", name: "add", inputs: ["i", "s"], outputs: ["y"] },
      ],
      constants: { yes: makeTensor("", T.BOOL, [], Uint8Array.of(1)) },
    });
    const { graph: half } = toHalf(graph, new Set(["relu", "act"]), IO);
    expect(lines(half).filter((line) => line.includes("Cast"))).toEqual([
      "x_float16 = Cast(x)",
      "r = Cast(r_float16)",
      "s = Cast(s_float16)",
    ]);
    expect((await answer(half)).length).toBe(72);
    expect(halfRefusal(graph.nodes[1] as Graph["nodes"][number], graph)).toBe(
      "It runs another graph inside, which is kept as it is.",
    );
  });

  test("QuantizeLinear and DequantizeLinear, with casts between", async () => {
    const graph = typed({
      nodes: [
        { op: "QuantizeLinear", name: "q", inputs: ["x", "s", "z"], outputs: ["xq"] },
        { op: "DequantizeLinear", name: "dq", inputs: ["xq", "s", "z"], outputs: ["xd"] },
        { op: "Sigmoid", name: "act", inputs: ["xd"], outputs: ["a"] },
        { op: "QuantizeLinear", name: "q2", inputs: ["a", "s", "z"], outputs: ["aq"] },
        { op: "DequantizeLinear", name: "dq2", inputs: ["aq", "s", "z"], outputs: ["y"] },
      ],
      constants: { s: floats([], [0.01]), z: makeTensor("", T.UINT8, [], Uint8Array.of(0)) },
    });
    // As after another rewrite: nobody has told the types of new values.
    const untyped = { ...graph, types: new Map([...graph.types].filter(([name]) => name === "x")) };
    const { graph: half } = toHalf(untyped, new Set(["act"]), IO);
    expect(lines(half).slice(2, 5)).toEqual([
      "xd_float16 = Cast(xd)",
      "a_float16 = Sigmoid(xd_float16)",
      "a = Cast(a_float16)",
    ]);
    expect((await answer(half)).length).toBe(72);
  });
});

async function answer(graph: Graph): Promise<Float32Array> {
  const session = await createNodeRuntime().load(encodeModel(modelOf(graph)));
  const x: Tensor = float32([1, 2, 6, 6], noise(72, 5));
  const { y } = await session.run({ x });
  await session.release();
  return y?.data as Float32Array;
}
