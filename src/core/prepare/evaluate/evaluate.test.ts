import { describe, expect, test } from "vitest";
import { floats, ints, type NodeSpec } from "../../../testing/build-model.ts";
import { fires, leavesAlone, rand, type Spec } from "../../../testing/check-pass.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { makeTensor } from "../../onnx/tensor-data.ts";
import { foldConstants } from "../fold-constants.ts";

const f = rand(2, 3, 4);
const i = ints([3, -2, 0, 7], [2, 2]);
const bools = makeTensor("", T.BOOL, [2, 1], Uint8Array.of(1, 0));

const on = (op: string, inputs: readonly string[], attrs: NodeSpec["attrs"] = {}) => ({
  op,
  inputs,
  outputs: ["k"],
  attrs,
});

/** Ops on constants; the result is cast to float and multiplied with the input. */
const CASES: readonly (readonly [string, ReturnType<typeof on>, NonNullable<Spec["constants"]>])[] = [
  ["Abs", on("Abs", ["a"]), { a: f }],
  ["Add with broadcasting", on("Add", ["a", "b"]), { a: f, b: rand(3, 1) }],
  ["Add of integers", on("Add", ["a", "b"]), { a: i, b: ints([5]) }],
  ["Cast to integers", on("Cast", ["a"], { to: 7 }), { a: floats([3], [1.9, -1.9, 4]) }],
  ["Cast to bool", on("Cast", ["a"], { to: 9 }), { a: floats([3], [0, -1.9, 4]) }],
  ["Ceil", on("Ceil", ["a"]), { a: floats([2], [1.2, -1.2]) }],
  ["Concat", on("Concat", ["a", "b"], { axis: 1 }), { a: rand(2, 1, 3), b: rand(2, 2, 3) }],
  ["Concat at a negative axis", on("Concat", ["a", "b"], { axis: -1 }), { a: rand(2, 1), b: rand(2, 2) }],
  ["ConstantOfShape", on("ConstantOfShape", ["s"]), { s: ints([2, 3]) }],
  ["Div of integers truncates", on("Div", ["a", "b"]), { a: ints([7, -7]), b: ints([2]) }],
  ["Div of floats", on("Div", ["a", "b"]), { a: f, b: floats([], [3]) }],
  ["Equal", on("Equal", ["a", "b"]), { a: i, b: ints([7]) }],
  ["Floor", on("Floor", ["a"]), { a: floats([2], [1.8, -1.2]) }],
  ["Flatten", on("Flatten", ["a"], { axis: 2 }), { a: f }],
  ["Gather along an inner axis", on("Gather", ["a", "s"], { axis: 1 }), { a: f, s: ints([2, -3], [2, 1]) }],
  ["Gather of a scalar index", on("Gather", ["a", "s"]), { a: i, s: ints([1], []) }],
  ["Greater", on("Greater", ["a", "b"]), { a: i, b: ints([0]) }],
  ["Less", on("Less", ["a", "b"]), { a: f, b: floats([], [0]) }],
  ["Max", on("Max", ["a", "b"]), { a: f, b: floats([], [0.1]) }],
  ["Min", on("Min", ["a", "b"]), { a: f, b: floats([], [0.1]) }],
  ["Mul", on("Mul", ["a", "b"]), { a: f, b: rand(4) }],
  ["Neg", on("Neg", ["a"]), { a: i }],
  ["Not", on("Not", ["a"]), { a: bools }],
  ["Range", on("Range", ["a", "b", "c"]), { a: ints([10], []), b: ints([-1], []), c: ints([-3], []) }],
  ["Reciprocal", on("Reciprocal", ["a"]), { a: f }],
  ["Reshape", on("Reshape", ["a", "s"]), { a: f, s: ints([0, -1, 2]) }],
  ["Shape", on("Shape", ["a"]), { a: f }],
  ["Size", on("Size", ["a"]), { a: f }],
  [
    "Slice backwards to the beginning",
    on("Slice", ["a", "b", "c", "d", "e"]),
    { a: f, b: ints([-1]), c: ints([-(2 ** 63)]), d: ints([1]), e: ints([-2]) },
  ],
  [
    "Slice of two axes",
    on("Slice", ["a", "b", "c", "d"]),
    { a: f, b: ints([1, 1]), c: ints([2 ** 63, -1]), d: ints([0, 2]) },
  ],
  ["Sqrt", on("Sqrt", ["a"]), { a: floats([3], [2, 3, 0.1]) }],
  ["Squeeze", on("Squeeze", ["a", "s"]), { a: rand(1, 3, 1), s: ints([-1]) }],
  ["Squeeze of every 1", on("Squeeze", ["a"]), { a: rand(1, 3, 1) }],
  ["Sub", on("Sub", ["a", "b"]), { a: f, b: rand(1) }],
  ["Transpose", on("Transpose", ["a"], { perm: [2, 0, 1] }), { a: f }],
  ["Transpose without permutation", on("Transpose", ["a"]), { a: f }],
  ["Unsqueeze", on("Unsqueeze", ["a", "s"]), { a: i, s: ints([0, -1]) }],
  ["Where", on("Where", ["c", "a", "b"]), { c: bools, a: rand(2, 3), b: floats([], [9]) }],
];

const use = [
  { op: "Cast", inputs: ["k"], outputs: ["kf"], attrs: { to: 1 } },
  { op: "Reshape", inputs: ["kf", "column"], outputs: ["kc"] },
  { op: "Add", inputs: ["x", "kc"], outputs: ["y"] },
];
const column = ints([-1, 1]);

describe("a node of constants", () => {
  test.each(CASES)("%s has the value the runtime gives it", async (_, node, constants) => {
    const spec = { inputs: { x: [1, 2] }, nodes: [node, ...use], constants: { ...constants, column } };
    const graph = await fires(foldConstants, spec, ["y = Add(x, kc)"]);
    expect([...graph.constants.keys()]).toEqual(["kc"]);
  });

  test.each([
    ["an integer division by zero", on("Div", ["a", "b"]), { a: ints([1]), b: ints([0]) }],
    ["an index out of range", on("Gather", ["a", "b"]), { a: ints([1]), b: ints([4]) }],
    [
      "an element type we do not compute with",
      on("Neg", ["a"]),
      { a: makeTensor("", T.DOUBLE, [1], Float64Array.of(1)) },
    ],
  ])("%s is left to the runtime", (_, node, constants) => {
    leavesAlone(foldConstants, { inputs: { x: [1, 2] }, nodes: [node, ...use], constants: { ...constants, column } });
  });
});
