/** @file Pieces of a Q/DQ pair: element types, where the operators live, scale and zero point as initializers. */
import type { Graph } from "../graph/graph.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { floatTensor, makeTensor } from "../onnx/tensor-data.ts";
import { type Affine, integersOf, type IntType } from "./affine.ts";

export const ELEM: Readonly<Record<IntType, number>> = {
  uint8: T.UINT8,
  int8: T.INT8,
  uint16: T.UINT16,
  int16: T.INT16,
  uint4: T.UINT4,
  int4: T.INT4,
  uint2: T.UINT2,
  int2: T.INT2,
};

/** 16-bit types came to the standard Q/DQ with opset 21; before, only `com.microsoft` has them. */
const WIDE_OPSET = 21;

export function qdqDomain(type: IntType, graph: Graph): string {
  const wide = type === "uint16" || type === "int16";
  return wide && (graph.opsets.get("") ?? 0) < WIDE_OPSET ? "com.microsoft" : "";
}

/** Adds scale and zero point, scalars when per tensor. @returns their names */
export function addParameters(constants: Map<string, TensorProto>, name: string, affine: Affine): [string, string] {
  const dims = affine.scale.length === 1 ? [] : [affine.scale.length];
  const zeros = integersOf(affine.type, affine.zero.length);
  zeros.set(affine.zero);
  constants.set(`${name}_scale`, floatTensor(`${name}_scale`, dims, affine.scale));
  constants.set(`${name}_zero_point`, makeTensor(`${name}_zero_point`, ELEM[affine.type], dims, zeros));
  return [`${name}_scale`, `${name}_zero_point`];
}
