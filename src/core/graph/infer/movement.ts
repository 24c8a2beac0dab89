/** @file Ops that rearrange: same elements, other shape. */
import { attrInt, attrInts } from "../../onnx/attributes.ts";
import {
  allNumbers,
  axisOf,
  type Dim,
  type Dims,
  type InferRule,
  type InferTable,
  listOf,
  numbersAt,
  product,
  typed,
} from "./infer.ts";

const reshape: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const asked = attrInts(c.node, "shape", undefined) ?? c.known(1)?.values;
  return [typed(elem, asked && reshaped(dims, asked, attrInt(c.node, "allowzero", 0) === 1))];
};

/** 0 copies the size at the same place, -1 takes what is left. */
export function reshaped(from: Dims | undefined, asked: Dims, zeroIsZero: boolean): Dims {
  const to = asked.map((d, i) => (d === 0 && !zeroIsZero ? (from?.[i] ?? null) : d));
  const open = to.indexOf(-1);
  if (open < 0) return to;
  const rest = to.filter((_, i) => i !== open);
  return to.map((d, i) => (i === open ? (from === undefined ? null : quotient(from, rest)) : d));
}

/** Product of `all` by product of `part`, where symbols that occur in both cancel. */
function quotient(all: Dims, part: Dims): Dim {
  const left = [...all];
  const divisor = part.filter((d) => {
    const at = typeof d === "string" ? left.indexOf(d) : -1;
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const [top, bottom] = [product(left), product(divisor)];
  if (bottom === 1) return top;
  return typeof top === "number" && typeof bottom === "number" && bottom !== 0 ? top / bottom : null;
}

const flatten: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  if (dims === undefined) return [{ elem, dims: [null, null] }];
  const axis = axisOf(attrInt(c.node, "axis", 1), dims.length);
  return [typed(elem, [product(dims.slice(0, axis)), product(dims.slice(axis))])];
};

const transpose: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const perm = attrInts(c.node, "perm", undefined) ?? dims?.map((_, i) => i).reverse();
  return [typed(elem, dims && perm?.map((i) => dims[i] ?? null))];
};

const concat: InferRule = (c) => {
  const types = c.node.inputs.map((_, i) => c.type(i));
  const elem = types[0]?.elem ?? 0;
  const first = types[0]?.dims;
  if (first === undefined || types.some((t) => t.dims === undefined)) return [{ elem }];
  const axis = axisOf(attrInt(c.node, "axis", 1), first.length);
  const joined = types
    .map((t) => t.dims?.[axis] ?? null)
    .reduce((a, b) => (typeof a === "number" && typeof b === "number" ? a + b : null));
  return [
    typed(
      elem,
      first.map((d, i) => (i === axis ? joined : (types.find((t) => typeof t.dims?.[i] === "number")?.dims?.[i] ?? d))),
    ),
  ];
};

const slice: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const starts = listOf(c, "starts", 1);
  const ends = listOf(c, "ends", 2);
  if (dims === undefined) return [{ elem }];
  const axes = listOf(c, "axes", 3) ?? starts?.map((_, i) => i);
  if (axes === undefined || starts === undefined || ends === undefined) return [{ elem, dims: dims.map(() => null) }];
  const to = [...dims];
  axes.forEach((a, i) => {
    const axis = axisOf(a, dims.length);
    to[axis] = sliced(dims[axis] ?? null, starts[i] ?? 0, ends[i] ?? 0, numbersAt(c, 4)?.[i] ?? 1);
  });
  return [typed(elem, to)];
};

function sliced(size: Dim, start: number, end: number, step: number): Dim {
  if (typeof size !== "number") return start === 0 && end >= 2 ** 31 - 1 && step === 1 ? size : null;
  return slicePositions(size, start, end, step).count;
}

/** First position and number of positions of a numpy-style slice; ends beyond the axis are clamped. */
export function slicePositions(size: number, start: number, end: number, step: number) {
  const clamp = (x: number, lo: number, hi: number) => Math.min(Math.max(x < 0 ? x + size : x, lo), hi);
  const first = step > 0 ? clamp(start, 0, size) : clamp(start, 0, size - 1);
  const last = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size - 1);
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) };
}

const pad: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const pads = listOf(c, "pads", 1);
  if (dims === undefined) return [{ elem }];
  if (pads === undefined) return [{ elem, dims: dims.map(() => null) }];
  const axes = numbersAt(c, 3)?.map((a) => axisOf(a, dims.length)) ?? dims.map((_, i) => i);
  const to = [...dims];
  axes.forEach((axis, i) => {
    const grown = (pads[i] ?? 0) + (pads[i + axes.length] ?? 0);
    const size = dims[axis] ?? null;
    to[axis] = grown === 0 ? size : typeof size === "number" ? size + grown : null;
  });
  return [typed(elem, to)];
};

const split: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  if (dims === undefined) return c.node.outputs.map(() => ({ elem }));
  const axis = axisOf(attrInt(c.node, "axis", 0), dims.length);
  const computed = (c.node.inputs[1] ?? "") !== "";
  const sizes = listOf(c, "split", 1) ?? (computed ? undefined : evenSizes(dims[axis] ?? null, c.node.outputs.length));
  return c.node.outputs.map((_, k) =>
    typed(
      elem,
      dims.map((d, i) => (i === axis ? (sizes?.[k] ?? null) : d)),
    ),
  );
};

function evenSizes(size: Dim, parts: number): number[] | undefined {
  if (typeof size !== "number") return undefined;
  const chunk = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, i) => Math.min(chunk, size - i * chunk));
}

const squeeze: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const axes = listOf(c, "axes", 1);
  // Without axes every 1 goes, which takes known sizes; computed axes may be any.
  const open = axes === undefined && ((c.node.inputs[1] ?? "") !== "" || allNumbers(dims) === undefined);
  if (dims === undefined || open) return [{ elem }];
  const gone = new Set(axes?.map((a) => axisOf(a, dims.length)) ?? dims.flatMap((d, i) => (d === 1 ? [i] : [])));
  return [
    typed(
      elem,
      dims.filter((_, i) => !gone.has(i)),
    ),
  ];
};

const unsqueeze: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const axes = listOf(c, "axes", 1);
  if (dims === undefined || axes === undefined) return [{ elem }];
  const added = new Set(axes.map((a) => axisOf(a, dims.length + axes.length)));
  const left = [...dims];
  const to = Array.from({ length: dims.length + axes.length }, (_, i) => (added.has(i) ? 1 : (left.shift() ?? null)));
  return [typed(elem, to)];
};

export const MOVEMENT: InferTable = {
  Concat: concat,
  Flatten: flatten,
  Pad: pad,
  Reshape: reshape,
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};
