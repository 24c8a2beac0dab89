/** @file Whether one variant may ship, from what was measured and the budget: a word for the chip and a sentence. */
import type { Comparison } from "../core/evaluate/evaluation.ts";
import type { Budget } from "./budget/budget.ts";
import { type Check, type CheckState, type Judgement, judgeBy } from "./budget/judge.ts";

export type VerdictLevel = "good" | "unsure" | "bad";

export interface Verdict {
  readonly level: VerdictLevel;
  /** At most three words. */
  readonly chip: string;
  readonly sentence: string;
}

export interface VerdictCase {
  readonly comparison: Comparison;
  /** Of the variant's file and of FP32's. */
  readonly bytes: number;
  readonly float: number;
  readonly budget: Budget;
  /** Of the variant, for the sentence. */
  readonly name: string;
}

const LEVELS: Readonly<Record<CheckState, VerdictLevel>> = { kept: "good", open: "unsure", missed: "bad" };

/** The intervals decide: inside the budget, outside it, or too wide to tell. */
export function verdictOf({ comparison, bytes, float, budget, name }: VerdictCase): Verdict {
  const judgement = judgeBy(budget, float, comparison, bytes);
  const level = LEVELS[judgement.state];
  const shown = judgement.checks.filter(({ state }) => state === judgement.state);
  const tooWide = level === "unsure" ? "; the interval is too wide to be sure" : "";
  return {
    level,
    chip: chipOf(judgement, comparison.top1Change !== undefined),
    sentence: `${name} ${shown.map(({ text }) => text).join("; ")}${tooWide}.`,
  };
}

function chipOf({ state, checks }: Judgement, isLabelled: boolean): string {
  if (state === "kept") return isLabelled ? "Ready to ship" : "Agrees";
  if (state === "open") return checks.every(({ likely }) => likely) ? "Likely fine" : "Likely too lossy";
  const missed = (about: Check["about"]) => checks.some((c) => c.about === about && c.state === "missed");
  if (missed("accuracy")) return isLabelled ? "Accuracy lost" : "Disagrees";
  return missed("segment") ? "Segment lost" : "Too large";
}
