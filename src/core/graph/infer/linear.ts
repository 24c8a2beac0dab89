/** @file Matrix products and reductions. */
import { attrInt } from "../../onnx/attributes.ts";
import { axisOf, broadcast, type Dims, type InferRule, type InferTable, listOf, typed } from "./infer.ts";

const INT64 = 7;

/** [..., M, K] x [..., K, N] = [..., M, N]; a vector stands for a row or a column and loses that axis. */
export function matmulDims(a: Dims, b: Dims): Dims | undefined {
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  const rows = a.length > 1 ? [a[a.length - 2] ?? null] : [];
  const columns = b.length > 1 ? [b[b.length - 1] ?? null] : [];
  return batch && [...batch, ...rows, ...columns];
}

const matmul: InferRule = (c) => {
  const [a, b] = [c.type(0), c.type(1)];
  return [typed(a.elem, a.dims && b.dims && matmulDims(a.dims, b.dims))];
};

const gemm: InferRule = (c) => {
  const [a, b] = [c.type(0), c.type(1)];
  if (a.dims?.length !== 2 || b.dims?.length !== 2) return [{ elem: a.elem }];
  const rows = a.dims[attrInt(c.node, "transA", 0) === 0 ? 0 : 1] ?? null;
  const columns = b.dims[attrInt(c.node, "transB", 0) === 0 ? 1 : 0] ?? null;
  return [typed(a.elem, [rows, columns])];
};

const reduce: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const given = listOf(c, "axes", 1);
  if (dims === undefined || (given === undefined && (c.node.inputs[1] ?? "") !== "")) return [{ elem }];
  if ((given ?? []).length === 0 && attrInt(c.node, "noop_with_empty_axes", 0) === 1) return [{ elem, dims }];
  const axes = given === undefined || given.length === 0 ? dims.map((_, i) => i) : given;
  return [typed(elem, reduced(dims, axes, attrInt(c.node, "keepdims", 1) === 1))];
};

const argReduce: InferRule = (c) => {
  const { dims } = c.type(0);
  const keep = attrInt(c.node, "keepdims", 1) === 1;
  return [typed(INT64, dims && reduced(dims, [attrInt(c.node, "axis", 0)], keep))];
};

function reduced(dims: Dims, axes: readonly number[], keep: boolean): Dims {
  const gone = new Set(axes.map((axis) => axisOf(axis, dims.length)));
  return keep ? dims.map((d, i) => (gone.has(i) ? 1 : d)) : dims.filter((_, i) => !gone.has(i));
}

const REDUCTIONS = "L1 L2 LogSum LogSumExp Max Mean Min Prod Sum SumSquare";

export const LINEAR: InferTable = {
  MatMul: matmul,
  Gemm: gemm,
  ArgMax: argReduce,
  ArgMin: argReduce,
  ...Object.fromEntries(REDUCTIONS.split(" ").map((kind) => [`Reduce${kind}`, reduce])),
};
