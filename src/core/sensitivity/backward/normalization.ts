/** @file Backward rules of Softmax and of normalizations. */
import type { ValueName } from "../../graph/graph.ts";
import { attrFloat, attrInt } from "../../onnx/attributes.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, meanOver, type Reverse, shapedLike, sumOver } from "./rule.ts";

function axisOf({ node, tape }: Reverse, fallback: number): number | undefined {
  const rank = tape.shape(node.inputs[0] ?? "")?.length;
  const axis = attrInt(node, "axis", fallback);
  return rank === undefined ? undefined : axis < 0 ? axis + rank : axis;
}

/** y (g - sum(g y)) */
const softmax: BackwardRule = (reverse) => {
  const { node, tape, g } = reverse;
  const axis = axisOf(reverse, -1);
  if (axis === undefined) return null;
  const y = node.outputs[0] ?? "";
  const sum = sumOver(tape, tape.emit("Mul", [g, y]), [axis]);
  return [tape.emit("Mul", [y, tape.emit("Sub", [g, sum])])];
};

/** g - exp(y) sum(g) */
const logSoftmax: BackwardRule = (reverse) => {
  const { node, tape, g } = reverse;
  const axis = axisOf(reverse, -1);
  if (axis === undefined) return null;
  const share = tape.emit("Mul", [tape.emit("Exp", [node.outputs[0] ?? ""]), sumOver(tape, g, [axis])]);
  return [tape.emit("Sub", [g, share])];
};

interface Moments {
  /** (x - mean) / deviation */
  readonly unit: ValueName;
  /** 1 / deviation */
  readonly inverse: ValueName;
}

function moments(tape: Tape, x: ValueName, axes: readonly number[], dims: readonly number[], epsilon: number): Moments {
  const centred = tape.emit("Sub", [x, meanOver(tape, x, axes, dims)]);
  const variance = meanOver(tape, tape.emit("Mul", [centred, centred]), axes, dims);
  const inverse = tape.emit("Reciprocal", [tape.emit("Sqrt", [tape.emit("Add", [variance, tape.scalar(epsilon)])])]);
  return { inverse, unit: tape.emit("Mul", [centred, inverse]) };
}

/** (g - mean(g) - unit mean(g unit)) / deviation, for a gradient that holds the scale already. */
function throughMoments(
  tape: Tape,
  g: ValueName,
  { unit, inverse }: Moments,
  axes: readonly number[],
  dims: readonly number[],
) {
  const along = tape.emit("Mul", [unit, meanOver(tape, tape.emit("Mul", [g, unit]), axes, dims)]);
  const free = tape.emit("Sub", [tape.emit("Sub", [g, meanOver(tape, g, axes, dims)]), along]);
  return tape.emit("Mul", [free, inverse]);
}

const layerNorm: BackwardRule = (reverse) => {
  const { node, tape, g, wants, all } = reverse;
  const [x = "", scale = ""] = node.inputs;
  const [axis, dims] = [axisOf(reverse, -1), tape.dims(x)];
  if (axis === undefined || dims === undefined || wants(1) || wants(2) || all[1] || all[2]) return null;
  const axes = dims.map((_, i) => i).slice(axis);
  const scaled = tape.emit("Mul", [g, scale]);
  return [throughMoments(tape, scaled, moments(tape, x, axes, dims, attrFloat(node, "epsilon", 1e-5)), axes, dims)];
};

/** Scale by channel, ready to be multiplied with `[N, C, ...]`. */
function byChannel(tape: Tape, scale: ValueName, rank: number): ValueName {
  return tape.emit("Reshape", [scale, tape.ints([1, -1, ...Array<number>(rank - 2).fill(1)])]);
}

const instanceNorm: BackwardRule = ({ node, tape, g, wants }) => {
  const [x = "", scale = ""] = node.inputs;
  const dims = tape.dims(x);
  if (dims === undefined || wants(1) || wants(2)) return null;
  const axes = dims.map((_, i) => i).slice(2);
  const scaled = tape.emit("Mul", [g, byChannel(tape, scale, dims.length)]);
  return [throughMoments(tape, scaled, moments(tape, x, axes, dims, attrFloat(node, "epsilon", 1e-5)), axes, dims)];
};

/** Groups of channels as instances: `[N, G, C / G, ...]`. */
const groupNorm: BackwardRule = ({ node, tape, g, wants }) => {
  const [x = "", scale = ""] = node.inputs;
  const dims = tape.dims(x);
  const groups = attrInt(node, "num_groups", 1);
  // Until opset 21 scales were given by group.
  if (dims === undefined || wants(1) || wants(2) || tape.dims(scale)?.[0] !== dims[1]) return null;
  const [batch = 1, channels = 1, ...rest] = dims;
  const grouped = [batch, groups, channels / groups, ...rest];
  const axes = grouped.map((_, i) => i).slice(2);
  const inGroups = (value: ValueName) => tape.emit("Reshape", [value, tape.ints(grouped)]);
  const scaled = inGroups(tape.emit("Mul", [g, byChannel(tape, scale, dims.length)]));
  const own = moments(tape, inGroups(x), axes, grouped, attrFloat(node, "epsilon", 1e-5));
  return [shapedLike(tape, throughMoments(tape, scaled, own, axes, grouped), x)];
};

/** A constant factor by channel: scale / sqrt(variance + epsilon). */
const batchNorm: BackwardRule = ({ node, tape, g, wants }) => {
  const [x = "", scale = "", , , variance = ""] = node.inputs;
  const rank = tape.shape(x)?.length;
  if (rank === undefined || [1, 2, 3, 4].some(wants) || attrInt(node, "training_mode", 0) !== 0) return null;
  const deviation = tape.emit("Sqrt", [tape.emit("Add", [variance, tape.scalar(attrFloat(node, "epsilon", 1e-5))])]);
  return [tape.emit("Mul", [g, byChannel(tape, tape.emit("Div", [scale, deviation]), rank)])];
};

export const NORMALIZATION: Readonly<Record<string, BackwardRule>> = {
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  LayerNormalization: layerNorm,
  InstanceNormalization: instanceNorm,
  GroupNormalization: groupNorm,
  BatchNormalization: batchNorm,
};
