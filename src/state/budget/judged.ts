/** @file Variants with what the budget says of them, and what rules ask of one. */
import { lostOf, mainOf } from "../../core/evaluate/main-score.ts";
import type { Precision } from "../../core/precision.ts";
import { recipeOf, type Variant } from "../variants/variant.ts";
import type { Check, Judgement } from "./judge.ts";

export interface Judged {
  readonly variant: Variant;
  readonly judgement: Judgement;
  /** What is made as little as possible: bytes of the file, or a cost on a device. */
  readonly price: number;
}

const HALF: readonly (Precision | null)[] = ["FP16", "BF16"];
export const isHalf = ({ variant }: Judged) => HALF.includes(variant.layers.precision);

/** Some layers have a precision of their own. */
export const isMixed = ({ variant }: Judged) =>
  variant.source.kind === "recipe" && (variant.layers.precision === null || variant.source.recipe.pins.length > 0);

/** More than the scheme alone was tried: pins, wider activations, or another way to choose ranges. */
export const isRepair = (judged: Judged) => {
  const recipe = recipeOf(judged.variant);
  return isMixed(judged) || judged.variant.layers.precision === "INT16" || (recipe?.ranges.length ?? 0) > 0;
};

export function lost({ variant: { comparison } }: Judged): number {
  const main = mainOf(comparison);
  return main ? lostOf(main).value : 100 - comparison.agreement.value;
}

const isGain = ({ about }: Check) => about === "size" || about === "device";
export const missesAccuracy = ({ judgement }: Judged) =>
  judgement.checks.some((check) => !isGain(check) && check.state === "missed");
export const missedGain = ({ judgement }: Judged) =>
  judgement.checks.find((check) => isGain(check) && check.state === "missed");

export const reasonOf = ({ judgement }: Judged) => judgement.checks.map(({ text }) => text).join("; ");
export const said = (judged: Judged) => `${judged.variant.name} ${reasonOf(judged)}`;

export const byPrice = (a: Judged, b: Judged) =>
  a.price - b.price || a.variant.bytes - b.variant.bytes || lost(a) - lost(b);
export const byLoss = (a: Judged, b: Judged) => lost(a) - lost(b) || a.variant.bytes - b.variant.bytes;

export const isUnlikely = ({ judgement }: Judged) => judgement.checks.some(({ likely }) => !likely);
