/** @file What QuantizeLinear and DequantizeLinear nodes say of their parameters. */
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { elementCount, floatsOf, intsOf } from "../onnx/tensor-data.ts";
import type { Step, Work } from "./work.ts";

export function isQ(step: Step | undefined): step is Step & { op: "QuantizeLinear" } {
  return step?.op === "QuantizeLinear";
}

export function isDQ(step: Step | undefined): step is Step & { op: "DequantizeLinear" } {
  return step?.op === "DequantizeLinear";
}

/** Scale and zero point of one tensor; `zero` is 0 when the node has no zero point. */
export interface Scalar {
  readonly scale: number;
  readonly zero: number;
  readonly elem: number;
  readonly hasZero: boolean;
}

/** The parameters when they are constant and per tensor, else undefined. */
export function scalarOf(work: Work, step: Step): Scalar | undefined {
  const scale = work.constants.get(step.inputs[1] ?? "");
  if (scale === undefined || !isOne(scale)) return undefined;
  const name = step.inputs[2] ?? "";
  const elem = isQ(step) ? work.elemOf(step.outputs[0] ?? "") : work.elemOf(step.inputs[0] ?? "");
  const value = floatsOf(scale)[0] ?? 0;
  if (name === "") return { scale: value, zero: 0, elem, hasZero: false };
  const zero = work.constants.get(name);
  if (zero === undefined || !isOne(zero)) return undefined;
  return { scale: value, zero: zeroValue(zero, elem), elem, hasZero: true };
}

/** A signed zero point whose tensor was rewritten to unsigned moves with it. */
function zeroValue(zero: TensorProto, elem: number): number {
  const value = intsOf(zero)[0] ?? 0;
  return zero.dataType === T.INT8 && elem === T.UINT8 ? value + 128 : value;
}

function isOne(t: TensorProto): boolean {
  return t.dims.length <= 1 && elementCount(t) === 1;
}

/** Same constant scale, zero point and type: the two cancel, so integers can pass between them untouched. */
export function samePair(work: Work, a: Step, b: Step): boolean {
  const [x, y] = [scalarOf(work, a), scalarOf(work, b)];
  return x !== undefined && y !== undefined && x.hasZero && y.hasZero && sameScalar(x, y);
}

function sameScalar(x: Scalar, y: Scalar): boolean {
  return x.scale === y.scale && x.zero === y.zero && x.elem === y.elem;
}

const RANGES: Readonly<Record<number, readonly [number, number]>> = {
  [T.UINT8]: [0, 255],
  [T.INT8]: [-128, 127],
  [T.UINT16]: [0, 65535],
  [T.INT16]: [-32768, 32767],
};

/** Real values a quantizer can express, or undefined when its parameters are not constant. */
export function realRange(work: Work, q: Step): { readonly lo: number; readonly hi: number } | undefined {
  const scalar = scalarOf(work, q);
  const range = RANGES[scalar?.elem ?? 0];
  if (scalar === undefined || range === undefined) return undefined;
  return { lo: (range[0] - scalar.zero) * scalar.scale, hi: (range[1] - scalar.zero) * scalar.scale };
}

export const is8Bit = (elem: number): boolean => elem === T.UINT8 || elem === T.INT8;
export const is16Bit = (elem: number): boolean => elem === T.UINT16 || elem === T.INT16;
export const isSmall = (elem: number): boolean =>
  elem === T.UINT4 || elem === T.INT4 || elem === T.UINT2 || elem === T.INT2;
