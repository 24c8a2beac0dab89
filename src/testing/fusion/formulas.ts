/** @file Sums after products, formulas written out, readers and domains. */
import type { ModelProto } from "../../core/onnx/onnx_pb.ts";
import { floats } from "../build-model.ts";
import { Qdq } from "../qdq.ts";
import { IMAGE, gelu, geluByTanh, layerNorm, S8, U16 } from "./builders.ts";

export const FORMULA_FIXTURES: Readonly<Record<string, () => ModelProto>> = {
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
