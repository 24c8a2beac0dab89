/** @file Classification scores against labels. */
import { valuesOf } from "./closeness/sketch.ts";
import type { SampleResult, Scores } from "./evaluation.ts";
import { proportion } from "./intervals.ts";

/** Top-1 and top-5, percent. Only labelled samples whose answer is a class count; without any, only `n` is given. */
export function scoresOf(results: readonly SampleResult[]): Scores {
  const labelled = results.filter((r) => r.label !== undefined && r.top.length > 0);
  if (labelled.length === 0) return { n: results.length };
  const hits = (k: number) => labelled.filter((r) => r.top.slice(0, k).includes(r.label as number)).length;
  const classes = results[0] === undefined ? 0 : valuesOf(results[0]);
  return {
    n: results.length,
    top1: proportion(hits(1), labelled.length),
    // With five classes or fewer every answer is in the top five; the number would say nothing.
    ...(classes > 5 && { top5: proportion(hits(5), labelled.length) }),
  };
}

/** Fewer labelled samples than this say nothing about preprocessing. */
const ENOUGH = 10;

/**
 * True when top-1 is about what guessing gives, so that the preprocessing is probably wrong: below twice chance,
 * for few classes below a quarter of the way from chance to perfect, for many below 5 %.
 */
export function nearChance(results: readonly SampleResult[]): boolean {
  const { top1 } = scoresOf(results);
  const classes = results[0] === undefined ? 0 : valuesOf(results[0]);
  if (top1 === undefined || classes < 2 || top1.n < ENOUGH) return false;
  const chance = 100 / classes;
  return top1.value < Math.max(5, Math.min(2 * chance, chance + (100 - chance) / 4));
}
