/** @file Elementwise ops on constants. Each result is rounded to the element type once, as the runtime does. */
import { allNumbers, broadcast } from "../../graph/infer/infer.ts";
import { attrInt } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { arrayOf, broadcastTo, type NumberArray } from "./array.ts";
import type { Evaluator, EvaluatorTable } from "./evaluator.ts";

function rounded(elem: number, x: number): number {
  if (elem === T.FLOAT) return Math.fround(x);
  return elem === T.BOOL ? Number(x !== 0) : Math.trunc(x);
}

const unary =
  (compute: (x: number) => number): Evaluator =>
  (_node, [x]) =>
    x &&
    arrayOf(
      x.elem,
      x.dims,
      x.data.map((v) => rounded(x.elem, compute(v))),
    );

function combine(a: NumberArray, b: NumberArray, elem: number, compute: (a: number, b: number) => number) {
  const dims = allNumbers(broadcast([a.dims, b.dims]));
  if (dims === undefined) return undefined;
  const [left, right] = [broadcastTo(a, dims).data, broadcastTo(b, dims).data];
  return arrayOf(
    elem,
    dims,
    left.map((v, i) => rounded(elem, compute(v, right[i] as number))),
  );
}

const binary =
  (compute: (a: number, b: number) => number): Evaluator =>
  (_node, [a, b]) =>
    a && b && combine(a, b, a.elem, compute);

const compare =
  (compute: (a: number, b: number) => boolean): Evaluator =>
  (_node, [a, b]) =>
    a && b && combine(a, b, T.BOOL, (x, y) => Number(compute(x, y)));

/** Integer division truncates; by zero it is left for the runtime to refuse. */
const divide: Evaluator = (_node, [a, b]) => {
  if (a === undefined || b === undefined || (b.elem !== T.FLOAT && b.data.includes(0))) return undefined;
  return combine(a, b, a.elem, (x, y) => x / y);
};

const cast: Evaluator = (node, [x]) => {
  const to = attrInt(node, "to", 0);
  const known = to === T.FLOAT || to === T.INT64 || to === T.INT32 || to === T.BOOL;
  return x !== undefined && known && x.data.every((v) => Number.isFinite(v))
    ? arrayOf(
        to,
        x.dims,
        x.data.map((v) => rounded(to, v)),
      )
    : undefined;
};

const where: Evaluator = (_node, [condition, a, b]) => {
  const dims = allNumbers(broadcast([condition?.dims, a?.dims, b?.dims]));
  if (condition === undefined || a === undefined || b === undefined || dims === undefined) return undefined;
  const [left, right] = [broadcastTo(a, dims).data, broadcastTo(b, dims).data];
  const data = broadcastTo(condition, dims).data.map((c, i) => (c === 0 ? right : left)[i] as number);
  return { elem: a.elem, dims, data };
};

export const ARITHMETIC: EvaluatorTable = {
  Abs: unary(Math.abs),
  Add: binary((a, b) => a + b),
  Cast: cast,
  Ceil: unary(Math.ceil),
  Div: divide,
  Equal: compare((a, b) => a === b),
  Floor: unary(Math.floor),
  Greater: compare((a, b) => a > b),
  Identity: unary((x) => x),
  Less: compare((a, b) => a < b),
  Max: binary(Math.max),
  Min: binary(Math.min),
  Mul: binary((a, b) => a * b),
  Neg: unary((x) => -x),
  Not: unary((x) => Number(x === 0)),
  Reciprocal: unary((x) => 1 / x),
  Sqrt: unary(Math.sqrt),
  Sub: binary((a, b) => a - b),
  Where: where,
};
