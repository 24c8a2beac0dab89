/** @file Ops that work element by element, with broadcasting where they have several operands. */
import { attrInt } from "../../onnx/attributes.ts";
import { broadcast, type InferRule, type InferTable, sameAsInput, typed } from "./infer.ts";

const BOOL = 9;
const FLOAT = 1;

const broadcasting: InferRule = (c) => {
  const types = c.node.inputs.map((_, i) => c.type(i));
  return [typed(types[0]?.elem ?? 0, broadcast(types.map((t) => t.dims)))];
};

const comparison: InferRule = (c) => [typed(BOOL, broadcast([c.type(0).dims, c.type(1).dims]))];

const where: InferRule = (c) => [typed(c.type(1).elem, broadcast([0, 1, 2].map((i) => c.type(i).dims)))];

const cast: InferRule = (c) => [typed(attrInt(c.node, "to", 0), c.type(0).dims)];

const quantize: InferRule = (c) => {
  const zero = c.type(2).elem;
  return [typed(zero === 0 ? attrInt(c.node, "output_dtype", 2) : zero, c.type(0).dims)];
};

const dequantize: InferRule = (c) => [typed(c.type(1).elem || FLOAT, c.type(0).dims)];

const dropout: InferRule = (c) => [c.type(0), typed(BOOL, c.type(0).dims)];

const table = (rule: InferRule, ops: string): InferTable => Object.fromEntries(ops.split(" ").map((op) => [op, rule]));

export const ELEMENTWISE: InferTable = {
  ...table(
    sameAsInput,
    "Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization Ceil Celu Clip Cos Cosh CumSum Elu Erf Exp Floor " +
      "Gelu GroupNormalization HardSigmoid HardSwish Hardmax Identity InstanceNormalization LRN LayerNormalization " +
      "LeakyRelu Log LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg Not PRelu RMSNormalization Reciprocal " +
      "Relu Round Selu Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu",
  ),
  ...table(broadcasting, "Add And BitShift Div Max Mean Min Mod Mul Or Pow Sub Sum Xor"),
  ...table(comparison, "Equal Greater GreaterOrEqual Less LessOrEqual"),
  ...table((c) => [typed(BOOL, c.type(0).dims)], "IsInf IsNaN"),
  Cast: cast,
  CastLike: (c) => [typed(c.type(1).elem, c.type(0).dims)],
  DequantizeLinear: dequantize,
  Dropout: dropout,
  QuantizeLinear: quantize,
  Where: where,
};
