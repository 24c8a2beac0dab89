/** @file Backward rules of Conv, ConvTranspose, Gemm, MatMul and Einsum. */
import type { ValueName } from "../../graph/graph.ts";
import {
  attrFloat,
  attrInt,
  attrInts,
  attrString,
  floatAttr,
  hasAttr,
  intAttr,
  intsAttr,
  stringAttr,
} from "../../onnx/attributes.ts";
import { dimsOf, floatsOf, floatTensor } from "../../onnx/tensor-data.ts";
import type { TensorProto } from "../../onnx/onnx_pb.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, unbroadcast } from "./rule.ts";
import { type Window, windowOf } from "./window.ts";

/**
 * With stride 1 the gradient is a convolution with the kernel turned round and its channels swapped; with larger strides
 * a transposed convolution, whose output is widened by what the last step left over.
 */
const conv: BackwardRule = ({ node, tape, g, wants }) => {
  const [x = "", w = "", b = ""] = node.inputs;
  const [xDims, wDims, yDims] = [tape.dims(x), tape.dims(w), tape.dims(node.outputs[0] ?? "")];
  if (wants(1) || wants(2) || xDims === undefined || wDims === undefined || yDims === undefined) return null;
  const window = windowOf(node, wDims.slice(2), xDims.slice(2));
  if (window === null || b === x) return null;
  const constant = tape.graph.constants.get(w);
  const reach = window.kernel.map((k, i) => (k - 1) * (window.dilations[i] ?? 1));
  const pads = window.pads.map((p, i) => (reach[i % reach.length] ?? 0) - p);
  const group = intAttr("group", attrInt(node, "group", 1));
  const dilations = intsAttr("dilations", window.dilations);
  const kernel = intsAttr("kernel_shape", window.kernel);
  if (constant !== undefined && window.strides.every((s) => s === 1) && pads.every((p) => p >= 0)) {
    // Ways back from several directions pass the same kernels.
    const turned = tape.once(`${w} turned round`, () => turnedKernel(constant, attrInt(node, "group", 1)));
    return [tape.emit("Conv", [g, turned], [group, dilations, kernel, intsAttr("pads", pads)])];
  }
  const left = leftOver(window, xDims.slice(2), yDims.slice(2));
  return [
    tape.emit(
      "ConvTranspose",
      [g, w],
      [
        group,
        dilations,
        kernel,
        intsAttr("pads", window.pads),
        intsAttr("strides", window.strides),
        intsAttr("output_padding", left),
      ],
    ),
  ];
};

/** Input elements behind the last window, by axis. */
function leftOver({ kernel, strides, dilations, pads }: Window, x: readonly number[], y: readonly number[]): number[] {
  return x.map((size, i) => {
    const [stride = 1, reach = 0] = [strides[i], ((kernel[i] ?? 1) - 1) * (dilations[i] ?? 1)];
    return size + (pads[i] ?? 0) + (pads[i + x.length] ?? 0) - ((y[i] ?? 1) - 1) * stride - reach - 1;
  });
}

/** `[K, C / group, ...]` to `[C, K / group, ...]` with every kernel turned round. */
function turnedKernel(tensor: TensorProto, group: number): TensorProto {
  const [outputs = 1, inputs = 1, ...kernel] = dimsOf(tensor);
  const size = kernel.reduce((a, b) => a * b, 1);
  const perGroup = outputs / group;
  const from = floatsOf(tensor);
  const to = new Float32Array(from.length);
  for (let k = 0; k < outputs; k++) {
    const [block, own] = [Math.floor(k / perGroup), k % perGroup];
    for (let c = 0; c < inputs; c++) {
      const source = (k * inputs + c) * size;
      const target = ((block * inputs + c) * perGroup + own) * size;
      for (let i = 0; i < size; i++) to[target + i] = from[source + size - 1 - i] as number;
    }
  }
  return floatTensor("", [inputs * group, perGroup, ...kernel], to);
}

const convTranspose: BackwardRule = ({ node, tape, g, wants }) => {
  const w = node.inputs[1] ?? "";
  const dims = tape.dims(w);
  if (wants(1) || wants(2) || dims === undefined || hasAttr(node, "output_shape")) return null;
  if (attrString(node, "auto_pad", "NOTSET") !== "NOTSET") return null;
  const kernel = dims.slice(2);
  const ones = kernel.map(() => 1);
  const zeros = [...kernel, ...kernel].map(() => 0);
  return [
    tape.emit(
      "Conv",
      [g, w],
      [
        intAttr("group", attrInt(node, "group", 1)),
        intsAttr("kernel_shape", kernel),
        intsAttr("strides", attrInts(node, "strides", ones)),
        intsAttr("dilations", attrInts(node, "dilations", ones)),
        intsAttr("pads", attrInts(node, "pads", zeros)),
      ],
    ),
  ];
};

const gemm: BackwardRule = ({ node, tape, g, wants }) => {
  const [a = "", b = "", c = ""] = node.inputs;
  const [transA, transB] = [attrInt(node, "transA", 0), attrInt(node, "transB", 0)];
  const alpha = floatAttr("alpha", attrFloat(node, "alpha", 1));
  const product = (left: ValueName, right: ValueName, first: number, second: number) =>
    tape.emit("Gemm", [left, right], [alpha, intAttr("transA", first), intAttr("transB", second)]);
  const ga = transA === 0 ? () => product(g, b, 0, 1 - transB) : () => product(b, g, transB, 1);
  const gb = transB === 0 ? () => product(a, g, 1 - transA, 0) : () => product(g, a, 1, transA);
  const bias = wants(2) ? unbroadcast(tape, g, node.outputs[0] ?? "", c) : undefined;
  if (wants(2) && bias === undefined) return null;
  const beta = attrFloat(node, "beta", 1);
  return [
    wants(0) ? ga() : undefined,
    wants(1) ? gb() : undefined,
    bias === undefined || beta === 1 ? bias : tape.emit("Mul", [bias, tape.scalar(beta)]),
  ];
};

const matMul: BackwardRule = ({ node, tape, g, wants }) => {
  const [a = "", b = ""] = node.inputs;
  const [da, db, dy] = [tape.shape(a), tape.shape(b), tape.shape(node.outputs[0] ?? "")];
  if (da === undefined || db === undefined || dy === undefined || da.length < 2 || db.length < 2) return null;
  const ga = wants(0)
    ? matrixGradient(tape, tape.emit("MatMul", [g, swapped(tape, b, db.length)]), dy, da, a)
    : undefined;
  const gb = wants(1)
    ? matrixGradient(tape, tape.emit("MatMul", [swapped(tape, a, da.length), g]), dy, db, b)
    : undefined;
  return ga === null || gb === null ? null : [ga, gb];
};

type Shape = NonNullable<ReturnType<Tape["shape"]>>;

/** Sums over the leading axes along which a matrix was repeated; null when they are not known. */
function matrixGradient(tape: Tape, g: ValueName, y: Shape, own: Shape, input: ValueName): ValueName | null {
  const lead = y.length - own.length;
  const axes: number[] = [];
  for (let axis = 0; axis < y.length - 2; axis++) {
    const size = axis < lead ? 1 : own[axis - lead];
    if (size === y[axis] && size !== null) continue;
    if (size !== 1) return null;
    axes.push(axis);
  }
  if (axes.length === 0 && lead === 0) return g;
  const summed = axes.length === 0 ? g : tape.emit("ReduceSum", [g, tape.ints(axes)], [intAttr("keepdims", 1)]);
  return lead === 0 ? summed : tape.emit("Reshape", [summed, tape.emit("Shape", [input])]);
}

function swapped(tape: Tape, x: ValueName, rank: number): ValueName {
  const order = Array.from({ length: rank }, (_, i) => i);
  return tape.emit("Transpose", [x], [intsAttr("perm", [...order.slice(0, -2), rank - 1, rank - 2])]);
}

/** Of two operands, where every letter of an operand is in the result or the other operand, and none twice. */
const einsum: BackwardRule = ({ node, tape, g, wants }) => {
  const parts = /^([a-z]+),([a-z]+)->([a-z]+)$/i.exec(attrString(node, "equation", "").replace(/ /g, ""));
  if (parts === null || node.inputs.length !== 2) return null;
  const [, a = "", b = "", y = ""] = parts;
  const once = (text: string) => new Set(text).size === text.length;
  const covered = (own: string, other: string) => [...own].every((c) => y.includes(c) || other.includes(c));
  if (![a, b, y].every(once) || !covered(a, b) || !covered(b, a)) return null;
  const turn = (equation: string, other: ValueName) =>
    tape.emit("Einsum", [g, other], [stringAttr("equation", equation)]);
  return [
    wants(0) ? turn(`${y},${b}->${a}`, node.inputs[1] ?? "") : undefined,
    wants(1) ? turn(`${y},${a}->${b}`, node.inputs[0] ?? "") : undefined,
  ];
};

export const LINEAR: Readonly<Record<string, BackwardRule>> = {
  Conv: conv,
  ConvTranspose: convTranspose,
  Gemm: gemm,
  MatMul: matMul,
  Einsum: einsum,
};
