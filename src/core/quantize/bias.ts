/** @file int32 bias with scale s_x * s_w: its guard against overflow and its integers. */
import type { Graph } from "../graph/graph.ts";
import { floatsOf } from "../onnx/tensor-data.ts";
import { type Affine, roundHalfEven } from "./affine.ts";
import type { WeightPlan } from "./plan.ts";

/** 2^32 - 2: the symmetric int32 range. */
const QRANGE = 2 ** 32 - 2;

/**
 * Raises the weight scale of every channel whose bias would not fit int32. Needed when the weights (or
 * inputs) are tiny beside the bias, so that s_x * s_w underflows its range. The same object when all fit.
 */
export function guardBias(graph: Graph, { bias }: WeightPlan, weight: Affine, input: Affine): Affine {
  const tensor = bias === null ? undefined : graph.constants.get(bias);
  if (tensor === undefined || weight.zero.some((z) => z !== weight.zero[0])) return weight;
  const values = floatsOf(tensor);
  const perChannel = weight.scale.length === values.length;
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const inputScale = input.scale[0] as number;
  let raised = false;
  const scale = weight.scale.map((s, c) => {
    const reach = perChannel ? Math.abs(values[c] as number) : largest;
    const least = (1.0001 * 2 * reach) / QRANGE;
    if (inputScale * s >= least) return s;
    raised = true;
    return Math.fround((1.0001 * least) / inputScale);
  });
  return raised ? { ...weight, scale } : weight;
}

/** Bias integers and their scale, per channel when the weight is. */
export function quantizeBias(values: Float32Array, weight: Affine, input: Affine) {
  const inputScale = input.scale[0] as number;
  const scale = weight.scale.map((s) => Math.fround(inputScale * s));
  const q = Int32Array.from(values, (b, i) => {
    const s = (scale.length === 1 ? scale[0] : scale[i]) as number;
    return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, roundHalfEven(b / s)));
  });
  return { q, scale };
}
