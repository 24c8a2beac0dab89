/** @file What is said of a model that is already quantized. Plain data, part of the model card. */

export interface Spread {
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** One layer with integer weights or integer activations. */
export interface QuantizedLayer {
  readonly node: string;
  readonly op: string;
  /** Type of its input as integers, e.g. "uint8"; "dynamic" when found while the model runs; null when float. */
  readonly activations: string | null;
  /** Type of its weights, e.g. "int8" or "4 bits"; null when they are float or computed. */
  readonly weights: string | null;
  readonly bits: number | null;
  /** Scales of the weights, real units per step. */
  readonly scales: Spread | null;
  /** Zero points of the weights; null when there are none. */
  readonly zeros: Spread | null;
  /** Axis of the weights that has a scale for each index; null when one scale serves all. */
  readonly axis: number | null;
  /** Weights that share a scale along the inputs, when block-wise. */
  readonly block: number | null;
}

export const LEVELS = ["error", "warning", "note"] as const;
export type Level = (typeof LEVELS)[number];

export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly level: Level;
  /** Node it is about; "" for the whole model. */
  readonly node: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

export interface QuantizedInfo {
  /** In words, e.g. "Static QDQ, uint8 activations, int8 weights per channel". */
  readonly scheme: string;
  readonly layers: readonly QuantizedLayer[];
  readonly lint: readonly Finding[];
}
