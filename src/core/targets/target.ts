/** @file What a target demands of the file and cannot do, as data. */
import type { Recipe } from "../recipe.ts";
import type { TargetId } from "./ids.ts";

/** How nodes are chosen and scales are shared; the plan reads these and nothing else of a target. */
export interface TargetRules {
  /** Everything between input and output runs on integers, so tails are quantized and results are rounded too. */
  readonly wholeGraph: boolean;
  /** Ops with an integer kernel there that ONNX Runtime's CPU provider lacks. */
  readonly integerOps: ReadonlySet<string>;
  /** Ops whose output must have the scale of their first input, beyond those that only move values. */
  readonly sameScale: ReadonlySet<string>;
  /** Concat needs one scale for all its inputs and its output. */
  readonly sharedConcat: boolean;
  /** A Relu or Clip that stays in the graph fuses there with the layer before it: no rounding in between. */
  readonly fusesClamps: boolean;
  /** Output ranges that the target prescribes, by op. */
  readonly fixedRanges: Readonly<Record<string, readonly [number, number]>>;
}

export interface Target {
  readonly id: TargetId;
  readonly title: string;
  /** One sentence: when to choose it. */
  readonly when: string;
  /** Where its demands are written down. */
  readonly source: string;
  /** What choosing it sets. */
  readonly settings: {
    readonly activations: Recipe["activations"];
    readonly weights: Partial<Recipe["weights"]>;
  };
  readonly rules: TargetRules;
  /** What the target cannot do of this recipe, one sentence each. */
  readonly warnings: (recipe: Recipe) => readonly string[];
}

/** ONNX Runtime's CPU provider: only what has an integer kernel is quantized. */
export const CPU_RULES: TargetRules = {
  wholeGraph: false,
  integerOps: new Set(),
  sameScale: new Set(),
  sharedConcat: false,
  fusesClamps: false,
  fixedRanges: { Softmax: [0, 1], Sigmoid: [0, 1] },
};
