/** @file Whether one variant may ship, from what was measured and the budget: a word for the chip and a sentence. */
import type { DeviceCostId } from "../core/evaluate/device/limits.ts";
import { mainOf } from "../core/evaluate/main-score.ts";
import type { Budget } from "./budget/budget.ts";
import { type Candidate, type Check, type CheckState, type Judgement, judgeBy } from "./budget/judge.ts";

export type VerdictLevel = "good" | "unsure" | "bad";

export interface Verdict {
  readonly level: VerdictLevel;
  /** At most three words. */
  readonly chip: string;
  readonly sentence: string;
  /** What is missed or open is how well it answers, and not only what it costs. */
  readonly isAboutAccuracy: boolean;
}

export interface VerdictCase extends Candidate {
  /** Bytes of the FP32 file. */
  readonly float: number;
  readonly budget: Budget;
  /** Of the variant, for the sentence. */
  readonly name: string;
}

const LEVELS: Readonly<Record<CheckState, VerdictLevel>> = { kept: "good", open: "unsure", missed: "bad" };

/** The intervals decide: inside the budget, outside it, or too wide to tell. */
export function verdictOf({ float, budget, name, ...candidate }: VerdictCase): Verdict {
  const judgement = judgeBy(budget, float, candidate);
  const level = LEVELS[judgement.state];
  const shown = judgement.checks.filter(({ state }) => state === judgement.state);
  const isWide = level === "unsure" && shown.some(({ more }) => more > 0);
  const tooWide = isWide ? "; the interval is too wide to be sure" : "";
  return {
    level,
    chip: chipOf(judgement, mainOf(candidate.comparison) !== undefined),
    isAboutAccuracy: shown.some(({ about }) => about === "accuracy" || about === "segment"),
    sentence: `${name} ${shown.map(({ text }) => text).join("; ")}${tooWide}.`,
  };
}

function chipOf({ state, checks }: Judgement, isLabelled: boolean): string {
  if (state === "kept") return isLabelled ? "Ready to ship" : "Agrees";
  const open = checks.filter((check) => check.state === "open");
  if (state === "open" && open.every(({ more }) => more === 0)) return "Not known yet";
  if (state === "open") return checks.every(({ likely }) => likely) ? "Likely fine" : "Likely too lossy";
  const missed = (about: Check["about"]) => checks.some((c) => c.about === about && c.state === "missed");
  if (missed("accuracy")) return isLabelled ? "Accuracy lost" : "Disagrees";
  if (missed("segment")) return "Segment lost";
  if (missed("size")) return "Too large";
  const cost = checks.find(({ about, state }) => about === "device" && state === "missed")?.cost;
  return COSTLY[cost ?? "fit"];
}

const COSTLY: Readonly<Record<DeviceCostId, string>> = {
  fit: "Does not fit",
  ram: "Too much RAM",
  time: "Too slow",
  energy: "Too much energy",
};
