/** @file Backward rules of poolings. */
import type { ValueName } from "../../graph/graph.ts";
import { attrInt, attrInts, intAttr, intsAttr } from "../../onnx/attributes.ts";
import { floatTensor } from "../../onnx/tensor-data.ts";
import { sizeOf } from "../../tensor.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, sharedByTies } from "./rule.ts";
import { type Window, windowOf } from "./window.ts";

const globalAverage: BackwardRule = ({ node, tape, g }) => {
  const x = node.inputs[0] ?? "";
  const dims = tape.dims(x);
  if (dims === undefined) return null;
  const share = tape.emit("Mul", [g, tape.scalar(1 / sizeOf(dims.slice(2)))]);
  return [tape.emit("Expand", [share, tape.ints(dims)])];
};

/** Every element of a window gets its share: a transposed convolution of each channel with ones. */
const average: BackwardRule = ({ node, tape, g }) => {
  const [dims, out] = [tape.dims(node.inputs[0] ?? ""), tape.dims(node.outputs[0] ?? "")];
  const kernel = attrInts(node, "kernel_shape", undefined);
  if (dims === undefined || out === undefined || kernel === undefined) return null;
  const window = windowOf(node, kernel, dims.slice(2));
  if (window === null) return null;
  const whole = attrInt(node, "count_include_pad", 0) === 1 || window.pads.every((p) => p === 0);
  const share = whole
    ? tape.emit("Mul", [g, tape.scalar(1 / sizeOf(kernel))])
    : tape.emit("Div", [
        g,
        tape.constant(floatTensor("", [1, 1, ...out.slice(2)], countsOf(window, dims.slice(2), out.slice(2)))),
      ]);
  const channels = dims[1] ?? 1;
  const ones = tape.constant(
    floatTensor("", [channels, 1, ...kernel], new Float32Array(channels * sizeOf(kernel)).fill(1)),
  );
  return [spread(tape, share, ones, { window, channels, size: dims.slice(2), out: out.slice(2) })];
};

/** Elements of the input in every window, row-major over the output. */
function countsOf({ kernel, strides, dilations, pads }: Window, size: readonly number[], out: readonly number[]) {
  const along = out.map((n, axis) =>
    Array.from({ length: n }, (_, o) => {
      const first = o * (strides[axis] ?? 1) - (pads[axis] ?? 0);
      const taps = Array.from({ length: kernel[axis] ?? 1 }, (_, k) => first + k * (dilations[axis] ?? 1));
      return taps.filter((i) => i >= 0 && i < (size[axis] ?? 0)).length;
    }),
  );
  const products = along.reduce<number[]>((all, counts) => all.flatMap((a) => counts.map((b) => a * b)), [1]);
  return Float32Array.from(products);
}

interface Spread {
  readonly window: Window;
  readonly channels: number;
  /** Spatial sizes of the input and of the output. */
  readonly size: readonly number[];
  readonly out: readonly number[];
}

function spread(tape: Tape, g: ValueName, kernel: ValueName, { window, channels, size, out }: Spread): ValueName {
  const { strides, dilations, pads } = window;
  const left = size.map((n, i) => {
    const reach = ((window.kernel[i] ?? 1) - 1) * (dilations[i] ?? 1);
    return n + (pads[i] ?? 0) + (pads[i + size.length] ?? 0) - ((out[i] ?? 1) - 1) * (strides[i] ?? 1) - reach - 1;
  });
  return tape.emit(
    "ConvTranspose",
    [g, kernel],
    [
      intAttr("group", channels),
      intsAttr("kernel_shape", window.kernel),
      intsAttr("strides", strides),
      intsAttr("dilations", dilations),
      intsAttr("pads", pads),
      intsAttr("output_padding", left),
    ],
  );
}

/**
 * A maximum over a box is a maximum along each axis in turn, and the largest of each window is found again by comparing:
 * one comparison for every element of a side of the window. Of elements that tie the first gets the gradient: in even
 * areas of a picture whole windows do.
 */
const maximum: BackwardRule = ({ node, tape, g, all }) => {
  const [x = ""] = node.inputs;
  const dims = tape.dims(x);
  const kernel = attrInts(node, "kernel_shape", undefined);
  if (dims === undefined || kernel === undefined || all[1] !== undefined) return null;
  const window = windowOf(node, kernel, dims.slice(2));
  if (window === null) return null;
  const steps: {
    readonly axis: number;
    readonly x: ValueName;
    readonly y: ValueName;
    readonly size: readonly number[];
  }[] = [];
  let value = x;
  let size = dims;
  for (const axis of kernel.keys()) {
    const one = alongAxis(window, axis);
    const last = axis === kernel.length - 1;
    const y = last
      ? (node.outputs[0] ?? "")
      : tape.emit(
          "MaxPool",
          [value],
          [
            intsAttr("kernel_shape", one.kernel),
            intsAttr("strides", one.strides),
            intsAttr("dilations", one.dilations),
            intsAttr("pads", one.pads),
          ],
        );
    steps.push({ axis, x: value, y, size });
    size = size.map((n, i) => (i === axis + 2 ? windowsAlong(window, axis, n) : n));
    value = y;
  }
  return [steps.toReversed().reduce((gradient, step) => back(tape, gradient, step, window), g)];
};

function windowsAlong({ kernel, strides, dilations, pads }: Window, axis: number, size: number): number {
  const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
  const padded = size + (pads[axis] ?? 0) + (pads[axis + kernel.length] ?? 0);
  return Math.floor((padded - reach) / (strides[axis] ?? 1)) + 1;
}

/** The window along one axis, 1 along the others. */
function alongAxis({ kernel, strides, dilations, pads }: Window, axis: number): Window {
  const only = (values: readonly number[], other: number) =>
    values.map((v, i) => (i % kernel.length === axis ? v : other));
  return { kernel: only(kernel, 1), strides: only(strides, 1), dilations: only(dilations, 1), pads: only(pads, 0) };
}

interface Step {
  readonly axis: number;
  readonly x: ValueName;
  readonly y: ValueName;
  /** Sizes of x. */
  readonly size: readonly number[];
}

/** Through the maximum along one axis. */
function back(tape: Tape, g: ValueName, { axis, x, y, size }: Step, window: Window): ValueName {
  const [kernel = 1, stride = 1, dilation = 1] = [window.kernel[axis], window.strides[axis], window.dilations[axis]];
  const [before = 0, behind = 0] = [window.pads[axis], window.pads[axis + window.kernel.length]];
  const at = axis + 2;
  const length = size[at] ?? 1;
  const count = windowsAlong(window, axis, length);
  const sides = (first: number, last: number) => [
    ...size.map((_, i) => (i === at ? first : 0)),
    ...size.map((_, i) => (i === at ? last : 0)),
  ];
  const padded =
    before + behind === 0 ? x : tape.emit("Pad", [x, tape.ints(sides(before, behind)), tape.scalar(-Infinity)]);
  const total = length + before + behind;
  let left = g;
  const parts = Array.from({ length: kernel }, (_, k) => {
    const first = k * dilation;
    const end = first + (count - 1) * stride + 1;
    const bounds = [tape.ints([first]), tape.ints([end]), tape.ints([at]), tape.ints([stride])];
    const hit = tape.emit("Equal", [tape.emit("Slice", [padded, ...bounds]), y]);
    const part = tape.emit("Where", [hit, left, tape.scalar(0)]);
    if (k + 1 < kernel) left = tape.emit("Where", [hit, tape.scalar(0), left]);
    return placed(tape, part, { at, first, stride, count, total, rank: size.length });
  });
  const sum = parts.length === 1 ? (parts[0] as ValueName) : tape.emit("Sum", parts);
  return before + behind === 0
    ? sum
    : tape.emit("Slice", [sum, tape.ints([before]), tape.ints([before + length]), tape.ints([at])]);
}

interface Place {
  readonly at: number;
  readonly first: number;
  readonly stride: number;
  readonly count: number;
  /** Size of the axis in the result. */
  readonly total: number;
  readonly rank: number;
}

/** Puts element i of an axis at `first + i stride`, zeros between. */
function placed(tape: Tape, x: ValueName, { at, first, stride, count, total, rank }: Place): ValueName {
  const spaced = stride === 1 ? x : spacedOut(tape, x, at, stride, rank);
  const length = stride === 1 ? count : count * stride;
  const pads = Array.from({ length: 2 * rank }, (_, i) =>
    i === at ? first : i === at + rank ? total - first - length : 0,
  );
  // The zeros behind the last element may reach over the end: a negative pad cuts them off.
  return tape.emit("Pad", [spaced, tape.ints(pads)]);
}

/** stride - 1 zeros behind every element of the axis. */
function spacedOut(tape: Tape, x: ValueName, at: number, stride: number, rank: number): ValueName {
  const column = tape.emit("Unsqueeze", [x, tape.ints([at + 1])]);
  const pads = Array.from({ length: 2 * (rank + 1) }, (_, i) => (i === at + 1 + rank + 1 ? stride - 1 : 0));
  const wide = tape.emit("Pad", [column, tape.ints(pads)]);
  const shape = Array.from({ length: rank }, (_, i) => (i === at ? -1 : 0));
  // 0 copies a size, but the axes behind have moved by one: they are said by joining two axes into one.
  return at === rank - 1 ? tape.emit("Reshape", [wide, tape.ints(shape)]) : joined(tape, wide, at, rank);
}

/** Joins axis `at` and the one behind it. */
function joined(tape: Tape, x: ValueName, at: number, rank: number): ValueName {
  const shape = tape.emit("Shape", [x]);
  const part = (from: number, to: number) => tape.emit("Slice", [shape, tape.ints([from]), tape.ints([to])]);
  const target = tape.emit("Concat", [part(0, at), tape.ints([-1]), part(at + 2, rank + 1)], [intAttr("axis", 0)]);
  return tape.emit("Reshape", [x, target]);
}

/** Elements that tie share the gradient. */
const globalMaximum: BackwardRule = ({ node, tape, g }) => {
  const [x = ""] = node.inputs;
  const dims = tape.dims(x);
  if (dims === undefined) return null;
  const axes = dims.map((_, i) => i).slice(2);
  return [sharedByTies(tape, g, tape.emit("Equal", [x, node.outputs[0] ?? ""]), axes)];
};

export const POOLING: Readonly<Record<string, BackwardRule>> = {
  GlobalAveragePool: globalAverage,
  AveragePool: average,
  MaxPool: maximum,
  GlobalMaxPool: globalMaximum,
};
