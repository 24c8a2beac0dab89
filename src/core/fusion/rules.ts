/**
 * @file Which operators the CPU provider of ONNX Runtime 1.30 runs as integer kernels when they stand between
 * DequantizeLinear and QuantizeLinear, and on what conditions. One line of the table per operator; a rule answers
 * null, or in words why the operator stays in float.
 */
import { attrFloat, attrInt, attrString } from "../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { elemName } from "../onnx/elem.ts";
import { is16Bit, isSmall, samePair, scalarOf } from "./pairs.ts";
import type { Step, Work } from "./work.ts";

/** An operator with the DequantizeLinear before and the QuantizeLinear after it. */
export interface Unit {
  readonly step: Step;
  /** One per input that is dequantized, in the order of the inputs. */
  readonly dqs: readonly Step[];
  readonly qs: readonly Step[];
  /** Element types of the integers in and out. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** True when every output edge leads to a QuantizeLinear of its own output and the model returns none of them. */
  readonly closed: boolean;
}

export interface Rule {
  /** Name of the kernel; null when the operator itself runs on integers. */
  readonly kernel: string | ((unit: Unit) => string) | null;
  readonly refuse: (unit: Unit, work: Work) => string | null;
}

const OPEN = "Its result is not quantized, or is also read as float, so it has to be computed in float.";
const INPUT = "Not all of its inputs come from DequantizeLinear.";
const TYPES = (unit: Unit) =>
  `Input and output have different integer types (${[...unit.from, ...unit.to].map(elemName).join(", ")}).`;
const WIDE = "ONNX Runtime's CPU provider has no 16-bit kernel for it.";
const NARROW = "4-bit and 2-bit activations have no kernel.";
const SIGNED =
  "Its int8 activations stay signed (a value with several readers is not turned to uint8), and x86 has no kernel for that.";

/** What all kernels with quantized inputs and outputs ask for. `inputs` that must be dequantized; -1 for all. */
function closed(unit: Unit, inputs: number): string | null {
  const wanted = inputs < 0 ? unit.step.inputs.filter((name) => name !== "").length : inputs;
  if (unit.dqs.length !== wanted) return INPUT;
  return unit.closed ? null : OPEN;
}

/** One integer type in and out. */
function sameTypes(unit: Unit): string | null {
  const [first = 0, ...others] = [...unit.from, ...unit.to];
  if (others.some((elem) => elem !== first)) return TYPES(unit);
  if (is16Bit(first)) return WIDE;
  return isSmall(first) ? NARROW : null;
}

const qlinear = (kernel: string, inputs: number): Rule => ({
  kernel,
  refuse: (unit) => closed(unit, inputs) ?? sameTypes(unit),
});

interface Moving {
  readonly wide: boolean;
  readonly positive: boolean;
}

/** Operators that move values: they run on the integers as they are, when no value changes its meaning on the way. */
const moving = ({ wide, positive }: Moving): Rule => ({
  kernel: null,
  refuse(unit, work) {
    const [dq] = unit.dqs;
    const open = closed(unit, 1);
    if (open !== null || dq === undefined) return open ?? INPUT;
    const elem = unit.from[0] ?? 0;
    if (unit.to.some((other) => other !== elem)) return TYPES(unit);
    if (is16Bit(elem) && !wide) return WIDE;
    if (unit.qs.some((q) => !samePair(work, q, dq)))
      return "Its output has another scale or zero point than its input, so every value must be converted.";
    if (positive && !((scalarOf(work, dq)?.scale ?? 0) > 0))
      return "Its scale is not positive, which would reverse the order.";
    return null;
  },
});

const MOVE = moving({ wide: true, positive: false });

/** A rule with one more condition before its own. */
const unless = (rule: Rule, refuse: Rule["refuse"]): Rule => ({
  kernel: rule.kernel,
  refuse: (unit, work) => refuse(unit, work) ?? rule.refuse(unit, work),
});

const resize = unless(moving({ wide: false, positive: false }), ({ step }) =>
  attrString(step, "mode", "nearest") === "nearest" ? null : "Resize interpolates in float, except in mode nearest.",
);

const maxPool = unless(moving({ wide: false, positive: true }), (_, work) =>
  (work.graph.opsets.get("") ?? 0) >= 12 ? null : "MaxPool has integer kernels from opset 12 on.",
);

const conv: Rule = {
  kernel: "QLinearConv",
  refuse(unit) {
    const open = closed(unit, -1);
    if (open !== null) return open;
    const [x = 0, w = 0, b] = unit.from;
    if (is16Bit(x) || is16Bit(w)) return WIDE;
    if (unit.to[0] !== x) return TYPES(unit);
    if (isSmall(w)) return "Convolution weights below 8 bits have no integer kernel.";
    if (x === T.INT8) return SIGNED;
    return b === undefined || b === T.INT32 ? null : `Its bias is ${elemName(b)}, not int32.`;
  },
};

const matMul: Rule = {
  kernel: (unit) => (unit.qs.length === 0 ? "MatMulIntegerToFloat" : "QLinearMatMul"),
  refuse(unit) {
    if (unit.dqs.length !== 2) return INPUT;
    const [a = 0, b = 0] = unit.from;
    if (is16Bit(a) || is16Bit(b)) return WIDE;
    if (isSmall(a) || isSmall(b)) return "4-bit and 2-bit weights need float activations (MatMulNBits).";
    if (a === T.INT8) return SIGNED;
    if (unit.qs.length === 0) return null;
    return closed(unit, -1) ?? (unit.to[0] === a ? null : TYPES(unit));
  },
};

const gemm: Rule = {
  kernel: "QGemm",
  refuse(unit) {
    const open = closed(unit, -1);
    if (open === INPUT || (open !== null && unit.qs.length > 0)) return open;
    const [a = 0, b = 0, c] = unit.from;
    if (is16Bit(a) || is16Bit(b)) return WIDE;
    if (isSmall(a) || isSmall(b)) return "4-bit and 2-bit weights need float activations (MatMulNBits).";
    if (a === T.INT8 && b !== T.INT8) return "int8 activations need int8 weights.";
    if (unit.qs.length > 0 && unit.to[0] !== a) return TYPES(unit);
    if (c === undefined) return null;
    if (attrFloat(unit.step, "beta", 1) !== 1) return "Its bias is scaled (beta is not 1), which QGemm cannot do.";
    return c === T.INT32 ? null : `Its bias is ${elemName(c)}, not int32.`;
  },
};

const argMax: Rule = {
  kernel: null,
  refuse: ({ dqs, from }) => (dqs.length !== 1 ? INPUT : is16Bit(from[0] ?? 0) ? WIDE : null),
};

export const RULES: Readonly<Record<string, Rule>> = {
  Conv: conv,
  MatMul: matMul,
  Gemm: gemm,
  Add: qlinear("QLinearAdd", -1),
  Mul: qlinear("QLinearMul", -1),
  Concat: qlinear("QLinearConcat", -1),
  Where: qlinear("QLinearWhere", 2),
  AveragePool: qlinear("QLinearAveragePool", 1),
  GlobalAveragePool: qlinear("QLinearGlobalAveragePool", 1),
  LeakyRelu: qlinear("QLinearLeakyRelu", 1),
  Sigmoid: qlinear("QLinearSigmoid", 1),
  Softmax: qlinear("QLinearSoftmax", 1),
  Expand: MOVE,
  Flatten: MOVE,
  Gather: MOVE,
  GatherElements: MOVE,
  Reshape: MOVE,
  Slice: MOVE,
  Squeeze: MOVE,
  Tile: MOVE,
  Transpose: MOVE,
  Unsqueeze: MOVE,
  Split: moving({ wide: true, positive: false }),
  DepthToSpace: MOVE,
  Resize: resize,
  MaxPool: maxPool,
  ReduceMax: moving({ wide: false, positive: true }),
  ReduceMin: moving({ wide: false, positive: true }),
  ArgMax: argMax,
};

/** Weight-only: constant 2-D weights of 8 bits or less that a float MatMul or Gemm reads through DequantizeLinear. */
export function refuseNBits(unit: Unit, work: Work): string | null {
  const { step, dqs, qs } = unit;
  const weight = dqs.find((dq) => dq.outputs[0] === step.inputs[1]);
  if (weight === undefined) return "Its weights are not quantized.";
  const onBias = (dq: Step) => step.op === "Gemm" && dq.outputs[0] === step.inputs[2];
  if (qs.length > 0 || dqs.some((dq) => dq !== weight && !onBias(dq))) return "Its activations are quantized as well.";
  const at = (slot: number) => work.constants.get(weight.inputs[slot] ?? "");
  const [w, scale, zero] = [at(0), at(1), at(2)];
  if (w === undefined || scale === undefined || ((weight.inputs[2] ?? "") !== "" && zero === undefined))
    return "Its weights, scales or zero points are computed, not constant.";
  if (w.dims.length !== 2) return `Its weights have ${w.dims.length} axes; MatMulNBits takes 2.`;
  if (is16Bit(w.dataType) || w.dataType === T.INT32) return WIDE;
  if (scale.dataType !== T.FLOAT && scale.dataType !== T.FLOAT16) return `Its scales are ${elemName(scale.dataType)}.`;
  if (step.op === "Gemm" && !isPlainGemm(step))
    return "Its alpha, beta, transA or transB is not that of a plain product.";
  return refuseGranularity(weight, [w, scale, zero]);
}

function isPlainGemm(step: Step): boolean {
  const untouched = ["transA", "transB"].every((name) => attrInt(step, name, 0) === 0);
  return untouched && ["alpha", "beta"].every((name) => attrFloat(step, name, 1) === 1);
}

type Constant = { readonly dims: readonly bigint[] };

function refuseGranularity(
  dq: Step,
  [w, scale, zero]: readonly [Constant, Constant, Constant | undefined],
): string | null {
  const block = attrInt(dq, "block_size", 0);
  const axis = attrInt(dq, "axis", 1);
  const sameRank = zero === undefined || zero.dims.length === scale.dims.length;
  const uneven = "Its zero points have another shape than its scales.";
  if (block > 0) {
    if (axis !== 0) return "Its blocks run along the outputs, not along the inputs (axis 0).";
    if (block < 16 || (block & (block - 1)) !== 0)
      return `Its blocks have ${block} elements; the kernel wants a power of two from 16 up.`;
    return sameRank ? null : uneven;
  }
  if (scale.dims.length === 0) return sameRank ? null : uneven;
  const perColumn = scale.dims.length === 1 && scale.dims[0] === w.dims[1] && axis === 1;
  if (!perColumn) return "Its scales run along the inputs, not along the outputs.";
  return sameRank ? null : uneven;
}
