/** @file What came of a trial, in words. */
import type { Trial } from "../../../../core/search/trial.ts";

/** "passes", or the limits that were missed, or why it was not run. */
export function outcomeText({ outcome, passes, misses, samples }: Trial): string {
  if (outcome === "too-large") return `too large, not run: ${misses.join("; ")}`;
  if (outcome === "same") return "the same file as an earlier one";
  if (outcome === "failed") return `failed: ${misses.join("; ")}`;
  if (outcome === "hopeless") return `given up after ${samples} samples: ${misses.join("; ")}`;
  return passes ? "passes" : misses.join("; ");
}
