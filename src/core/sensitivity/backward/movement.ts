/** @file Backward rules of operators that move, select or repeat values. */
import type { ValueName } from "../../graph/graph.ts";
import {
  attrFloat,
  attrInt,
  attrInts,
  attrString,
  floatAttr,
  intAttr,
  intsAttr,
  stringAttr,
} from "../../onnx/attributes.ts";
import { floatsOf, floatTensor, intsOf } from "../../onnx/tensor-data.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, shapedLike, sumOver, unbroadcast } from "./rule.ts";

const reshaped: BackwardRule = ({ node, tape, g }) => [shapedLike(tape, g, node.inputs[0] ?? "")];
const same: BackwardRule = ({ g }) => [g];

const transpose: BackwardRule = ({ node, tape, g }) => {
  const rank = tape.shape(node.inputs[0] ?? "")?.length;
  if (rank === undefined) return null;
  const order = attrInts(
    node,
    "perm",
    Array.from({ length: rank }, (_, i) => rank - 1 - i),
  );
  const back = order.map((_, i) => order.indexOf(i));
  return [tape.emit("Transpose", [g], [intsAttr("perm", back)])];
};

/** Only between floats: behind a cast to integers nothing has a slope. */
const cast: BackwardRule = ({ node, tape, g }) => {
  const [from, to] = [node.inputs[0], node.outputs[0]].map((name) => tape.graph.types.get(name ?? "")?.elem);
  if (from === undefined || from === 0) return null;
  return [from === to ? g : tape.emit("Cast", [g], [intAttr("to", from)])];
};

const concat: BackwardRule = ({ node, tape, g, wants }) => {
  const rank = tape.shape(node.outputs[0] ?? "")?.length;
  if (rank === undefined) return null;
  const axis = (attrInt(node, "axis", 0) + rank) % rank;
  const sizes = node.inputs.map((name) => tape.shape(name)?.[axis]);
  if (!sizes.every((n) => typeof n === "number")) return null;
  let first = 0;
  return (sizes as number[]).map((size, slot) => {
    const from = first;
    first += size;
    return wants(slot) ? tape.emit("Slice", [g, tape.ints([from]), tape.ints([first]), tape.ints([axis])]) : undefined;
  });
};

const split: BackwardRule = ({ node, tape, all }) => {
  const rank = tape.shape(node.inputs[0] ?? "")?.length;
  if (rank === undefined) return null;
  const axis = (attrInt(node, "axis", 0) + rank) % rank;
  const parts = node.outputs.map((output, i) => all[i] ?? zeros(tape, output));
  return parts.includes(null) ? null : [tape.emit("Concat", parts as ValueName[], [intAttr("axis", axis)])];
};

function zeros(tape: Tape, like: ValueName): ValueName | null {
  const dims = tape.dims(like);
  return dims === undefined ? null : tape.emit("Expand", [tape.scalar(0), tape.ints(dims)]);
}

const where = (tape: Tape, name: string | undefined) => {
  const constant = tape.graph.constants.get(name ?? "");
  return constant === undefined ? null : intsOf(constant);
};

/** With step 1 zeros around; with larger steps each axis is spread by the inverse selection. */
const slice: BackwardRule = ({ node, tape, g }) => {
  const [x = "", , , axesName = "", stepsName = ""] = node.inputs;
  const dims = tape.dims(x);
  const [starts, ends] = [where(tape, node.inputs[1]), where(tape, node.inputs[2])];
  if (dims === undefined || starts === null || ends === null) return null;
  const axes = axesName === "" ? starts.map((_, i) => i) : where(tape, axesName);
  const steps = stepsName === "" ? starts.map(() => 1) : where(tape, stepsName);
  if (axes === null || steps === null || steps.some((s) => s < 1)) return null;
  return [
    axes.reduce((gradient, given, i) => {
      const axis = (given + dims.length) % dims.length;
      const size = dims[axis] ?? 1;
      const bound = (value: number) => Math.min(size, Math.max(0, value < 0 ? value + size : value));
      const [from, to, step] = [bound(starts[i] ?? 0), bound(ends[i] ?? size), steps[i] ?? 1];
      const taken = Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, n) => from + n * step);
      return scattered(tape, gradient, { axis, size, taken });
    }, g),
  ];
};

interface Selection {
  readonly axis: number;
  /** Of the axis before the selection. */
  readonly size: number;
  /** Element of the axis that each element of the selection is. */
  readonly taken: readonly number[];
}

/**
 * The transpose of a selection along an axis: each element goes back where it was taken, zeros elsewhere. Elements taken
 * several times are put back in as many rounds, and added.
 */
function scattered(tape: Tape, g: ValueName, { axis, size, taken }: Selection): ValueName {
  const rounds: (number | undefined)[][] = [];
  for (const [i, at] of taken.entries()) {
    const free = rounds.findIndex((round) => round[at] === undefined);
    const round = free < 0 ? [] : (rounds[free] as (number | undefined)[]);
    if (free < 0) rounds.push(round);
    round[at] = i;
  }
  const zero = tape.emit("Mul", [
    tape.emit("Slice", [g, tape.ints([0]), tape.ints([1]), tape.ints([axis])]),
    tape.scalar(0),
  ]);
  const source = tape.emit("Concat", [g, zero], [intAttr("axis", axis)]);
  const parts = rounds.map((round) => {
    const places = Array.from({ length: size }, (_, at) => round[at] ?? taken.length);
    return tape.emit("Gather", [source, tape.ints(places)], [intAttr("axis", axis)]);
  });
  return parts.length === 1 ? (parts[0] as ValueName) : tape.emit("Sum", parts);
}

/** Rounds of `scattered`: more would be a table that is looked up by data. */
const MOST_REPEATS = 32;

const gather: BackwardRule = ({ node, tape, g }) => {
  const [x = "", name = ""] = node.inputs;
  const [dims, indices] = [tape.dims(x), tape.graph.constants.get(name)];
  if (dims === undefined || indices === undefined) return null;
  const axis = (attrInt(node, "axis", 0) + dims.length) % dims.length;
  const size = dims[axis] ?? 1;
  const taken = intsOf(indices).map((i) => (i < 0 ? i + size : i));
  const repeats = Math.max(...taken.map((at) => taken.filter((other) => other === at).length));
  if (taken.length === 0 || repeats > MOST_REPEATS) return null;
  // The indices' own axes become one.
  const flat = [...dims.slice(0, axis), taken.length, ...dims.slice(axis + 1)];
  return [scattered(tape, tape.emit("Reshape", [g, tape.ints(flat)]), { axis, size, taken })];
};

const pad: BackwardRule = ({ node, tape, g }) => {
  const dims = tape.dims(node.inputs[0] ?? "");
  const pads = where(tape, node.inputs[1]) ?? attrInts(node, "pads", undefined);
  if (dims === undefined || pads === undefined || attrString(node, "mode", "constant") !== "constant") return null;
  const axes = (node.inputs[3] ?? "") === "" ? dims.map((_, i) => i) : where(tape, node.inputs[3]);
  if (axes === null || pads.some((p) => p < 0)) return null;
  const order = axes.map((axis) => (axis + dims.length) % dims.length);
  const starts = pads.slice(0, order.length);
  const ends = order.map((axis, i) => (starts[i] ?? 0) + (dims[axis] ?? 0));
  return [tape.emit("Slice", [g, tape.ints(starts), tape.ints(ends), tape.ints(order)])];
};

const expand: BackwardRule = ({ node, tape, g }) => {
  const summed = unbroadcast(tape, g, node.outputs[0] ?? "", node.inputs[0] ?? "");
  return summed === undefined ? null : [summed];
};

const tile: BackwardRule = ({ node, tape, g }) => {
  const [dims, repeats] = [tape.dims(node.inputs[0] ?? ""), where(tape, node.inputs[1])];
  if (dims === undefined || repeats === null) return null;
  const apart = tape.emit("Reshape", [g, tape.ints(dims.flatMap((n, i) => [repeats[i] ?? 1, n]))]);
  return [
    shapedLike(
      tape,
      sumOver(
        tape,
        apart,
        dims.map((_, i) => 2 * i),
      ),
      node.inputs[0] ?? "",
    ),
  ];
};

const depthToSpace: BackwardRule = ({ node, tape, g }) => {
  const size = attrInt(node, "blocksize", 1);
  if (attrString(node, "mode", "DCR") === "DCR") {
    return [tape.emit("SpaceToDepth", [g], [intAttr("blocksize", size)])];
  }
  const [batch = 1, channels = 1, height = 1, width = 1] = tape.dims(node.inputs[0] ?? "") ?? [];
  if (tape.dims(node.inputs[0] ?? "")?.length !== 4) return null;
  const apart = tape.emit("Reshape", [g, tape.ints([batch, channels / size ** 2, height, size, width, size])]);
  const moved = tape.emit("Transpose", [apart], [intsAttr("perm", [0, 1, 3, 5, 2, 4])]);
  return [shapedLike(tape, moved, node.inputs[0] ?? "")];
};

const spaceToDepth: BackwardRule = ({ node, tape, g }) => [
  tape.emit("DepthToSpace", [g], [intAttr("blocksize", attrInt(node, "blocksize", 1)), stringAttr("mode", "DCR")]),
];

/**
 * Resizing is linear, and each axis by itself. What it does along an axis is seen by resizing the unit matrix; the
 * gradient is multiplied by the transpose. The runtime folds these constants when it loads the graph.
 */
const resize: BackwardRule = ({ node, tape, g }) => {
  const [x = "", , scalesName = ""] = node.inputs;
  const [from, to] = [tape.dims(x), tape.dims(node.outputs[0] ?? "")];
  if (from?.length !== 4 || to === undefined || from[0] !== to[0] || from[1] !== to[1]) return null;
  const odd = attrString(node, "coordinate_transformation_mode", "half_pixel") === "tf_crop_and_resize";
  if (odd || node.attrs["axes"] !== undefined || attrInt(node, "antialias", 0) !== 0) return null;
  if (attrString(node, "keep_aspect_ratio_policy", "stretch") !== "stretch") return null;
  const given = tape.graph.constants.get(scalesName);
  if (scalesName !== "" && given === undefined) return null;
  const scales = given === undefined || given.dims[0] === 0n ? null : [...floatsOf(given)];
  const matrix = (axis: 2 | 3) => {
    const [size, wanted] = [from[axis] ?? 1, to[axis] ?? 1];
    const sizes = axis === 2 ? [1, 1, wanted, size] : [1, 1, size, wanted];
    const unit = tape.constant(floatTensor("", [1, 1, size, size], identity(size)));
    const rest = scales === null ? ["", tape.ints(sizes)] : [tape.constant(scalesAlong(axis, scales[axis] ?? 1)), ""];
    const inputs = ["", ...rest].slice(0, scales === null ? 3 : 2);
    return tape.emit("Resize", [unit, ...inputs], kept(node));
  };
  // Columns: what becomes of each input row; rows: of each input column.
  const rows = tape.emit("Transpose", [matrix(2)], [intsAttr("perm", [0, 1, 3, 2])]);
  const columns = tape.emit("Transpose", [matrix(3)], [intsAttr("perm", [0, 1, 3, 2])]);
  return [tape.emit("MatMul", [tape.emit("MatMul", [rows, g]), columns])];
};

function scalesAlong(axis: 2 | 3, scale: number) {
  return floatTensor("", [4], Float32Array.of(1, 1, axis === 2 ? scale : 1, axis === 3 ? scale : 1));
}

function identity(size: number): Float32Array {
  const unit = new Float32Array(size * size);
  for (let i = 0; i < size; i++) unit[i * size + i] = 1;
  return unit;
}

function kept(node: Parameters<BackwardRule>[0]["node"]) {
  return [
    stringAttr("mode", attrString(node, "mode", "nearest")),
    stringAttr("coordinate_transformation_mode", attrString(node, "coordinate_transformation_mode", "half_pixel")),
    stringAttr("nearest_mode", attrString(node, "nearest_mode", "round_prefer_floor")),
    floatAttr("cubic_coeff_a", attrFloat(node, "cubic_coeff_a", -0.75)),
    intAttr("exclude_outside", attrInt(node, "exclude_outside", 0)),
  ];
}

export const MOVEMENT: Readonly<Record<string, BackwardRule>> = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Identity: same,
  Dropout: same,
  Transpose: transpose,
  Cast: cast,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  Pad: pad,
  Expand: expand,
  Tile: tile,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Resize: resize,
};
