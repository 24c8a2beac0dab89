/** @file How an op behaves under quantization, as data. An op with no rule stays in float. */
import type { Node } from "../graph/graph.ts";

/** Where a linear op keeps its constant weight, and along which axis its output channels lie. */
export interface WeightSlot {
  readonly input: number;
  /** Axis of output channels for a weight of this rank, or null when per-channel cannot run (then per-tensor). */
  readonly axis: (node: Node, rank: number) => number | null;
}

export type OpRule =
  /** Multiplies by a constant weight and accumulates in int32 (Conv, Gemm, MatMul). */
  | { readonly kind: "linear"; readonly weight: WeightSlot; readonly bias?: number }
  /** Every float input and the output have a scale of their own (Add, Mul, Concat, GlobalAveragePool). */
  | { readonly kind: "elementwise" }
  /** Only moves or selects values: output 0..n share the scale of data input 0 (Reshape, MaxPool, Transpose). */
  | { readonly kind: "passthrough" }
  /** A clamp: folded into its producer's range when it is the only consumer (Relu, Clip). */
  | { readonly kind: "clamp" }
  /** Like elementwise, but the output range is known by mathematics (Softmax, Sigmoid). */
  | { readonly kind: "bounded"; readonly range: readonly [number, number] };

/** Refused with a reason in the user's words. */
export interface Refusal {
  readonly kind: "float";
  readonly reason: string;
}
