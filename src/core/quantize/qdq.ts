/** @file Pieces of a Q/DQ pair: element types, where the operators live, scale and zero point as initializers. */
import type { Graph, ValueName, ValueType } from "../graph/graph.ts";
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
/** Scales per channel came with opset 13. A graph stays below it only when an op of it has no later form. */
const AXIS_OPSET = 13;

/** @param type of the integers; int32 is a bias */
export function qdqDomain(type: IntType | "int32", graph: Graph): string {
  const opset = graph.opsets.get("") ?? 0;
  const wide = type === "uint16" || type === "int16";
  return opset < AXIS_OPSET || (wide && opset < WIDE_OPSET) ? "com.microsoft" : "";
}

interface Constants {
  readonly constants: Map<string, TensorProto>;
  readonly own: (name: string) => string;
}

/** Adds scale and zero point, scalars when per tensor. @returns their names */
export function addParameters({ constants, own }: Constants, base: string, affine: Affine): [string, string] {
  const dims = affine.scale.length === 1 ? [] : [affine.scale.length];
  const zeros = integersOf(affine.type, affine.zero.length);
  zeros.set(affine.zero);
  const [scale, zero] = [own(`${base}_scale`), own(`${base}_zero_point`)];
  constants.set(scale, floatTensor(scale, dims, affine.scale));
  constants.set(zero, makeTensor(zero, ELEM[affine.type], dims, zeros));
  return [scale, zero];
}

/** Suffix of what an integer layer makes before it is rounded, where the name itself is a fixed one. */
export const BEFORE = "_before_QuantizeLinear";

/** Types of the values that Q/DQ brought, so that later rewrites know what they read. */
export function withQdqTypes(graph: Graph): Graph {
  const types = new Map<ValueName, ValueType>(graph.types);
  for (const { op, inputs, outputs } of graph.nodes) {
    const dims = types.get(inputs[0] ?? "")?.dims;
    const shaped = (elem: number) => (dims === undefined ? { elem } : { elem, dims });
    for (const name of outputs.filter((o) => !types.has(o) || o.endsWith(BEFORE))) {
      if (op === "QuantizeLinear") types.set(name, shaped(types.get(inputs[2] ?? "")?.elem ?? T.UINT8));
      else if (op === "DequantizeLinear") types.set(name, shaped(T.FLOAT));
      else if (name.endsWith(BEFORE)) types.set(name, types.get(name.slice(0, -BEFORE.length)) ?? { elem: T.FLOAT });
    }
  }
  return { ...graph, types };
}
