/** @file Constants as plain numbers while they are folded. float32 and integers up to 2^53 are exact in a double. */
import { TensorProto_DataType as T, type TensorProto } from "../../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor, int64Tensor, intsOf, isExternal, makeTensor } from "../../onnx/tensor-data.ts";
import { sizeOf } from "../../tensor.ts";

export interface NumberArray {
  /** FLOAT, INT64, INT32 or BOOL. */
  readonly elem: number;
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

const FOLDABLE: ReadonlySet<number> = new Set([T.FLOAT, T.INT64, T.INT32, T.BOOL]);

/** Undefined for types we do not compute with. */
export function readArray(t: TensorProto): NumberArray | undefined {
  if (!FOLDABLE.has(t.dataType) || isExternal(t)) return undefined;
  return arrayOf(t.dataType, dimsOf(t), t.dataType === T.FLOAT ? floatsOf(t) : intsOf(t));
}

/** What a Cast may also read: float16 as the float32 it stands for. */
export function readCastable(t: TensorProto): NumberArray | undefined {
  if (t.dataType !== T.FLOAT16 || isExternal(t)) return readArray(t);
  return arrayOf(T.FLOAT, dimsOf(t), floatsOf(t));
}

export function arrayOf(elem: number, dims: readonly number[], values: ArrayLike<number>): NumberArray {
  return { elem, dims, data: Float64Array.from(values) };
}

export function writeArray(name: string, { elem, dims, data }: NumberArray): TensorProto {
  if (elem === T.FLOAT) return floatTensor(name, dims, Float32Array.from(data));
  if (elem === T.INT64) return int64Tensor(name, Array.from(data), dims);
  return elem === T.INT32
    ? makeTensor(name, elem, dims, Int32Array.from(data))
    : makeTensor(
        name,
        T.BOOL,
        dims,
        Uint8Array.from(data, (x) => (x === 0 ? 0 : 1)),
      );
}

/** Steps between neighbours along each axis, in elements. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let i = dims.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] as number) * (dims[i + 1] as number);
  return strides;
}

/**
 * A new array of shape `dims` whose element at position p is `data[offset + sum p_i * steps_i]`: transposing,
 * slicing and broadcasting are all this walk.
 */
export function strided(x: NumberArray, dims: readonly number[], steps: readonly number[], offset = 0): NumberArray {
  const data = new Float64Array(sizeOf(dims));
  const position = dims.map(() => 0);
  let from = offset;
  for (let i = 0; i < data.length; i++) {
    data[i] = x.data[from] as number;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const step = steps[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      from += step;
      if ((position[axis] as number) < (dims[axis] as number)) break;
      from -= step * (dims[axis] as number);
      position[axis] = 0;
    }
  }
  return { elem: x.elem, dims, data };
}

/** Numpy broadcasting to a shape that is known to fit. */
export function broadcastTo(x: NumberArray, dims: readonly number[]): NumberArray {
  const own = stridesOf(x.dims);
  const shift = dims.length - x.dims.length;
  const steps = dims.map((_, i) => (i < shift || x.dims[i - shift] === 1 ? 0 : (own[i - shift] as number)));
  return strided(x, dims, steps);
}
