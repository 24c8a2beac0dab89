/** The conversion itself: bits, casts, constants, ports, and the reasons to stay in FP32. */
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { rand, typed } from "../../../testing/check-pass.ts";
import { floats, ints, noise } from "../../../testing/build-model.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { modelOf } from "../../graph/to-model.ts";
import { stringAttr } from "../../onnx/attributes.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { floatToHalf } from "../../onnx/half.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { makeTensor } from "../../onnx/tensor-data.ts";
import { float32, type Tensor } from "../../tensor.ts";
import { convertHalf } from "./convert.ts";
import type { Range } from "./hazards.ts";
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

/** Why the first node of a small graph stays in FP32. */
function reason(
  op: string,
  {
    more = [],
    constants = {},
    attrs = {},
    range = {},
  }: {
    more?: readonly string[];
    constants?: Parameters<typeof typed>[0]["constants"];
    attrs?: Parameters<typeof typed>[0]["nodes"][number]["attrs"];
    range?: Readonly<Record<string, Range>>;
  },
) {
  const graph = typed({
    nodes: [{ op, name: "node", inputs: ["x", ...more], outputs: ["y"], attrs: attrs ?? {} }],
    constants: constants ?? {},
  });
  return graph.nodes.map((n) => halfRefusal(n, graph, (v) => range[v]))[0];
}

describe("a node stays in FP32", () => {
  const ONE = { lo: -1, hi: 1 };
  test("when calibration saw values that float16 cannot hold", () => {
    expect(reason("Relu", { range: { y: { lo: 0, hi: 1.2e6 } } })).toBe(
      "Its output reached 1.2e6 in calibration; float16 ends at 65504.",
    );
    expect(reason("Relu", { range: { x: { lo: -4e4, hi: 0 }, y: ONE } })).toBe(
      "Its input reached 40000 in calibration; float16 ends at 65504, which leaves other data no room.",
    );
    expect(reason("Relu", { range: { y: { lo: 0, hi: 1e-6 } } })).toBe(
      "Its output stays below 1e-6; float16 loses digits under 6.1e-5.",
    );
    expect(reason("Relu", { range: { x: ONE, y: ONE } })).toBeNull();
    expect(reason("Relu", {})).toBeNull();
  });

  test("when a constant would overflow, vanish or lose its digits", () => {
    const one = (value: number) => ({ more: ["k"], constants: { k: floats([], [value]) } });
    expect(reason("Mul", one(1e5))).toBe("Its constant k reaches 100000; float16 ends at 65504.");
    expect(reason("Add", one(1e-12))).toBe("Its constant k holds 1e-12, which float16 makes 0.");
    expect(reason("Add", one(1e-6))).toBeNull();
    expect(reason("Mul", one(1e-6))).toBe("The values of k are so small that float16 keeps few of their digits.");
    const bounds = { more: ["", "k"], constants: { k: floats([], [3e38]) } };
    expect(reason("Clip", bounds)).toBeNull();
  });

  test("when it divides by, roots or takes the logarithm of values near 0", () => {
    const seen = (lo: number) => ({ range: { x: { lo, hi: 1 }, y: ONE } });
    expect(reason("Log", seen(1e-9))).toBe(
      "It takes the logarithm of values down to 1e-9; float16 loses digits under 6.1e-5 and ends at 6e-8.",
    );
    expect(reason("Reciprocal", seen(-1))).toBe(
      "It divides by values down to 0; float16 loses digits under 6.1e-5 and ends at 6e-8.",
    );
    expect(reason("Sqrt", seen(1e-7))).toBe(
      "It takes the root of values down to 1e-7; float16 loses digits under 6.1e-5.",
    );
    for (const op of ["Log", "Reciprocal", "Sqrt"]) expect(reason(op, seen(0.01))).toBeNull();
    expect(reason("Exp", {})).toBe("Exp leaves the range of float16 easily, and calibration saw none of its values.");
    expect(reason("ReduceL2", { range: { x: { lo: 0, hi: 300 }, y: ONE } })).toBe(
      "It adds up squares, which reach 90000; float16 ends at 65504.",
    );
  });

  test("when a logarithm behind it needs its small values", () => {
    const graph = typed({
      nodes: [
        { op: "Abs", name: "abs", inputs: ["x"], outputs: ["a"] },
        { op: "Reshape", name: "shape", inputs: ["a", "dims"], outputs: ["s"] },
        { op: "Log", name: "log", inputs: ["s"], outputs: ["y"] },
      ],
      constants: { dims: ints([-1]) },
    });
    const seen = (value: string) => (value === "y" ? { lo: -20, hi: 0 } : { lo: 1e-9, hi: 1 });
    const reasons = graph.nodes.map((n) => halfRefusal(n, graph, seen)?.slice(0, 36));
    expect(reasons).toEqual([
      "log after it needs its small values:",
      "log after it needs its small values:",
      "It takes the logarithm of values dow",
    ]);
  });

  test("when its op, its type or its body is not for float16", () => {
    expect(reason("Max", { more: ["x"] })).toBe(
      "Max has no dependable float16 form in ONNX Runtime, so it stays in FP32.",
    );
    expect(reason("Cast", { attrs: { to: T.FLOAT } })).toBe(
      "Cast is not known to run in float16, so it stays in FP32.",
    );
    const graph = typed({
      nodes: [
        { op: "Shape", name: "shape", inputs: ["x"], outputs: ["s"] },
        { op: "Squeeze", name: "squeeze", inputs: ["s"], outputs: ["y"] },
      ],
    });
    expect(halfRefusal(graph.nodes[1] as Graph["nodes"][number], graph)).toBe(
      "It works on int64 values, not on float32.",
    );
    expect(reason("Einsum", { more: ["x"], attrs: { equation: stringAttr("", "abcd,abcd->abcd") } })).toBeNull();
  });
});
