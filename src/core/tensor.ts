/** @file Dense tensors as they cross between our code and a runtime. Little-endian, row-major. */

/** Element types a runtime can be fed or return. 4-bit types only live inside a model. */
export type DType =
  | "float32"
  | "float64"
  | "float16"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool";

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** `float16` is carried as its bits in a Uint16Array, `bool` as bytes 0 or 1. */
export interface Tensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** Number of elements of a shape; 1 for a scalar, 0 if any dimension is 0. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

export function float32(dims: readonly number[], data: Float32Array): Tensor {
  return { dtype: "float32", dims, data };
}
