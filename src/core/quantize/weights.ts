/**
 * @file Integers of a weight. They depend on the weight settings alone, so they are computed once per tensor
 * and setting: a pin or another calibration method re-quantizes no weight.
 */
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf } from "../onnx/tensor-data.ts";
import {
  type Affine,
  type ChannelView,
  type Integers,
  channelRanges,
  channelView,
  integersOf,
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
  return toEnd(weightSteps(tensor, axis, settings));
}

/** The same with a pause after each slice of a large weight. Nothing is left to do when it is known already. */
export function* weightSteps(
  tensor: TensorProto,
  axis: number | null,
  settings: StaticWeights,
): Generator<void, QuantizedWeight> {
  const options = { symmetric: settings.symmetric || axis !== null, reduceRange: settings.reduceRange };
  const key = `${axis} ${settings.type} ${options.symmetric} ${options.reduceRange}`;
  const known = cache.get(tensor)?.get(key);
  if (known !== undefined) return known;
  const data = floatsOf(tensor);
  const solved = channelRanges(data, channelView(dimsOf(tensor), axis)).map((r) =>
    solveAffine(r, settings.type, options),
  );
  const weight = yield* affineSteps(tensor, axis, {
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
  return toEnd(affineSteps(tensor, axis, affine));
}

/** Weights between two pauses, about: some 50 ms. */
const SLICE = 2 ** 21;

function* affineSteps(tensor: TensorProto, axis: number | null, affine: Affine): Generator<void, QuantizedWeight> {
  const data = floatsOf(tensor);
  const integers = integersOf(affine.type, data.length);
  let noise = 0;
  let signal = 0;
  for (const { from, to, view, own } of slicesOf(channelView(dimsOf(tensor), axis), affine)) {
    const part = data.subarray(from, to);
    const rounded = quantize(part, view, own);
    integers.set(rounded, from);
    const error = quantizationError(part, rounded, view, own);
    noise += error.noise;
    signal += error.signal;
    if (to < data.length) yield;
  }
  return { affine, integers, noise, signal };
}

interface WeightSlice {
  readonly from: number;
  readonly to: number;
  readonly view: ChannelView;
  /** Of the channels in the slice. */
  readonly own: Affine;
}

/** Side by side in memory: whole channels where they follow each other, else all of them over a part of `outer`. */
function* slicesOf({ outer, channels, inner }: ChannelView, affine: Affine): Generator<WeightSlice> {
  const [count, row] = outer === 1 ? [channels, inner] : [outer, channels * inner];
  const step = Math.max(1, Math.floor(SLICE / Math.max(1, row)));
  for (let at = 0; at < count; at += step) {
    const end = Math.min(count, at + step);
    const whole = { from: at * row, to: end * row };
    if (outer > 1) yield { ...whole, view: { outer: end - at, channels, inner }, own: affine };
    else yield { ...whole, view: { outer, channels: end - at, inner }, own: channelsOf(affine, at, end) };
  }
}

function channelsOf({ type, scale, zero }: Affine, from: number, to: number): Affine {
  return { type, scale: scale.subarray(from, to), zero: zero.subarray(from, to) };
}

function toEnd<R>(steps: Generator<void, R>): R {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
