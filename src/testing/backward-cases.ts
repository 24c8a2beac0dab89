/** @file Small graphs around one operator each, for the test of backward rules: the input is "x", the output "y". */
import { floatAttr } from "../core/onnx/attributes.ts";
import { sizeOf } from "../core/tensor.ts";
import { floats, ints, type ModelSpec, noise, type NodeSpec } from "./build-model.ts";

export interface Case {
  readonly nodes: readonly NodeSpec[];
  /** Shape of the input "x"; the output is "y". */
  readonly x: readonly number[];
  readonly constants?: ModelSpec["constants"];
  readonly opset?: number;
  readonly domains?: ModelSpec["domains"];
  /** Inputs in (lo, lo + 1), for functions that are not defined everywhere; default around 0. */
  readonly lo?: number;
}

const random = (seed: number, ...dims: readonly number[]) => floats(dims, noise(sizeOf(dims), seed));

/** An op of one node that reads x and constants. */
export function one(
  op: string,
  x: readonly number[],
  attrs: NodeSpec["attrs"] = {},
  constants: ModelSpec["constants"] = {},
): Case {
  return { x, constants, nodes: [{ op, inputs: ["x", ...Object.keys(constants)], outputs: ["y"], attrs }] };
}

const named = (inputs: readonly string[], of: Case): Case => ({
  ...of,
  nodes: of.nodes.map((node, i) => (i === 0 ? { ...node, inputs } : node)),
});

/** What does not hold x is a function of x too: both operands are checked. */
function two(op: string, a: readonly number[], b: readonly number[], lo?: number): Case {
  const scale = { shape: ints(b), from: ints([0]), to: ints([sizeOf(b)]), flat: ints([-1]) };
  const nodes: NodeSpec[] = [
    { op: "Reshape", inputs: ["x", "flat"], outputs: ["line"] },
    { op: "Slice", inputs: ["line", "from", "to"], outputs: ["part"] },
    { op: "Reshape", inputs: ["part", "shape"], outputs: ["b"] },
    { op, inputs: ["x", "b"], outputs: ["y"] },
  ];
  return { x: a, nodes, constants: scale, ...(lo === undefined ? {} : { lo }) };
}

const IMAGE = [1, 4, 7, 6];
export const CASES: Readonly<Record<string, Case>> = {
  "Conv of stride 1": one("Conv", IMAGE, { pads: [1, 1, 1, 1] }, { w: random(2, 6, 4, 3, 3) }),
  "Conv with groups, strides and uneven pads": one(
    "Conv",
    IMAGE,
    { group: 2, strides: [2, 3], pads: [0, 1, 1, 2] },
    { w: random(2, 6, 2, 3, 2) },
  ),
  "Conv by channel": one("Conv", IMAGE, { group: 4, pads: [1, 1, 1, 1] }, { w: random(2, 8, 1, 3, 3) }),
  "Conv with dilations": one("Conv", IMAGE, { dilations: [2, 1], pads: [1, 0, 1, 0] }, { w: random(2, 3, 4, 3, 3) }),
  "Conv with SAME_UPPER": one("Conv", IMAGE, { auto_pad: "SAME_UPPER", strides: [2, 2] }, { w: random(2, 3, 4, 3, 3) }),
  "Conv of one axis": one("Conv", [2, 3, 9], { strides: [2] }, { w: random(2, 4, 3, 3) }),
  "Conv with more padding than its kernel": one("Conv", IMAGE, { pads: [2, 2, 2, 2] }, { w: random(2, 3, 4, 1, 1) }),
  ConvTranspose: one(
    "ConvTranspose",
    IMAGE,
    { strides: [2, 2], pads: [1, 0, 0, 1], output_padding: [1, 0], group: 2 },
    { w: random(2, 4, 3, 3, 3) },
  ),
  Gemm: named(
    ["x", "w", "c"],
    one("Gemm", [3, 5], { alpha: floatAttr("", 0.5) }, { w: random(2, 5, 4), c: random(3, 4) }),
  ),
  "Gemm transposed": one("Gemm", [5, 3], { transA: 1, transB: 1 }, { w: random(2, 4, 5) }),
  "Gemm by its second operand and its bias": {
    x: [4, 4],
    constants: { w: random(2, 3, 4) },
    nodes: [
      { op: "Gemm", inputs: ["w", "x"], outputs: ["p"], attrs: { transB: 1 } },
      { op: "Gemm", inputs: ["w", "w2", "p"], outputs: ["y"], attrs: { transB: 1, beta: floatAttr("", 2) } },
    ].map((node, i) => (i === 0 ? node : { ...node, inputs: ["w", "x", "p"] })),
  },
  "MatMul of a batch": one("MatMul", [2, 3, 5], {}, { w: random(2, 5, 4) }),
  "MatMul of two activations": {
    x: [2, 3, 4],
    nodes: [
      { op: "Transpose", inputs: ["x"], outputs: ["t"], attrs: { perm: [0, 2, 1] } },
      { op: "MatMul", inputs: ["x", "t"], outputs: ["y"] },
    ],
  },
  "MatMul by a matrix that is repeated": {
    x: [3, 4],
    constants: { w: random(2, 2, 5, 3) },
    nodes: [{ op: "MatMul", inputs: ["w", "x"], outputs: ["y"] }],
  },
  Einsum: {
    x: [2, 3, 4],
    constants: { w: random(2, 2, 5, 4) },
    nodes: [{ op: "Einsum", inputs: ["x", "w"], outputs: ["y"], attrs: { equation: "bid,bjd->bij" } }],
  },
  Add: two("Add", [2, 3, 4], [3, 1]),
  Sub: two("Sub", [2, 3, 4], [4]),
  Mul: two("Mul", [2, 3, 4], [2, 1, 4]),
  Div: two("Div", [2, 3, 4], [3, 1], 1),
  Max: two("Max", [2, 3, 4], [3, 1]),
  Min: two("Min", [2, 3, 4], [3, 1]),
  Sum: two("Sum", [2, 3, 4], [3, 1]),
  Mean: two("Mean", [2, 3, 4], [3, 1]),
  Pow: one("Pow", [2, 5], {}, { p: floats([], [3]) }),
  Where: {
    x: [3, 4],
    constants: { zero: floats([], [0]), three: floats([], [3]) },
    nodes: [
      { op: "Greater", inputs: ["x", "zero"], outputs: ["c"] },
      { op: "Mul", inputs: ["x", "three"], outputs: ["m"] },
      { op: "Where", inputs: ["c", "x", "m"], outputs: ["y"] },
    ],
  },
  Clip: named(["x", "lo", "hi"], one("Clip", [4, 5], {}, { lo: floats([], [-0.3]), hi: floats([], [0.4]) })),
  PRelu: one("PRelu", [2, 3, 4], {}, { slope: random(2, 3, 1) }),
  LeakyRelu: one("LeakyRelu", [4, 5], { alpha: floatAttr("", 0.2) }),
  "Gelu with tanh": { ...one("Gelu", [4, 5], { approximate: "tanh" }), opset: 20 },
  Gelu: { ...one("Gelu", [4, 5]), opset: 20 },
  Mish: { ...one("Mish", [4, 5]), opset: 18 },
  HardSigmoid: one("HardSigmoid", [4, 5], { alpha: floatAttr("", 0.8), beta: floatAttr("", 0.5) }),
  HardSwish: { ...one("HardSwish", [4, 5]), opset: 14 },
  QuickGelu: {
    x: [4, 5],
    domains: { "com.microsoft": 1 },
    nodes: [{ op: "QuickGelu", domain: "com.microsoft", inputs: ["x"], outputs: ["y"] }],
  },
  Log: { ...one("Log", [4, 5]), lo: 1 },
  Sqrt: { ...one("Sqrt", [4, 5]), lo: 1 },
  "Sqrt of nothing": {
    x: [4, 5],
    nodes: [
      { op: "Relu", inputs: ["x"], outputs: ["r"] },
      { op: "Mul", inputs: ["r", "r"], outputs: ["e"] },
      { op: "Sqrt", inputs: ["e"], outputs: ["y"] },
    ],
  },
  Reciprocal: { ...one("Reciprocal", [4, 5]), lo: 1 },
  Softmax: one("Softmax", [2, 5], { axis: 1 }),
  "Softmax over an inner axis": one("Softmax", [2, 3, 4], { axis: 1 }),
  LogSoftmax: one("LogSoftmax", [2, 5]),
  LayerNormalization: {
    ...one("LayerNormalization", [2, 3, 4], { axis: -1 }, { scale: random(2, 4), bias: random(3, 4) }),
    opset: 17,
  },
  InstanceNormalization: one("InstanceNormalization", [2, 3, 4, 2], {}, { scale: random(2, 3), bias: random(3, 3) }),
  GroupNormalization: {
    ...one("GroupNormalization", [2, 4, 3, 2], { num_groups: 2 }, { scale: random(2, 4), bias: random(3, 4) }),
    opset: 21,
  },
  BatchNormalization: one(
    "BatchNormalization",
    [2, 3, 4, 2],
    {},
    { scale: random(2, 3), bias: random(3, 3), mean: random(4, 3), variance: floats([3], [0.5, 1, 2]) },
  ),
  GlobalAveragePool: one("GlobalAveragePool", IMAGE),
  GlobalMaxPool: one("GlobalMaxPool", IMAGE),
  AveragePool: one("AveragePool", IMAGE, { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 1] }),
  "AveragePool that counts padding": one("AveragePool", IMAGE, {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    count_include_pad: 1,
  }),
  MaxPool: one("MaxPool", IMAGE, { kernel_shape: [2, 2], strides: [2, 2] }),
  "MaxPool whose windows overlap": one("MaxPool", IMAGE, { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  "MaxPool of stride 1": one("MaxPool", IMAGE, { kernel_shape: [5, 5], strides: [1, 1], pads: [2, 2, 2, 2] }),
  "MaxPool of one axis": one("MaxPool", [1, 3, 9], { kernel_shape: [3], strides: [2] }),
  ReduceMean: one("ReduceMean", [2, 3, 4], { axes: [1, -1], keepdims: 0 }),
  "ReduceMean with axes as input": { ...one("ReduceMean", [2, 3, 4], { keepdims: 1 }, { axes: ints([2]) }), opset: 18 },
  ReduceSum: one("ReduceSum", [2, 3, 4], { keepdims: 0 }, { axes: ints([1]) }),
  "ReduceSum of everything": one("ReduceSum", [2, 3, 4], { keepdims: 0 }),
  ReduceMax: one("ReduceMax", [2, 3, 4], { axes: [2] }),
  ReduceMin: one("ReduceMin", [2, 3, 4], { axes: [0, 2], keepdims: 0 }),
  ReduceSumSquare: one("ReduceSumSquare", [2, 3, 4], { axes: [1] }),
  ReduceL1: one("ReduceL1", [2, 3, 4], { axes: [1] }),
  ReduceL2: one("ReduceL2", [2, 3, 4], { axes: [1], keepdims: 0 }),
  ReduceLogSumExp: one("ReduceLogSumExp", [2, 3, 4], { axes: [1] }),
  Reshape: one("Reshape", [2, 3, 4], {}, { shape: ints([4, 6]) }),
  Flatten: one("Flatten", [2, 3, 4]),
  Squeeze: one("Squeeze", [2, 1, 4], {}, { axes: ints([1]) }),
  Unsqueeze: one("Unsqueeze", [2, 4], {}, { axes: ints([1]) }),
  Identity: one("Identity", [2, 4]),
  Dropout: one("Dropout", [2, 4]),
  Transpose: one("Transpose", [2, 3, 4], { perm: [2, 0, 1] }),
  "Transpose without order": one("Transpose", [2, 3, 4]),
  Cast: {
    x: [2, 3],
    nodes: [
      { op: "Cast", inputs: ["x"], outputs: ["d"], attrs: { to: 11 } },
      { op: "Mul", inputs: ["d", "d"], outputs: ["m"] },
      { op: "Cast", inputs: ["m"], outputs: ["y"], attrs: { to: 1 } },
    ],
  },
  Concat: {
    x: [2, 3],
    constants: { w: random(2, 2, 4) },
    nodes: [{ op: "Concat", inputs: ["x", "w", "x"], outputs: ["y"], attrs: { axis: -1 } }],
  },
  Split: {
    x: [2, 6],
    constants: { sizes: ints([1, 3, 2]) },
    nodes: [
      { op: "Split", inputs: ["x", "sizes"], outputs: ["a", "b", "c"], attrs: { axis: 1 } },
      { op: "Sigmoid", inputs: ["b"], outputs: ["y"] },
    ],
  },
  Slice: named(
    ["x", "from", "to", "axes"],
    one("Slice", [3, 6, 5], {}, { from: ints([1, -4]), to: ints([5, 99]), axes: ints([1, 2]) }),
  ),
  "Slice with steps": one("Slice", [3, 7], {}, { from: ints([1]), to: ints([7]), axes: ints([1]), steps: ints([2]) }),
  Gather: one("Gather", [4, 3], { axis: 0 }, { at: ints([2, 0, 2, -1], [2, 2]) }),
  "Gather of one": one("Gather", [2, 4, 3], { axis: 1 }, { at: ints([2], []) }),
  Pad: one("Pad", [2, 3, 4], {}, { pads: ints([0, 1, 2, 1, 0, 0]) }),
  Expand: one("Expand", [3, 1], {}, { shape: ints([2, 3, 4]) }),
  Tile: one("Tile", [2, 3], {}, { repeats: ints([2, 3]) }),
  "DepthToSpace by depth": one("DepthToSpace", [1, 8, 2, 3], { blocksize: 2 }),
  "DepthToSpace by column": one("DepthToSpace", [1, 8, 2, 3], { blocksize: 2, mode: "CRD" }),
  SpaceToDepth: one("SpaceToDepth", [1, 2, 4, 6], { blocksize: 2 }),
  "Resize to the nearest": named(
    ["x", "", "s"],
    one("Resize", [1, 2, 3, 4], { mode: "nearest" }, { s: floats([4], [1, 1, 2, 2]) }),
  ),
  "Resize, linear, to a size": named(
    ["x", "", "", "s"],
    one(
      "Resize",
      [1, 2, 3, 4],
      { mode: "linear", coordinate_transformation_mode: "align_corners" },
      { s: ints([1, 2, 5, 3]) },
    ),
  ),
  "Resize, cubic": named(
    ["x", "", "s"],
    one("Resize", [1, 2, 5, 4], { mode: "cubic" }, { s: floats([4], [1, 1, 1.5, 2]) }),
  ),
  "A value that is read twice": {
    x: [2, 4],
    nodes: [
      { op: "Sigmoid", inputs: ["x"], outputs: ["s"] },
      { op: "Tanh", inputs: ["s"], outputs: ["t"] },
      { op: "Mul", inputs: ["s", "t"], outputs: ["y"] },
    ],
  },
};
