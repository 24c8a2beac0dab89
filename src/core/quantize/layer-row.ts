/** @file What the page shows of a layer and of a tensor. Plain data: it crosses from the worker as it is. */

import type { Range } from "../calibrate/method.ts";
import type { TensorStats } from "../calibrate/stats.ts";
import type { Precision } from "../precision.ts";
import type { IntType } from "./affine.ts";
import type { RangeGrid, UsedRange } from "./range-cost.ts";

export interface LayerRow {
  /** Node name in the prepared graph: what pins refer to. */
  readonly name: string;
  /** e.g. "Conv + Clip" when a clamp was folded in. */
  readonly op: string;
  /** Output shape, e.g. [1, 32, 112, 112]; symbols as text, "?" when unknown. */
  readonly shape: readonly (number | string)[];
  readonly precision: Precision;
  /** Why it is FP32, or null. */
  readonly reason: string | null;
  readonly pinned: boolean;
  /** A task-aware default keeps it in float: `reason` says which. A pin, or the recipe without them, overrules it. */
  readonly kept?: true;
  /** True when pinning or unpinning this layer would change the graph. */
  readonly pinnable: boolean;
  readonly parameters: number;
  /** Multiply-accumulates of one sample; null when shapes are unknown or it has none. */
  readonly macs: number | null;
  /** Bytes of weights and bias before and after. */
  readonly bytes: { readonly before: number; readonly after: number };
  /**
   * SQNR of the layer's own quantization, dB, from statistics: noise-to-signal of its input, weight and output
   * add up (first order, independent errors); of the weights alone where only those are rounded. Null when float.
   */
  readonly sqnr: number | null;
  /** Share of the layer's output elements that are clipped, 0..1; null when float. */
  readonly clipped: number | null;
  /** Value whose histogram is this layer's output (after a folded clamp). */
  readonly activation: string;
  readonly weight: string | null;
}

/** A tensor the user can look at: an activation by value name or a weight by initializer name. */
export interface TensorView {
  readonly name: string;
  readonly kind: "activation" | "weight";
  readonly min: number;
  readonly max: number;
  readonly count: number;
  /** Histogram over [-limit, limit). */
  readonly limit: number;
  readonly bins: Float64Array;
  /** Chosen range; null when the tensor stays in float. */
  readonly range: { readonly lo: number; readonly hi: number } | null;
  readonly scale: number | null;
  readonly zero: number | null;
  /** Share of elements outside the range, 0..1. */
  readonly clipped: number;
  /** Quantization SQNR of this tensor alone, dB; null when float. */
  readonly sqnr: number | null;
  /** What every method would choose, side by side (activations only). */
  readonly methods: readonly MethodView[];
  /** Samples that own the extremes (activations only). */
  readonly owners: { readonly min: string; readonly max: string } | null;
  /** Weight range per output channel (weights of linear layers only). */
  readonly channels: readonly ChannelRow[];
  /** What was observed, for costs of other ranges; of weights, what they are. */
  readonly stats: TensorStats;
  /** Where a range is set by hand; null where there is none to set. */
  readonly setting: RangeSetting | null;
  /** How the integers of a weight are used; null for activations and weights that stay in float. */
  readonly codes: WeightCodes | null;
}

export interface ChannelRow {
  readonly lo: number;
  readonly hi: number;
  readonly scale: number;
  /** Integers that occur; log2 of it is the effective width in bits. Absent where the weight stays in float. */
  readonly used?: number;
  /** dB; null without error or signal. */
  readonly sqnr?: number | null;
}

export interface RangeSetting {
  /** The value whose range by hand counts for this one: itself, or the one it shares its scale with. */
  readonly value: string;
  /** Other values of the same scale. */
  readonly shared: readonly string[];
  /** As set by hand. */
  readonly asked: Range | null;
  /** By the recipe's method, or by mathematics, when nothing is set by hand. */
  readonly automatic: Range;
  readonly grid: RangeGrid;
  /** The range follows from the operator, as of Softmax. */
  readonly bounded: boolean;
}

export interface WeightCodes {
  readonly type: IntType;
  /** Weights on each integer from `qmin` on. */
  readonly counts: Float64Array;
  readonly qmin: number;
  /** SQNR with one scale for all and with one for each output channel, dB; null where the layer cannot have it. */
  readonly perTensor: number | null;
  readonly perChannel: number | null;
}

export interface MethodView {
  readonly id: string;
  readonly title: string;
  readonly lo: number;
  readonly hi: number;
  /** As the integers represent it: what the error is of. */
  readonly used: UsedRange;
  readonly sqnr: number;
  readonly clipped: number;
}
