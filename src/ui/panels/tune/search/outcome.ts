/** @file What came of a trial, in words. */
import { costText as costOnDevice } from "../../../../core/evaluate/device/limits.ts";
import { TOP1 } from "../../../../core/evaluate/main-score.ts";
import type { Goal } from "../../../../core/search/goal.ts";
import type { Trial } from "../../../../core/search/trial.ts";
import { scoreText } from "../../check/score-text.ts";

/** "passes", or the limits that were missed, or why it was not run. */
export function outcomeText({ outcome, passes, misses, samples }: Trial): string {
  if (outcome === "too-large") return `not run: ${misses.join("; ")}`;
  if (outcome === "same") return "the same file as an earlier one";
  if (outcome === "failed") return `failed: ${misses.join("; ")}`;
  if (outcome === "hopeless") return `given up after ${samples} samples: ${misses.join("; ")}`;
  return passes ? "passes" : misses.join("; ");
}

/** The main score by its name; null where nothing is labelled. */
export function scoreOf({ main, top1 }: Trial): { readonly title: string; readonly text: string } | null {
  if (main) return { title: main.metric.title, text: scoreText(main.other.value, main.metric.unit) };
  return top1 && { title: TOP1.title, text: scoreText(top1.value, TOP1.unit) };
}

/** "12.3 ms on Cortex-A53, 57 % of Cortex-M4's memory": each cost the goal names; empty without any. Estimates. */
export function costText({ costs = [] }: Trial, { devices = [] }: Pick<Goal, "devices">): string {
  const parts = devices.flatMap((limit, i) => {
    const value = costs[i];
    return value === undefined ? [] : [costOnDevice(limit, value)];
  });
  return parts.join(", ");
}
