/** @file Constants that stand for one value per channel, in the shapes exporters write them. */
import { TensorProto_DataType as T, type TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf, elementCount, floatsOf } from "../onnx/tensor-data.ts";

/**
 * The values of a float32 constant `[C]`, `[1, C]`, `[1]` or `[]` as one per channel; undefined for other
 * shapes. This is how Gemm broadcasts its bias.
 */
export function vectorOf(t: TensorProto | undefined, channels: number): Float32Array | undefined {
  if (t?.dataType !== T.FLOAT) return undefined;
  const dims = dimsOf(t);
  if (dims.slice(0, -1).some((d) => d !== 1)) return undefined;
  return spread(t, channels);
}

/**
 * The values of a constant that broadcasts over the channel axis 1 of a value `[N, C, ...]` of rank `rank`:
 * `[C, 1, 1]`, `[1, C, 1, 1]`, a scalar ... Undefined when it varies along any other axis or adds axes.
 */
export function perChannel(t: TensorProto | undefined, channels: number, rank: number): Float32Array | undefined {
  if (t?.dataType !== T.FLOAT || t.dims.length > rank) return undefined;
  const dims = dimsOf(t);
  const channelAxis = 1 - (rank - dims.length);
  if (dims.some((d, i) => i !== channelAxis && d !== 1)) return undefined;
  return spread(t, channels);
}

function spread(t: TensorProto, channels: number): Float32Array | undefined {
  const count = elementCount(t);
  const values = floatsOf(t);
  if (count === channels) return values;
  return count === 1 ? new Float32Array(channels).fill(values[0] as number) : undefined;
}
