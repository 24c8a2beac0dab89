/** @file What a paired test says, as a sentence for people who do not read p-values. */
import { capital } from "../../capital.ts";
import type { Estimate } from "../evaluation.ts";
import { type Discordant, mcnemar } from "./mcnemar.ts";
import { roundedUp, samplesToNarrow, samplesToSettle } from "./power.ts";

/** Below this probability of a difference by chance alone it is called significant. */
export const SIGNIFICANT = 0.05;

/** A drop that most budgets care for, points. */
const DROP = 1;

export interface Question {
  /** e.g. "top-1", as a sentence has it. */
  readonly title: string;
  /** Quantized minus original, in `unit`. */
  readonly change: Estimate;
  readonly better: "higher" | "lower";
  /** e.g. " points" or " dB"; "" for values in the unit of the labels. */
  readonly unit: string;
  /** Only of scores that are shares of right answers. */
  readonly discordant?: Discordant;
  /** Of the bootstrap, where there is no `discordant`. */
  readonly p: number;
}

/** One sentence or two: whether the difference can be told from chance, and how many samples would tell. */
export function inWords(question: Question): string {
  const { title, change, unit, better, p } = question;
  const samples = `${change.n} sample${change.n === 1 ? "" : "s"}`;
  if (change.n === 0 || Number.isNaN(change.value)) return `No sample is labelled for ${title}.`;
  if (p < SIGNIFICANT) {
    const worse = better === "higher" ? change.value < 0 : change.value > 0;
    const size = `${Math.abs(change.value).toFixed(unit === "" ? 3 : 1)}${unit}`;
    return `${capital(title)} is ${worse ? "worse" : "better"} by ${size}, more than chance explains at ${samples} (p ${pText(p)}).`;
  }
  const needed = neededFor(question);
  const more = needed === null || needed <= change.n ? "" : ` ${roundedUp(needed)} would settle a 1-point drop.`;
  return `No significant difference in ${title} at ${samples} (p ${pText(p)}).${more}`;
}

/** Samples that a drop of one point needs; null where points mean nothing, or nothing ever differed. */
function neededFor({ change, discordant, unit }: Question): number | null {
  if (discordant !== undefined) return samplesToSettle((discordant.lost + discordant.won) / change.n, DROP);
  const half = (change.hi - change.lo) / 2;
  return unit === " points" && half > 0 ? samplesToNarrow(change.n, half, DROP) : null;
}

export function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.1 ? 3 : 2);
}

/** The p of a question: McNemar's where answers are right or wrong, the bootstrap's elsewhere. */
export function pOf(discordant: Discordant | undefined, bootstrap: number): number {
  return discordant === undefined ? bootstrap : mcnemar(discordant);
}
