/** @file Small graphs, one for each thing the fusion map has to know. The runtime itself says what is true of them. */
import { type ModelProto, TensorProto_DataType as T } from "../core/onnx/onnx_pb.ts";
import { makeTensor } from "../core/onnx/tensor-data.ts";
import { floatAttr, stringAttr } from "../core/onnx/attributes.ts";
import { floats, ints } from "./build-model.ts";
import { Qdq, type Quant, type WeightQuant } from "./qdq.ts";

const IMAGE = [1, 8, 8, 8];

/** x - Q/DQ - op - Q/DQ. */
function unary(
  op: string,
  attrs = {},
  more: readonly string[] = [],
  quant: Quant = {},
  out: Quant = quant,
  opset = 13,
): ModelProto {
  return constants(new Qdq({ x: IMAGE }))
    .q("x", quant)
    .op(op, ["x_dq", ...more], "y", attrs)
    .q("y", out)
    .model("y_dq", opset);
}

/** Constants that several fixtures read. */
function constants(g: Qdq): Qdq {
  return g
    .constant("shape", ints([1, 512]))
    .constant("axes", ints([0]))
    .constant("starts", ints([1]))
    .constant("ends", ints([4]))
    .constant("index", ints([0, 2]))
    .constant("twice", floats([4], [1, 1, 2, 2]))
    .constant("roi", floats([0], []))
    .constant("lo", floats([], [0]))
    .constant("hi", floats([], [6]))
    .constant("slope", floats([8, 1, 1], new Float32Array(8).fill(0.1)))
    .constant("two", floats([], [2]))
    .constant("none", floats([], [0]))
    .constant("pads", ints([0, 0, 1, 1, 0, 0, 1, 1]))
    .constant("one", ints([1, 8, 8, 8]));
}

interface ConvOptions {
  readonly x?: Quant;
  readonly w?: WeightQuant;
  readonly y?: Quant;
  readonly bias?: "float" | "int32" | "zero point" | null;
  readonly after?: string;
  readonly opset?: number;
  readonly op?: string;
}

function conv({ x = {}, w = {}, y = x, bias = "int32", after, opset = 13, op = "Conv" }: ConvOptions = {}): ModelProto {
  const g = constants(new Qdq({ x: IMAGE }))
    .q("x", x)
    .weight("w", [8, 8, 3, 3], w);
  if (bias === "int32" || bias === "zero point")
    g.bias("b", [1, 2, 3, 4, 5, 6, 7, 8], 0.0002, { bare: bias === "int32" });
  if (bias === "float") g.constant("b_dq", floats([8], [1, 2, 3, 4, 5, 6, 7, 8]));
  g.op(op, ["x_dq", "w_dq", ...(bias === null ? [] : ["b_dq"])], "y", { pads: [1, 1, 1, 1] });
  if (after === undefined) return g.q("y", y).model("y_dq", opset);
  return g
    .op(after, after === "Clip" ? ["y", "lo", "hi"] : ["y"], "r")
    .q("r", y)
    .model("r_dq", opset);
}

function matMul(w: WeightQuant, dims = [8, 4], options: { x?: Quant; q?: boolean; opset?: number } = {}): ModelProto {
  const { x = {}, q = true, opset = 13 } = options;
  const g = new Qdq({ x: dims.length === 3 ? [dims[0] ?? 1, 2, 8] : [2, 8] });
  g.q("x", x).weight("w", dims, w).op("MatMul", ["x_dq", "w_dq"], "y");
  return q ? g.q("y", x).model("y_dq", opset) : g.model("y", opset);
}

function gemm(beta: number, quantizeOutput = true, c: "int32" | "float" = "int32"): ModelProto {
  const g = new Qdq({ x: [2, 8] }).q("x").weight("w", [8, 4]);
  if (c === "int32") g.bias("c", [1, 2, 3, 4], 0.0002);
  else g.constant("c_dq", floats([4], [1, 2, 3, 4]));
  g.op("Gemm", ["x_dq", "w_dq", "c_dq"], "y", { beta: floatAttr("beta", beta) });
  return quantizeOutput ? g.q("y").model("y_dq") : g.model("y");
}

function weightOnly(op: "MatMul" | "Gemm", dims: readonly number[], w: WeightQuant, opset = 21): ModelProto {
  const g = new Qdq({ x: [2, dims[0] ?? 1] }).weight("w", dims, w);
  return g.op(op, ["x", "w_dq"], "y").model("y", opset);
}

function binary(op: string, a: Quant = {}, b: Quant = {}, y: Quant = {}): ModelProto {
  return new Qdq({ a: IMAGE, b: IMAGE }).q("a", a).q("b", b).op(op, ["a_dq", "b_dq"], "y").q("y", y).model("y_dq");
}

/** x by int8 weights, with x quantized while the model runs. */
function dynamic(g: Qdq, output: string): Qdq {
  g.constant("s", floats([], [0.01]))
    .constant("w", makeTensor("", T.INT8, [8, 4], new Int8Array(32).fill(3)))
    .constant("wz", makeTensor("", T.INT8, [], Int8Array.of(0)));
  return product(g.op("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]), output);
}

function product(g: Qdq, output: string, w = "w"): Qdq {
  const [m, f, k] = ["m", "f", "k"].map((name) => `${output}_${name}`) as [string, string, string];
  return g
    .op("MatMulInteger", ["xq", w, "xz", "wz"], m)
    .op("Cast", [m], f, { to: 1 })
    .op("Mul", ["xs", "s"], k)
    .op("Mul", [f, k], output);
}

function nbits(g: Qdq, more: readonly string[], output = "y"): Qdq {
  return g
    .constant("w", makeTensor("", T.UINT8, [4, 1, 16], new Uint8Array(64).fill(0x87)))
    .constant("s", floats([4], [0.1, 0.1, 0.1, 0.1]))
    .contrib("MatMulNBits", ["x", "w", "s", ...more], output, { K: 32, N: 4, bits: 4, block_size: 32 });
}

function gelu(g: Qdq, x: string): Qdq {
  return g
    .constant("r", floats([], [Math.SQRT2]))
    .constant("o", floats([], [1]))
    .constant("h", floats([], [0.5]))
    .op("Div", [x, "r"], "d")
    .op("Erf", ["d"], "e")
    .op("Add", ["e", "o"], "a")
    .op("Mul", [x, "a"], "m")
    .op("Mul", ["m", "h"], "y");
}

function geluByTanh(g: Qdq, x: string): Qdq {
  return g
    .constant("three", floats([], [3]))
    .constant("k", floats([], [0.044715]))
    .constant("r", floats([], [0.7978845608]))
    .constant("o", floats([], [1]))
    .constant("h", floats([], [0.5]))
    .op("Pow", [x, "three"], "p")
    .op("Mul", ["p", "k"], "a")
    .op("Add", [x, "a"], "b")
    .op("Mul", ["b", "r"], "c")
    .op("Tanh", ["c"], "t")
    .op("Add", ["t", "o"], "d")
    .op("Mul", [x, "h"], "e")
    .op("Mul", ["e", "d"], "y");
}

function layerNorm(g: Qdq, x: string): Qdq {
  return g
    .constant("eps", floats([], [1e-5]))
    .constant("p", floats([], [2]))
    .constant("g", floats([8], new Float32Array(8).fill(1)))
    .constant("b", floats([8], new Float32Array(8).fill(0.1)))
    .op("ReduceMean", [x], "mean", { axes: [-1] })
    .op("Sub", [x, "mean"], "d")
    .op("Pow", ["d", "p"], "s")
    .op("ReduceMean", ["s"], "v", { axes: [-1] })
    .op("Add", ["v", "eps"], "ve")
    .op("Sqrt", ["ve"], "sd")
    .op("Div", ["d", "sd"], "n")
    .op("Mul", ["n", "g"], "ng")
    .op("Add", ["ng", "b"], "y");
}

const S8: Quant = { type: "int8" };
const U16: Quant = { type: "uint16" };
const perChannel = (n: number, axis: number): WeightQuant => ({ scale: Array.from({ length: n }, () => 0.01), axis });

export const FIXTURES: Readonly<Record<string, () => ModelProto>> = {
  "Conv, uint8 by int8": () => conv(),
  "Conv, uint8 by uint8": () => conv({ w: { type: "uint8", zero: 100 } }),
  "Conv, weights per channel": () => conv({ w: perChannel(8, 0) }),
  "Conv, int8 by int8": () => conv({ x: S8 }),
  "Conv, int8 activations and uint8 weights": () => conv({ x: S8, w: { type: "uint8", zero: 100 } }),
  "Conv without bias": () => conv({ bias: null }),
  "Conv, bias with a zero point": () => conv({ bias: "zero point" }),
  "Conv, float bias": () => conv({ bias: "float" }),
  "Conv, 16-bit activations": () => conv({ x: U16, opset: 21, bias: null }),
  "Conv, 4-bit weights": () => conv({ w: { type: "int4" }, opset: 21, bias: null }),
  "Conv, uint8 in and int8 out": () => conv({ y: S8 }),
  "Conv and Relu, zero point 0": () => conv({ after: "Relu" }),
  "Conv and Relu, zero point 128": () => conv({ after: "Relu", y: { zero: 128 } }),
  "Conv and Clip, range wider than the Clip": () => conv({ after: "Clip", y: { scale: 0.05 } }),
  "Conv and Clip, range within the Clip": () => conv({ after: "Clip", y: { scale: 6 / 255 } }),
  "Conv and HardSwish": () => conv({ after: "HardSwish", opset: 14 }),
  "Conv and Sigmoid": () => conv({ after: "Sigmoid" }),
  "Conv and Tanh": () => conv({ after: "Tanh" }),
  ConvTranspose: () => conv({ op: "ConvTranspose", bias: null }),
  "Conv without output Q": () =>
    new Qdq({ x: IMAGE }).q("x").weight("w", [8, 8, 3, 3]).op("Conv", ["x_dq", "w_dq"], "y").model("y"),
  "Conv, output also read as float": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .weight("w", [8, 8, 3, 3])
      .op("Conv", ["x_dq", "w_dq"], "y")
      .q("y")
      .op("Tanh", ["y"], "t")
      .model(["y_dq", "t"]),
  "Conv between Q/DQ with float weights": () =>
    new Qdq({ x: IMAGE })
      .constant("w", floats([2, 8, 1, 1], new Float32Array(16).fill(0.5)))
      .q("x")
      .op("Conv", ["x_dq", "w"], "y")
      .q("y")
      .model("y_dq"),
  "Float Conv and Relu": () =>
    new Qdq({ x: IMAGE })
      .constant("w", floats([2, 8, 1, 1], new Float32Array(16).fill(0.5)))
      .op("Conv", ["x", "w"], "y")
      .op("Relu", ["y"], "r")
      .model("r"),
  "MatMul, weights per tensor": () => matMul({}),
  "MatMul, weights per channel": () => matMul(perChannel(4, 1)),
  "MatMul, int8 activations": () => matMul({}, [8, 4], { x: S8 }),
  "MatMul, 3-D weights per tensor": () => matMul({}, [2, 8, 4]),
  "MatMul, 3-D weights per channel": () => matMul(perChannel(4, 2), [2, 8, 4]),
  "MatMul without output Q": () => matMul({}, [8, 4], { q: false }),
  "MatMul, 16 bits": () => matMul({}, [8, 4], { x: U16, opset: 21 }),
  "MatMul of two activations": () =>
    new Qdq({ a: [2, 8], b: [8, 4] }).q("a").q("b").op("MatMul", ["a_dq", "b_dq"], "y").q("y").model("y_dq"),
  "Gemm, beta 1": () => gemm(1),
  "Gemm, beta 2": () => gemm(2),
  "Gemm without output Q": () => gemm(1, false),
  "Gemm, float bias": () => gemm(1, true, "float"),
  "Weight-only MatMul, int8 per tensor": () => weightOnly("MatMul", [32, 4], {}),
  "Weight-only MatMul, int8 per channel": () => weightOnly("MatMul", [32, 4], perChannel(4, 1)),
  "Weight-only MatMul, int8 along the inputs": () => weightOnly("MatMul", [32, 4], perChannel(32, 0)),
  "Weight-only MatMul, int4 blocks": () =>
    weightOnly("MatMul", [32, 4], { type: "int4", scale: Array.from({ length: 8 }, () => 0.1), axis: 0, block: 16 }),
  "Weight-only MatMul, 3-D weights": () =>
    new Qdq({ x: [2, 2, 8] }).weight("w", [2, 8, 4]).op("MatMul", ["x", "w_dq"], "y").model("y"),
  "Weight-only Gemm": () => weightOnly("Gemm", [32, 4], {}),
  "Weight-only Gemm, transposed": () =>
    new Qdq({ x: [2, 32] })
      .weight("w", [4, 32], perChannel(4, 0))
      .op("Gemm", ["x", "w_dq"], "y", { transB: 1 })
      .model("y"),
  "Weight-only Conv": () => new Qdq({ x: IMAGE }).weight("w", [8, 8, 3, 3]).op("Conv", ["x", "w_dq"], "y").model("y"),
  "Weight-only Gather": () =>
    constants(new Qdq({ x: [2, 4] }))
      .weight("w", [8, 4])
      .op("Gather", ["w_dq", "index"], "g")
      .op("Add", ["x", "g"], "y")
      .model("y"),
  "MaxPool, opset 13": () => unary("MaxPool", { kernel_shape: [2, 2] }),
  "MaxPool, opset 22": () => unary("MaxPool", { kernel_shape: [2, 2] }, [], {}, {}, 22),
  "MaxPool, opset 11": () => unary("MaxPool", { kernel_shape: [2, 2] }, [], {}, {}, 11),
  "MaxPool, int8": () => unary("MaxPool", { kernel_shape: [2, 2] }, [], S8),
  "MaxPool, other output scale": () => unary("MaxPool", { kernel_shape: [2, 2] }, [], {}, { scale: 0.03 }),
  "MaxPool, 16 bits": () => unary("MaxPool", { kernel_shape: [2, 2] }, [], U16, U16, 21),
  Softmax: () => unary("Softmax"),
  "Softmax, int8": () => unary("Softmax", {}, [], S8),
  Sigmoid: () => unary("Sigmoid"),
  LeakyRelu: () => unary("LeakyRelu"),
  AveragePool: () => unary("AveragePool", { kernel_shape: [2, 2] }),
  GlobalAveragePool: () => unary("GlobalAveragePool"),
  Add: () => binary("Add"),
  "Add, int8": () => binary("Add", S8, S8, S8),
  "Add, mixed types": () => binary("Add", S8, {}, {}),
  Mul: () => binary("Mul"),
  Sub: () => binary("Sub"),
  Div: () => binary("Div", {}, { zero: 3 }),
  "Concat of different scales": () =>
    new Qdq({ a: IMAGE, b: IMAGE })
      .q("a", { scale: 0.1 })
      .q("b")
      .op("Concat", ["a_dq", "b_dq"], "y", { axis: 1 })
      .q("y")
      .model("y_dq"),
  Split: () =>
    new Qdq({ x: IMAGE }).q("x").op("Split", ["x_dq"], ["a", "b"], { axis: 1 }).q("a").q("b").model(["a_dq", "b_dq"]),
  "Split, one output of another scale": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .op("Split", ["x_dq"], ["a", "b"], { axis: 1 })
      .q("a")
      .q("b", { scale: 0.5 })
      .model(["a_dq", "b_dq"]),
  Slice: () => unary("Slice", {}, ["starts", "ends"]),
  "Slice, 16 bits": () => unary("Slice", {}, ["starts", "ends"], U16, U16, 21),
  Reshape: () => unary("Reshape", {}, ["shape"]),
  Flatten: () => unary("Flatten"),
  Transpose: () => unary("Transpose", { perm: [0, 2, 3, 1] }),
  "Transpose and its inverse": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .op("Transpose", ["x_dq"], "t", { perm: [0, 2, 3, 1] })
      .q("t")
      .op("Transpose", ["t_dq"], "y", { perm: [0, 3, 1, 2] })
      .q("y")
      .model("y_dq"),
  DepthToSpace: () => unary("DepthToSpace", { blocksize: 2 }),
  SpaceToDepth: () => unary("SpaceToDepth", { blocksize: 2 }),
  ReduceMax: () => unary("ReduceMax", { axes: [2, 3] }),
  ReduceMean: () => unary("ReduceMean", { axes: [2, 3] }),
  Gather: () =>
    unary(
      "Gather",
      {},
      ["index"].map((i) => i),
      {},
      {},
      13,
    ),
  Expand: () => unary("Expand", {}, ["one"]),
  "Resize, nearest": () => unary("Resize", { mode: stringAttr("mode", "nearest") }, ["roi", "twice"]),
  "Resize, linear": () => unary("Resize", { mode: stringAttr("mode", "linear") }, ["roi", "twice"]),
  ArgMax: () => new Qdq({ x: IMAGE }).q("x").op("ArgMax", ["x_dq"], "i").op("Cast", ["i"], "y", { to: 1 }).model("y"),
  Pad: () => unary("Pad", {}, ["pads"]),
  PRelu: () => unary("PRelu", {}, ["slope"]),
  Erf: () => unary("Erf"),
  Tanh: () => unary("Tanh"),
  HardSigmoid: () => unary("HardSigmoid"),
  HardSwish: () => unary("HardSwish", {}, [], {}, {}, 14),
  Gelu: () => unary("Gelu", {}, [], {}, {}, 20),
  "Relu alone, zero point 128": () => unary("Relu", {}, [], { zero: 128 }),
  "Relu alone, zero point 0": () => unary("Relu"),
  "Clip alone": () => unary("Clip", {}, ["lo", "hi"], { zero: 128 }),
  LayerNormalization: () =>
    new Qdq({ x: [2, 8] })
      .constant("g", floats([8], new Float32Array(8).fill(1)))
      .q("x")
      .op("LayerNormalization", ["x_dq", "g"], "y")
      .q("y")
      .model("y_dq", 17),
  "SiLU with Q/DQ after Sigmoid": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .op("Sigmoid", ["x_dq"], "s")
      .q("s")
      .op("Mul", ["x_dq", "s_dq"], "y")
      .q("y")
      .model("y_dq"),
  "SiLU without Q/DQ after Sigmoid": () =>
    new Qdq({ x: IMAGE }).q("x").op("Sigmoid", ["x_dq"], "s").op("Mul", ["x_dq", "s"], "y").q("y").model("y_dq"),
  "HardSigmoid with Q/DQ, and Mul": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .op("HardSigmoid", ["x_dq"], "s")
      .q("s")
      .op("Mul", ["x_dq", "s_dq"], "y")
      .q("y")
      .model("y_dq"),
  Where: () =>
    new Qdq({ a: IMAGE, b: IMAGE })
      .op("Greater", ["a", "b"], "c")
      .q("a")
      .q("b")
      .op("Where", ["c", "a_dq", "b_dq"], "y")
      .q("y")
      .model("y_dq"),
  "Q/DQ twice": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .op("Sigmoid", ["x_dq"], "s")
      .q("s")
      .q("s_dq", { scale: 0.01 })
      .op("Tanh", ["s_dq_dq"], "y")
      .model("y"),
  "Q pushed back past Reshape": () =>
    constants(new Qdq({ x: IMAGE }))
      .op("Tanh", ["x"], "t")
      .op("Reshape", ["t", "shape"], "y")
      .q("y")
      .op("Sigmoid", ["y_dq"], "z")
      .q("z")
      .model("z_dq"),
  "DQ pushed on past Reshape": () =>
    constants(new Qdq({ x: IMAGE }))
      .q("x")
      .op("Reshape", ["x_dq", "shape"], "y")
      .op("Tanh", ["y"], "z")
      .model("z"),
  "Add of 0 and Identity": () =>
    constants(new Qdq({ x: IMAGE }))
      .op("Add", ["x", "none"], "a")
      .op("Identity", ["a"], "i")
      .op("Tanh", ["i"], "y")
      .model("y"),
  "Arithmetic of constants": () =>
    constants(new Qdq({ x: IMAGE }))
      .op("Mul", ["hi", "two"], "c")
      .op("Mul", ["x", "c"], "y")
      .model("y"),
  "Float MatMul and Add": () =>
    new Qdq({ x: [2, 8] })
      .constant("w", floats([8, 4], new Float32Array(32).fill(0.5)))
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("MatMul", ["x", "w"], "m")
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Gelu written out": () => gelu(new Qdq({ x: [2, 8] }), "x").model("y"),
  "LayerNormalization written out": () => layerNorm(new Qdq({ x: [2, 8] }), "x").model("y"),
  "Dynamic MatMul": () => dynamic(new Qdq({ x: [2, 8] }), "y").model("y"),
  "Dynamic MatMul and bias": () =>
    dynamic(new Qdq({ x: [2, 8] }), "m")
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Two dynamic MatMuls of one input": () => {
    const g = dynamic(new Qdq({ x: [2, 8] }), "a").constant(
      "w2",
      makeTensor("", T.INT8, [8, 4], new Int8Array(32).fill(5)),
    );
    return product(g, "b", "w2").model(["a", "b"]);
  },
  "Dynamic Conv": () =>
    new Qdq({ x: IMAGE })
      .constant("s", floats([], [0.01]))
      .constant("w", makeTensor("", T.UINT8, [4, 8, 1, 1], new Uint8Array(32).fill(130)))
      .constant("wz", makeTensor("", T.UINT8, [], Uint8Array.of(128)))
      .op("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"])
      .op("ConvInteger", ["xq", "w", "xz", "wz"], "c")
      .op("Cast", ["c"], "f", { to: 1 })
      .op("Mul", ["xs", "s"], "k")
      .op("Mul", ["f", "k"], "y")
      .model("y"),
  MatMulNBits: () => nbits(new Qdq({ x: [2, 32] }), []).model("y"),
  "MatMulNBits and bias": () =>
    nbits(new Qdq({ x: [2, 32] }), [], "m")
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Float MatMul and Add, 3-D": () =>
    new Qdq({ x: [2, 3, 8] })
      .constant("w", floats([8, 4], new Float32Array(32).fill(0.5)))
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("MatMul", ["x", "w"], "m")
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Float MatMul and Add, open length": () =>
    new Qdq({ x: ["N", "T", 8] })
      .constant("w", floats([8, 4], new Float32Array(32).fill(0.5)))
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("MatMul", ["x", "w"], "m")
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Open batch, quantized": () =>
    new Qdq({ x: ["N", 8] })
      .q("x")
      .weight("w", [8, 4])
      .op("MatMul", ["x_dq", "w_dq"], "m")
      .q("m")
      .op("Softmax", ["m_dq"], "y")
      .q("y")
      .model("y_dq"),
  "Two equal nodes": () =>
    new Qdq({ x: [2, 8] })
      .op("Tanh", ["x"], "a")
      .op("Tanh", ["x"], "b")
      .op("Add", ["a", "b"], "c")
      .op("Neg", ["c"], "y")
      .model("y"),
  "Weight-only MatMul and Add": () =>
    new Qdq({ x: [2, 32] })
      .weight("w", [32, 4])
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("MatMul", ["x", "w_dq"], "m")
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Weight-only MatMul and Add, 3-D": () =>
    new Qdq({ x: [2, 3, 32] })
      .weight("w", [32, 4])
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("MatMul", ["x", "w_dq"], "m")
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Quantized MatMul and float Add": () =>
    new Qdq({ x: [2, 8] })
      .q("x")
      .weight("w", [8, 4])
      .constant("b", floats([4], [1, 2, 3, 4]))
      .op("MatMul", ["x_dq", "w_dq"], "m")
      .op("Add", ["m", "b"], "y")
      .model("y"),
  "Quantized MatMul and quantized Add": () =>
    new Qdq({ x: [2, 8] })
      .q("x")
      .weight("w", [8, 4])
      .weight("b", [4], { type: "uint8", values: [1, 2, 3, 4] })
      .op("MatMul", ["x_dq", "w_dq"], "m")
      .q("m")
      .op("Add", ["m_dq", "b_dq"], "y")
      .q("y")
      .model("y_dq"),
  "Float Gemm and Relu": () =>
    new Qdq({ x: [2, 8] })
      .constant("w", floats([8, 4], new Float32Array(32).fill(0.5)))
      .op("Gemm", ["x", "w"], "m")
      .op("Relu", ["m"], "y")
      .model("y"),
  "Quantized Gemm and Relu": () =>
    new Qdq({ x: [2, 8] })
      .q("x")
      .weight("w", [8, 4])
      .op("Gemm", ["x_dq", "w_dq"], "m")
      .op("Relu", ["m"], "y")
      .model("y"),
  "Float SiLU": () =>
    new Qdq({ x: [2, 8] }).op("Tanh", ["x"], "t").op("Sigmoid", ["t"], "s").op("Mul", ["t", "s"], "y").model("y"),
  "Bias and Gelu written out": () =>
    gelu(
      new Qdq({ x: [2, 8] }).constant("bias", floats([8], new Float32Array(8).fill(1))).op("Add", ["x", "bias"], "z"),
      "z",
    ).model("y"),
  "Gelu by Tanh": () => geluByTanh(new Qdq({ x: [2, 8] }), "x").model("y"),
  "Gelu by Tanh, read by another node": () =>
    geluByTanh(new Qdq({ x: [2, 8] }), "x")
      .op("Neg", ["y"], "z")
      .model("z"),
  "Add and LayerNormalization": () =>
    new Qdq({ a: [1, 2, 8], b: [1, 2, 8] })
      .constant("g", floats([8], new Float32Array(8).fill(1)))
      .constant("beta", floats([8], new Float32Array(8).fill(1)))
      .op("Add", ["a", "b"], "s")
      .op("LayerNormalization", ["s", "g", "beta"], "y")
      .model("y", 17),
  "Quantized input of LayerNormalization written out": () =>
    layerNorm(new Qdq({ x: [2, 8] }).q("x"), "x_dq")
      .q("y")
      .model("y_dq"),
  "Quantized input of Gelu written out": () =>
    gelu(new Qdq({ x: [2, 8] }).q("x"), "x_dq")
      .q("y")
      .model("y_dq"),
  "Float Conv and Add": () =>
    new Qdq({ x: IMAGE })
      .constant("w", floats([2, 8, 1, 1], new Float32Array(16).fill(0.5)))
      .constant("b", floats([1, 2, 1, 1], [1, 2]))
      .op("Conv", ["x", "w"], "c")
      .op("Add", ["c", "b"], "y")
      .model("y"),
  "Float Conv and residual Add": () =>
    new Qdq({ x: IMAGE })
      .constant("w", floats([8, 8, 1, 1], new Float32Array(64).fill(0.5)))
      .op("Conv", ["x", "w"], "c")
      .op("Add", ["c", "x"], "a")
      .op("Relu", ["a"], "y")
      .model("y"),
  "Float MatMul of a Transpose": () =>
    new Qdq({ a: [2, 3, 8], b: [2, 5, 8] })
      .op("Transpose", ["b"], "t", { perm: [0, 2, 1] })
      .op("MatMul", ["a", "t"], "y")
      .model("y"),
  "Float MatMul, scaled": () =>
    new Qdq({ a: [2, 3, 8], b: [2, 8, 3] })
      .constant("s", floats([], [0.125]))
      .op("MatMul", ["a", "b"], "m")
      .op("Mul", ["m", "s"], "y")
      .model("y"),
  "Quantized MatMul, scaled": () =>
    new Qdq({ a: [2, 3, 8], b: [2, 8, 3] })
      .constant("s", floats([], [0.125]))
      .q("a")
      .q("b")
      .op("MatMul", ["a_dq", "b_dq"], "m")
      .op("Mul", ["m", "s"], "y")
      .model("y"),
  "Int8 in com.microsoft Q/DQ": () =>
    new Qdq({ x: IMAGE }, "com.microsoft").q("x").op("Sigmoid", ["x_dq"], "y").q("y").model("y_dq"),
  "16 bits in com.microsoft Q/DQ": () =>
    new Qdq({ x: IMAGE }, "com.microsoft").q("x", U16).op("Sigmoid", ["x_dq"], "y").q("y", U16).model("y_dq"),
  "An integer output": () =>
    new Qdq({ x: IMAGE }).q("x").op("Sigmoid", ["x_dq"], "y").quantize("y").dequantize("y_q", "z").model(["z"]),
  "One DQ, three readers": () =>
    new Qdq({ x: IMAGE })
      .q("x")
      .op("Sigmoid", ["x_dq"], "a")
      .op("LeakyRelu", ["x_dq"], "b")
      .op("Tanh", ["x_dq"], "c")
      .q("a")
      .q("b")
      .q("c")
      .model(["a_dq", "b_dq", "c_dq"]),
  "One DQ, three readers, int8": () =>
    new Qdq({ x: IMAGE })
      .q("x", S8)
      .op("Sigmoid", ["x_dq"], "a")
      .op("LeakyRelu", ["x_dq"], "b")
      .op("Tanh", ["x_dq"], "c")
      .q("a", S8)
      .q("b", S8)
      .q("c", S8)
      .model(["a_dq", "b_dq", "c_dq"]),
};
