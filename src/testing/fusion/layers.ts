/** @file Layers with weights: Conv, MatMul, Gemm, with and without Q/DQ. */
import type { ModelProto } from "../../core/onnx/onnx_pb.ts";
import { floats } from "../build-model.ts";
import { Qdq } from "../qdq.ts";
import { IMAGE, constants, conv, matMul, gemm, weightOnly, S8, U16, perChannel } from "./builders.ts";

export const LAYER_FIXTURES: Readonly<Record<string, () => ModelProto>> = {
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
};
