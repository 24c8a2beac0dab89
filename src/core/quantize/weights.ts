/**
 * @file Integers of a weight. They depend on the weight settings alone, so they are computed once per tensor
 * and setting: a pin or another calibration method re-quantizes no weight.
 */
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf } from "../onnx/tensor-data.ts";
import {
  type Affine,
  type Integers,
  channelRanges,
  channelView,
  quantize,
  quantizationError,
  solveAffine,
} from "./affine.ts";
import type { StaticWeights } from "./precisions.ts";

export interface QuantizedWeight {
  readonly affine: Affine;
  readonly integers: Integers;
  /** Sum of squared errors and of squares. */
  readonly noise: number;
  readonly signal: number;
}

const cache = new WeakMap<TensorProto, Map<string, QuantizedWeight>>();

/**
 * Per-channel weights are always symmetric: ONNX Runtime demands equal zero points across channels.
 * @param axis output channels, or null for one scale
 */
export function quantizedWeight(tensor: TensorProto, axis: number | null, settings: StaticWeights): QuantizedWeight {
  const options = { symmetric: settings.symmetric || axis !== null, reduceRange: settings.reduceRange };
  const key = `${axis} ${settings.type} ${options.symmetric} ${options.reduceRange}`;
  const known = cache.get(tensor)?.get(key);
  if (known !== undefined) return known;
  const data = floatsOf(tensor);
  const solved = channelRanges(data, channelView(dimsOf(tensor), axis)).map((r) =>
    solveAffine(r, settings.type, options),
  );
  const weight = withAffine(tensor, axis, {
    type: settings.type,
    scale: Float32Array.from(solved, (s) => s.scale),
    zero: Int32Array.from(solved, (s) => s.zero),
  });
  const perTensor = cache.get(tensor) ?? new Map<string, QuantizedWeight>();
  cache.set(tensor, perTensor.set(key, weight));
  return weight;
}

/** The weight under a given affine, such as one the bias guard has raised. */
export function withAffine(tensor: TensorProto, axis: number | null, affine: Affine): QuantizedWeight {
  const data = floatsOf(tensor);
  const view = channelView(dimsOf(tensor), axis);
  const integers = quantize(data, view, affine);
  return { affine, integers, ...quantizationError(data, integers, view, affine) };
}
