/** @file Numbers of one element type as another: arrays on disk are rarely stored in the type of the input. */
import { floatToHalf, halfToFloat } from "../onnx/half.ts";
import type { DType, Tensor, TensorData } from "../tensor.ts";

const MAKE: Readonly<Record<DType, (values: Iterable<number>) => TensorData>> = {
  float32: (v) => Float32Array.from(v),
  float64: (v) => Float64Array.from(v),
  float16: (v) => Uint16Array.from(v, floatToHalf),
  int8: (v) => Int8Array.from(v),
  uint8: (v) => Uint8Array.from(v),
  int16: (v) => Int16Array.from(v),
  uint16: (v) => Uint16Array.from(v),
  int32: (v) => Int32Array.from(v),
  uint32: (v) => Uint32Array.from(v),
  int64: (v) => BigInt64Array.from(v, BigInt),
  uint64: (v) => BigUint64Array.from(v, BigInt),
  bool: (v) => Uint8Array.from(v, (x) => (x === 0 ? 0 : 1)),
};

const isFloating = (dtype: DType) => dtype.startsWith("float");

/** The values as numbers; exact up to 2^53. A Float32Array comes back as it is. */
export function numbersOf({ dtype, data }: Tensor): Float32Array | Float64Array {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  if (dtype === "float16") return Float32Array.from(data as Uint16Array, halfToFloat);
  return Float64Array.from(data as ArrayLike<number>, Number);
}

/** A tensor of these numbers. Fractions are cut off by integer types. */
export function tensorOf(dtype: DType, dims: readonly number[], values: Float32Array | Float64Array): Tensor {
  const whole = isFloating(dtype) || dtype === "bool" ? values : values.map(Math.trunc);
  return { dtype, dims, data: dtype === "float32" && whole instanceof Float32Array ? whole : MAKE[dtype](whole) };
}

/** The tensor in another type, or null when that would lose something: fractions, or integers out of range. */
export function castTensor(tensor: Tensor, dtype: DType): Tensor | null {
  if (tensor.dtype === dtype) return tensor;
  if (is64(tensor.dtype) && is64(dtype)) return { ...tensor, dtype, data: reinterpreted(tensor.data) };
  const values = numbersOf(tensor);
  if (isFloating(dtype)) return tensorOf(dtype, tensor.dims, values);
  if (!values.every(Number.isFinite)) return null;
  const cast = tensorOf(dtype, tensor.dims, values);
  const back = numbersOf(cast);
  return values.every((x, i) => x === back[i]) ? cast : null;
}

const is64 = (dtype: DType) => dtype === "int64" || dtype === "uint64";

function reinterpreted(data: TensorData): TensorData {
  const { buffer, byteOffset, length } = data;
  const Other = data instanceof BigInt64Array ? BigUint64Array : BigInt64Array;
  return new Other(buffer as ArrayBuffer, byteOffset, length);
}
