/** @file Arrangements of several nodes that the runtime rewrites before it runs them. */
import { type ModelProto, TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { makeTensor } from "../../core/onnx/tensor-data.ts";
import { floats } from "../build-model.ts";
import { Qdq } from "../qdq.ts";
import { IMAGE, constants, dynamic, product, nbits, gelu, layerNorm } from "./builders.ts";

export const ARRANGEMENT_FIXTURES: Readonly<Record<string, () => ModelProto>> = {
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
};
