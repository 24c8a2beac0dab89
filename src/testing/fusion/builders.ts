/** @file The graphs behind the fusion fixtures: one layer between Q/DQ, or an arrangement the runtime knows. */
import { type ModelProto, TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { makeTensor } from "../../core/onnx/tensor-data.ts";
import { floatAttr } from "../../core/onnx/attributes.ts";
import { floats, ints } from "../build-model.ts";
import { Qdq, type Quant, type WeightQuant } from "../qdq.ts";

export const IMAGE = [1, 8, 8, 8];

/** x - Q/DQ - op - Q/DQ. */
export function unary(
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
export function constants(g: Qdq): Qdq {
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

export interface ConvOptions {
  readonly x?: Quant;
  readonly w?: WeightQuant;
  readonly y?: Quant;
  readonly bias?: "float" | "int32" | "zero point" | null;
  readonly after?: string;
  readonly opset?: number;
  readonly op?: string;
}

export function conv({
  x = {},
  w = {},
  y = x,
  bias = "int32",
  after,
  opset = 13,
  op = "Conv",
}: ConvOptions = {}): ModelProto {
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

export function matMul(
  w: WeightQuant,
  dims = [8, 4],
  options: { x?: Quant; q?: boolean; opset?: number } = {},
): ModelProto {
  const { x = {}, q = true, opset = 13 } = options;
  const g = new Qdq({ x: dims.length === 3 ? [dims[0] ?? 1, 2, 8] : [2, 8] });
  g.q("x", x).weight("w", dims, w).op("MatMul", ["x_dq", "w_dq"], "y");
  return q ? g.q("y", x).model("y_dq", opset) : g.model("y", opset);
}

export function gemm(beta: number, quantizeOutput = true, c: "int32" | "float" = "int32"): ModelProto {
  const g = new Qdq({ x: [2, 8] }).q("x").weight("w", [8, 4]);
  if (c === "int32") g.bias("c", [1, 2, 3, 4], 0.0002);
  else g.constant("c_dq", floats([4], [1, 2, 3, 4]));
  g.op("Gemm", ["x_dq", "w_dq", "c_dq"], "y", { beta: floatAttr("beta", beta) });
  return quantizeOutput ? g.q("y").model("y_dq") : g.model("y");
}

export function weightOnly(op: "MatMul" | "Gemm", dims: readonly number[], w: WeightQuant, opset = 21): ModelProto {
  const g = new Qdq({ x: [2, dims[0] ?? 1] }).weight("w", dims, w);
  return g.op(op, ["x", "w_dq"], "y").model("y", opset);
}

export function binary(op: string, a: Quant = {}, b: Quant = {}, y: Quant = {}): ModelProto {
  return new Qdq({ a: IMAGE, b: IMAGE }).q("a", a).q("b", b).op(op, ["a_dq", "b_dq"], "y").q("y", y).model("y_dq");
}

/** x by int8 weights, with x quantized while the model runs. */
export function dynamic(g: Qdq, output: string): Qdq {
  g.constant("s", floats([], [0.01]))
    .constant("w", makeTensor("", T.INT8, [8, 4], new Int8Array(32).fill(3)))
    .constant("wz", makeTensor("", T.INT8, [], Int8Array.of(0)));
  return product(g.op("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]), output);
}

export function product(g: Qdq, output: string, w = "w"): Qdq {
  const [m, f, k] = ["m", "f", "k"].map((name) => `${output}_${name}`) as [string, string, string];
  return g
    .op("MatMulInteger", ["xq", w, "xz", "wz"], m)
    .op("Cast", [m], f, { to: 1 })
    .op("Mul", ["xs", "s"], k)
    .op("Mul", [f, k], output);
}

export function nbits(g: Qdq, more: readonly string[], output = "y"): Qdq {
  return g
    .constant("w", makeTensor("", T.UINT8, [4, 1, 16], new Uint8Array(64).fill(0x87)))
    .constant("s", floats([4], [0.1, 0.1, 0.1, 0.1]))
    .contrib("MatMulNBits", ["x", "w", "s", ...more], output, { K: 32, N: 4, bits: 4, block_size: 32 });
}

export function gelu(g: Qdq, x: string): Qdq {
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

export function geluByTanh(g: Qdq, x: string): Qdq {
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

export function layerNorm(g: Qdq, x: string): Qdq {
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

export const S8: Quant = { type: "int8" };
export const U16: Quant = { type: "uint16" };
export const perChannel = (n: number, axis: number): WeightQuant => ({
  scale: Array.from({ length: n }, () => 0.01),
  axis,
});
