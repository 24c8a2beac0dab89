/** @file Ops that move elements of constants about. */
import { axisOf, type Dims } from "../../graph/infer/infer.ts";
import { reshaped, slicePositions } from "../../graph/infer/movement.ts";
import type { Node } from "../../graph/graph.ts";
import { attrInt, attrInts } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { sizeOf } from "../../tensor.ts";
import { arrayOf, broadcastTo, type NumberArray, readArray, strided, stridesOf } from "./array.ts";
import type { Evaluator, EvaluatorTable } from "./evaluator.ts";

/** A list that is an attribute in old opsets and an input in new ones. */
function listOf(node: Node, name: string, input: NumberArray | undefined): number[] | undefined {
  return attrInts(node, name, undefined) ?? (input && Array.from(input.data));
}

function withDims(x: NumberArray, dims: Dims): NumberArray | undefined {
  const fits = dims.every((d) => typeof d === "number") && sizeOf(dims as number[]) === x.data.length;
  return fits ? { ...x, dims: dims as number[] } : undefined;
}

const reshape: Evaluator = (node, [x, shape]) => {
  const asked = listOf(node, "shape", shape);
  return x && asked && withDims(x, reshaped(x.dims, asked, attrInt(node, "allowzero", 0) === 1));
};

const flatten: Evaluator = (node, [x]) => {
  if (x === undefined) return undefined;
  const axis = axisOf(attrInt(node, "axis", 1), x.dims.length);
  return withDims(x, [sizeOf(x.dims.slice(0, axis)), sizeOf(x.dims.slice(axis))]);
};

const squeeze: Evaluator = (node, [x, axes]) => {
  if (x === undefined) return undefined;
  const gone = listOf(node, "axes", axes)?.map((a) => axisOf(a, x.dims.length));
  return withDims(
    x,
    x.dims.filter((d, i) => (gone === undefined ? d !== 1 : !gone.includes(i))),
  );
};

const unsqueeze: Evaluator = (node, [x, given]) => {
  const axes = listOf(node, "axes", given);
  if (x === undefined || axes === undefined) return undefined;
  const rank = x.dims.length + axes.length;
  const added = new Set(axes.map((a) => axisOf(a, rank)));
  const left = [...x.dims];
  return withDims(
    x,
    Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : (left.shift() ?? null))),
  );
};

const transpose: Evaluator = (node, [x]) => {
  if (x === undefined) return undefined;
  const perm = attrInts(node, "perm", undefined) ?? x.dims.map((_, i) => i).reverse();
  const strides = stridesOf(x.dims);
  return strided(
    x,
    perm.map((i) => x.dims[i] as number),
    perm.map((i) => strides[i] as number),
  );
};

const concat: Evaluator = (node, inputs) => {
  const parts = inputs.filter((x) => x !== undefined);
  const first = parts[0];
  if (first === undefined || parts.length !== node.inputs.length) return undefined;
  const axis = axisOf(attrInt(node, "axis", 1), first.dims.length);
  const joined = parts.reduce((sum, x) => sum + (x.dims[axis] as number), 0);
  const dims = first.dims.map((d, i) => (i === axis ? joined : d));
  const data = new Float64Array(sizeOf(dims));
  const outer = sizeOf(dims.slice(0, axis));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const x of parts) {
      const chunk = x.data.length / outer;
      data.set(x.data.subarray(o * chunk, (o + 1) * chunk), at);
      at += chunk;
    }
  }
  return { elem: first.elem, dims, data };
};

const slice: Evaluator = (node, [x, s, e, a, p]) => {
  const [starts, ends] = [listOf(node, "starts", s), listOf(node, "ends", e)];
  if (x === undefined || starts === undefined || ends === undefined) return undefined;
  const axes = listOf(node, "axes", a) ?? starts.map((_, i) => i);
  const dims = [...x.dims];
  const steps = stridesOf(x.dims);
  let offset = 0;
  axes.forEach((given, i) => {
    const axis = axisOf(given, x.dims.length);
    const step = p?.data[i] ?? 1;
    const { first, count } = slicePositions(x.dims[axis] as number, starts[i] as number, ends[i] as number, step);
    dims[axis] = count;
    offset += first * (steps[axis] as number);
    steps[axis] = (steps[axis] as number) * step;
  });
  return strided(x, dims, steps, offset);
};

const gather: Evaluator = (node, [x, index]) => {
  if (x === undefined || index === undefined) return undefined;
  const axis = axisOf(attrInt(node, "axis", 0), x.dims.length);
  const size = x.dims[axis] as number;
  const at = Array.from(index.data, (i) => axisOf(i, size));
  const inner = sizeOf(x.dims.slice(axis + 1));
  const outer = sizeOf(x.dims.slice(0, axis));
  if (at.some((i) => i < 0 || i >= size)) return undefined;
  const data = new Float64Array(outer * at.length * inner);
  for (let o = 0, to = 0; o < outer; o++) {
    for (const i of at) {
      data.set(x.data.subarray((o * size + i) * inner, (o * size + i + 1) * inner), to);
      to += inner;
    }
  }
  return { elem: x.elem, dims: [...x.dims.slice(0, axis), ...index.dims, ...x.dims.slice(axis + 1)], data };
};

const shape: Evaluator = (node, [x]) => {
  if (x === undefined) return undefined;
  const dims = x.dims.slice(attrInt(node, "start", 0), attrInt(node, "end", x.dims.length));
  return arrayOf(T.INT64, [dims.length], dims);
};

const constantOfShape: Evaluator = (node, [dims]) => {
  const value = node.attrs.value?.t;
  const fill = value === undefined ? arrayOf(T.FLOAT, [], [0]) : readArray(value);
  return dims && fill && broadcastTo({ ...fill, dims: [] }, Array.from(dims.data));
};

const range: Evaluator = (_node, [start, limit, delta]) => {
  const [from, to, step] = [start?.data[0], limit?.data[0], delta?.data[0]];
  if (start === undefined || from === undefined || to === undefined || !step) return undefined;
  const count = Math.max(0, Math.ceil((to - from) / step));
  return arrayOf(
    start.elem,
    [count],
    Float64Array.from({ length: count }, (_, i) => from + i * step),
  );
};

export const REARRANGE: EvaluatorTable = {
  Concat: concat,
  ConstantOfShape: constantOfShape,
  Flatten: flatten,
  Gather: gather,
  Range: range,
  Reshape: reshape,
  Shape: shape,
  Size: (_node, [x]) => x && arrayOf(T.INT64, [], [x.data.length]),
  Slice: slice,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};
