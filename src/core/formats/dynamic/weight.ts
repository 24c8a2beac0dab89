/** @file Integer weights for the dynamic kernels: rounded to nearest, per tensor or per output channel. */
import { assert } from "../../errors.ts";
import type { ValueName } from "../../graph/graph.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { dimsOf, floatsOf } from "../../onnx/tensor-data.ts";
import {
  type ChannelView,
  channelRanges,
  type Integers,
  integersOf,
  quantizationError,
  quantize,
  solveAffine,
} from "../../quantize/affine.ts";
import { sizeOf } from "../../tensor.ts";
import { addConstant, type Draft } from "./draft.ts";

export interface DynamicWeights {
  readonly type: "int8" | "uint8";
  readonly granularity: "per-channel" | "per-tensor";
  /** Per-channel weights are symmetric in any case. */
  readonly symmetric: boolean;
  /** Use 7 bits so that x86 without VNNI cannot saturate. */
  readonly reduceRange: boolean;
}

export interface StoredWeight {
  /** The float constant it was made of. */
  readonly source: ValueName;
  readonly integers: ValueName;
  readonly scale: ValueName;
  readonly zero: ValueName;
  readonly bytes: { readonly before: number; readonly after: number };
  readonly noise: number;
  readonly signal: number;
}

/** How a constant is to be stored. */
export interface WeightForm {
  readonly type: "int8" | "uint8";
  /** Elements that share a scale; one channel is one scale. */
  readonly view: ChannelView;
  /** Shapes of the scales and of the zero points. */
  readonly scaleDims: readonly number[];
  readonly zeroDims: readonly number[];
  /** Swap the last two axes in the file. */
  readonly transpose?: boolean;
  /** Multiplies the scales (alpha of Gemm). */
  readonly gain?: number;
}

/** Stores a weight, or finds it stored already in the same form. */
export function storedWeight(draft: Draft, source: ValueName, form: WeightForm): StoredWeight {
  const key = JSON.stringify([source, form]);
  const known = draft.stored.get(key);
  if (known !== undefined) return known;
  const stored = store(draft, source, form);
  draft.stored.set(key, stored);
  return stored;
}

function store(draft: Draft, source: ValueName, form: WeightForm): StoredWeight {
  const { type, view, gain = 1, scaleDims, zeroDims } = form;
  const { dims, data } = constantOf(draft, source);
  const { symmetric, reduceRange } = draft.weights;
  const options = { symmetric: symmetric || view.channels > 1, reduceRange };
  const solved = channelRanges(data, view).map((range) => solveAffine(range, type, options));
  const scale = Float32Array.from(solved, (s) => s.scale);
  const zero = Int32Array.from(solved, (s) => s.zero);
  const q = quantize(data, view, { type, scale, zero });
  const elem = type === "int8" ? T.INT8 : T.UINT8;
  const stored = form.transpose ? transposed(q, dims) : { dims, data: q };
  // One zero point stands for all channels where the kernel wants a scalar: symmetric channels share it.
  const zeros = integersOf(type, sizeOf(zeroDims));
  zeros.set(zero.subarray(0, zeros.length));
  const integers = addConstant(draft, `${source}_quantized`, elem, stored.dims, stored.data);
  const scales = scale.map((s) => s * gain);
  return {
    source,
    integers,
    scale: addConstant(draft, `${source}_scale`, T.FLOAT, scaleDims, scales),
    zero: addConstant(draft, `${source}_zero_point`, elem, zeroDims, zeros),
    bytes: { before: data.byteLength, after: q.byteLength + scales.byteLength + zeros.byteLength },
    ...quantizationError(data, q, view, { type, scale, zero }),
  };
}

export function constantOf(draft: Draft, name: ValueName): { readonly dims: number[]; readonly data: Float32Array } {
  const tensor = draft.graph.constants.get(name);
  assert(tensor !== undefined, `no constant ${name}`);
  return { dims: dimsOf(tensor), data: floatsOf(tensor) };
}

/** [..., rows, columns] to [..., columns, rows]. */
function transposed(q: Integers, dims: readonly number[]): { readonly dims: number[]; readonly data: Integers } {
  const [rows, columns] = dims.slice(-2) as [number, number];
  const data = q.slice();
  for (let base = 0; base < q.length; base += rows * columns)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) data[base + c * rows + r] = q[base + r * columns + c] as number;
  return { dims: [...dims.slice(0, -2), columns, rows], data };
}
