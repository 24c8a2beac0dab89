/** @file How a search compares a trial with FP32: as the page judges a variant, with fewer draws. */
import { compare } from "../core/evaluate/compare.ts";
import type { Comparison, Evaluation } from "../core/evaluate/evaluation.ts";
import { withScores } from "../core/evaluate/main-score.ts";
import { breakdown } from "../core/evaluate/paired/breakdown.ts";
import { type Pair, pairedScores, pairsOf } from "../core/evaluate/paired/paired.ts";
import { type Goal, partOf } from "../core/search/goal.ts";
import { dataOf, type Desk } from "./desk.ts";
import { inSegments } from "./judge.ts";
import type { StudioApi } from "./protocol.ts";
import { openTask, type Reading } from "./task.ts";

/** Draws for each trial: its interval is looked at to give up early, and the best model is judged again with all of them. */
const DRAWS = 200;

export interface CompareTrial {
  /** Any prefix of a trial is valid. */
  readonly compare: (evaluation: Evaluation) => Comparison;
  /** It takes draws. */
  readonly isSlow: boolean;
}

export interface TrialReading extends Reading {
  readonly goal: Goal;
  readonly segments?: StudioApi["search"]["request"]["segments"];
}

/** @param base answers of FP32 to all samples */
export async function trialComparer(desk: Desk, reading: TrialReading, base: Evaluation): Promise<CompareTrial> {
  const { goal, segments = [] } = reading;
  const { task, context: clues } = await openTask(desk, reading);
  const { dataset } = await dataOf(desk, reading.validation, reading);
  const className = (label: number) => dataset.classes[label] ?? `class ${label}`;
  const known = compare(base, base);
  const isSlow =
    (goal.metric !== "agreement" && task.id !== "classification" && task.scorer(base.results).n > 0) ||
    goal.segments.some((limit) => partOf(known, limit) === undefined);
  if (!isSlow) return { compare: (evaluation) => compare(base, evaluation), isSlow };
  const limited = new Set(goal.segments.filter(({ kind }) => kind !== "class").map(({ segment }) => segment));
  const options = { clues, className, most: DRAWS, scoresOnly: true };
  return {
    isSlow,
    compare: (evaluation) => {
      const pairs = pairsOf(base.results, evaluation.results);
      const scores = pairedScores(task, pairs, options);
      const made = segments.filter(({ name }) => limited.has(name));
      const table = breakdown(task, inSegments(withoutOthers(pairs, limited), made), scores, options);
      return withScores(compare(base, evaluation), scores, table);
    },
  };
}

/** Segments without a limit are not worth their draws. */
function withoutOthers(pairs: readonly Pair[], limited: ReadonlySet<string>): readonly Pair[] {
  return pairs.map(({ base, other }) => {
    if (base.segment !== undefined && limited.has(base.segment)) return { base, other };
    const [{ segment: _a, ...bare }, { segment: _b, ...rest }] = [base, other];
    return { base: bare, other: rest };
  });
}
