/**
 * @file What to do with this model, from all variants measured so far: ship, stay, retrain, or measure more, with the
 * variants and numbers it rests on.
 */
import { costOn } from "../../core/evaluate/device/limits.ts";
import { cheapestOf } from "../../core/search/goal.ts";
import type { Variant } from "../variants/variant.ts";
import type { VerdictLevel } from "../verdict.ts";
import { type Budget, maxBytes } from "./budget.ts";
import { type Case, type DecisionId, RULES } from "./decision-rules.ts";
import { type Judgement, judgeBy } from "./judge.ts";
import { byLoss, byPrice, isUnlikely, type Judged, reasonOf } from "./judged.ts";

export interface Decision {
  readonly id: DecisionId;
  readonly level: VerdictLevel;
  /** In at most six words. */
  readonly title: string;
  readonly sentence: string;
  /** The variant it is about, best first in `reasons`. */
  readonly variant: Variant | null;
  /** What led there: every variant with its limits in words. */
  readonly reasons: readonly { readonly variant: Variant; readonly text: string }[];
}

/**
 * Null while nothing is measured. @param variants of one bench @param float bytes of the FP32 file
 */
export function decide(variants: readonly Variant[], budget: Budget, float: number): Decision | null {
  const judged = variants.map((variant): Judged => {
    return { variant, judgement: judgeBy(budget, float, variant), price: priceOf(variant, budget) };
  });
  const of = (state: Judgement["state"]) => judged.filter(({ judgement }) => judgement.state === state);
  const known: Case = {
    kept: of("kept").toSorted(byPrice),
    open: of("open").toSorted((a, b) => Number(isUnlikely(a)) - Number(isUnlikely(b)) || byPrice(a, b)),
    missed: of("missed"),
    limit: maxBytes(budget, float) ?? Infinity,
    float,
  };
  for (const { id, find } of RULES) {
    const found = find(known);
    if (found === null) continue;
    const { variant = null, ...rest } = found;
    const order = [...known.kept, ...known.open, ...known.missed.toSorted(byLoss)];
    return { id, ...rest, variant, reasons: order.map((j) => ({ variant: j.variant, text: reasonOf(j) })) };
  }
  return null;
}

/** What cannot be estimated comes after all that can; a number, so that two of them compare. */
function priceOf({ bytes, costs }: Variant, budget: Budget): number {
  const limit = budget.devices[cheapestOf(budget) ?? -1];
  if (limit === undefined) return bytes;
  return (costs && costOn(limit, costs)) ?? Number.MAX_VALUE;
}
