/** @file How a layer runs, in the few words of a table cell. */
import type { Fate } from "../../../core/fusion/fusion-map.ts";
import { integerShare } from "../../../core/fusion/integer-share.ts";
import type { Precision } from "../../../core/precision.ts";

/** The kernel that computes on integers, or what happens instead. */
export function runsAs({ outcome, kernel }: Pick<Fate, "outcome" | "kernel">): string {
  return outcome === "integer" ? (kernel ?? outcome) : outcome;
}

/** The reason behind the few words, which it does not repeat. */
export function whyRunsAs(fate: Pick<Fate, "outcome" | "kernel" | "reason">): string {
  const said = `${runsAs(fate)} `;
  return fate.reason.startsWith(said) ? fate.reason.slice(said.length) : fate.reason;
}

/** Meant to compute on integers, and does not: INT16 and integer weights are computed in float by design. */
export function missed(outcome: Fate["outcome"], precision: Precision): boolean {
  return outcome === "float" && (precision === "INT8" || precision === "DYN8");
}

/** e.g. "52 of 53 linear layers run as integer kernels"; null for a model without any. */
export function shareText(fates: Iterable<Fate>): string | null {
  const { integer, total } = integerShare([...fates]);
  return total === 0 ? null : `${integer} of ${total} linear layers run as integer kernels`;
}
