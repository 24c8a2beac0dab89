/** @file ONNX element types: their numbers, names and sizes. */
import { TensorProto_DataType as T } from "./onnx_pb.ts";

/** Names as runtimes print them; index = `TensorProto.DataType`. */
const NAMES: Readonly<Record<number, string>> = {
  [T.FLOAT]: "float32",
  [T.UINT8]: "uint8",
  [T.INT8]: "int8",
  [T.UINT16]: "uint16",
  [T.INT16]: "int16",
  [T.INT32]: "int32",
  [T.INT64]: "int64",
  [T.STRING]: "string",
  [T.BOOL]: "bool",
  [T.FLOAT16]: "float16",
  [T.DOUBLE]: "float64",
  [T.UINT32]: "uint32",
  [T.UINT64]: "uint64",
  [T.COMPLEX64]: "complex64",
  [T.COMPLEX128]: "complex128",
  [T.BFLOAT16]: "bfloat16",
  [T.FLOAT8E4M3FN]: "float8e4m3fn",
  [T.FLOAT8E4M3FNUZ]: "float8e4m3fnuz",
  [T.FLOAT8E5M2]: "float8e5m2",
  [T.FLOAT8E5M2FNUZ]: "float8e5m2fnuz",
  [T.UINT4]: "uint4",
  [T.INT4]: "int4",
  [T.FLOAT4E2M1]: "float4e2m1",
  [T.FLOAT8E8M0]: "float8e8m0",
  [T.UINT2]: "uint2",
  [T.INT2]: "int2",
};

/** Bits per element where they are not 8. */
const BITS: Readonly<Record<number, number>> = {
  [T.FLOAT]: 32,
  [T.UINT16]: 16,
  [T.INT16]: 16,
  [T.INT32]: 32,
  [T.INT64]: 64,
  [T.FLOAT16]: 16,
  [T.DOUBLE]: 64,
  [T.UINT32]: 32,
  [T.UINT64]: 64,
  [T.COMPLEX64]: 64,
  [T.COMPLEX128]: 128,
  [T.BFLOAT16]: 16,
  [T.UINT4]: 4,
  [T.INT4]: 4,
  [T.FLOAT4E2M1]: 4,
  [T.UINT2]: 2,
  [T.INT2]: 2,
};

/** e.g. "float32"; "unknown" for 0 and for types newer than this list. */
export function elemName(elem: number): string {
  return NAMES[elem] ?? "unknown";
}

/** Bits of one element; strings count 0. */
export function elemBits(elem: number): number {
  return elem === T.STRING || elem === T.UNDEFINED ? 0 : (BITS[elem] ?? 8);
}

export function isFloat(elem: number): boolean {
  return elem === T.FLOAT || elem === T.DOUBLE || elem === T.FLOAT16 || elem === T.BFLOAT16;
}
