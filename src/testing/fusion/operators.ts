/** @file Operators without weights between Q/DQ. */
import type { ModelProto } from "../../core/onnx/onnx_pb.ts";
import { stringAttr } from "../../core/onnx/attributes.ts";
import { floats } from "../build-model.ts";
import { Qdq } from "../qdq.ts";
import { IMAGE, unary, binary, S8, U16 } from "./builders.ts";

export const OPERATOR_FIXTURES: Readonly<Record<string, () => ModelProto>> = {
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
};
