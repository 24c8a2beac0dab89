/**
 * @file Reading and making the contents of `TensorProto`. Little-endian, row-major.
 *
 * A tensor keeps its elements either in `raw_data` or in the typed field of its element type;
 * `raw_data` begins anywhere in the file, so it is only viewed in place when it happens to be aligned.
 */
import { create } from "@bufbuild/protobuf";
import { assert } from "../errors.ts";
import type { TensorData } from "../tensor.ts";
import { elemBits, elemName } from "./elem.ts";
import { bfloatToFloat, halfToFloat } from "./half.ts";
import { type TensorProto, TensorProtoSchema, TensorProto_DataLocation, TensorProto_DataType as T } from "./onnx_pb.ts";
import { unpackBits } from "./pack.ts";

export function dimsOf(t: TensorProto): number[] {
  return t.dims.map(Number);
}

/** Number of elements; 1 for a scalar. */
export function elementCount(t: TensorProto): number {
  return t.dims.reduce((n, d) => n * Number(d), 1);
}

/** Bytes the elements take when packed, whatever field they are stored in. */
export function byteLength(t: TensorProto): number {
  return Math.ceil((elementCount(t) * elemBits(t.dataType)) / 8);
}

/** True while the elements are in another file (see `external.ts`). */
export function isExternal(t: TensorProto): boolean {
  return t.dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/** Elements of a float32, float64, float16 or bfloat16 tensor. May be a view: do not write to it. */
export function floatsOf(t: TensorProto): Float32Array {
  switch (t.dataType) {
    case T.FLOAT:
      return hasRaw(t) ? new Float32Array(...aligned(t, 4)) : Float32Array.from(t.floatData);
    case T.DOUBLE:
      return Float32Array.from(hasRaw(t) ? new Float64Array(...aligned(t, 8)) : t.doubleData);
    case T.FLOAT16:
      return Float32Array.from(hasRaw(t) ? new Uint16Array(...aligned(t, 2)) : t.int32Data, halfToFloat);
    case T.BFLOAT16:
      return Float32Array.from(hasRaw(t) ? new Uint16Array(...aligned(t, 2)) : t.int32Data, bfloatToFloat);
    default:
      throw new Error(`internal: floats of "${t.name}", which holds ${elemName(t.dataType)}`);
  }
}

/** Elements of an integer or bool tensor as numbers; int64 beyond 2^53 lose their low bits. */
export function intsOf(t: TensorProto): number[] {
  if (elemBits(t.dataType) < 8) return packedInts(t);
  if (!hasRaw(t)) return typedInts(t);
  switch (t.dataType) {
    case T.INT64:
      return Array.from(new BigInt64Array(...aligned(t, 8)), Number);
    case T.UINT64:
      return Array.from(new BigUint64Array(...aligned(t, 8)), Number);
    case T.INT32:
      return Array.from(new Int32Array(...aligned(t, 4)));
    case T.UINT32:
      return Array.from(new Uint32Array(...aligned(t, 4)));
    case T.INT16:
      return Array.from(new Int16Array(...aligned(t, 2)));
    case T.UINT16:
      return Array.from(new Uint16Array(...aligned(t, 2)));
    case T.INT8:
      return Array.from(new Int8Array(...aligned(t, 1)));
    case T.UINT8:
    case T.BOOL:
      return Array.from(t.rawData);
    default:
      throw new Error(`internal: integers of "${t.name}", which holds ${elemName(t.dataType)}`);
  }
}

function typedInts(t: TensorProto): number[] {
  if (t.dataType === T.INT64) return t.int64Data.map(Number);
  if (t.dataType === T.UINT64 || t.dataType === T.UINT32) return t.uint64Data.map(Number);
  return [...t.int32Data];
}

/** Elements of a 4-bit or 2-bit type. */
function packedInts(t: TensorProto): number[] {
  const bytes = hasRaw(t) ? t.rawData : Uint8Array.from(t.int32Data);
  const signed = t.dataType === T.INT4 || t.dataType === T.INT2;
  return Array.from(unpackBits(bytes, { bits: elemBits(t.dataType) === 4 ? 4 : 2, signed, count: elementCount(t) }));
}

/**
 * A new tensor with its elements in `raw_data`. `elem` is a `TensorProto.DataType`; for float16 and
 * bfloat16 pass the bits as Uint16Array, for bool and types below 8 bits the bytes (see `pack.ts`) as Uint8Array.
 */
export function makeTensor(name: string, elem: number, dims: readonly number[], data: TensorData): TensorProto {
  const t = create(TensorProtoSchema, {
    name,
    dataType: elem,
    dims: dims.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
  assert(byteLength(t) === data.byteLength, `tensor ${name} has ${data.byteLength} bytes, not ${byteLength(t)}`);
  return t;
}

/** 1-D (or, without `dims`, of one axis) int64 tensor: shapes, axes, pads. */
export function int64Tensor(
  name: string,
  values: readonly number[],
  dims: readonly number[] = [values.length],
): TensorProto {
  return makeTensor(name, T.INT64, dims, BigInt64Array.from(values, toInt64));
}

export function floatTensor(name: string, dims: readonly number[], data: Float32Array): TensorProto {
  return makeTensor(name, T.FLOAT, dims, data);
}

/** Doubles cannot hold 2^63 - 1, which graphs use for "until the end": saturate instead of wrapping. */
export function toInt64(x: number): bigint {
  if (x >= 2 ** 63) return 2n ** 63n - 1n;
  return x <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(x));
}

function hasRaw(t: TensorProto): boolean {
  assert(!isExternal(t), `external data of "${t.name}" is not attached`);
  return t.rawData.length > 0;
}

/** Constructor arguments for a view of `size`-byte elements, copied first if `raw_data` is not aligned for it. */
function aligned(t: TensorProto, size: number): [ArrayBuffer, number, number] {
  const raw = t.rawData;
  const length = Math.floor(raw.byteLength / size);
  if (raw.byteOffset % size === 0) return [raw.buffer as ArrayBuffer, raw.byteOffset, length];
  return [raw.slice().buffer as ArrayBuffer, 0, length];
}
