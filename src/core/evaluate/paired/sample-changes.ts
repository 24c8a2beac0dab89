/** @file What became of each sample, for tasks whose answers are not simply right or wrong: its own score before and after. */
import type { MetricName } from "../metric.ts";
import type { Task, TaskClues } from "../tasks/task.ts";
import type { Pair } from "./paired.ts";

/** Numbers are in the units of `SampleChanges`; null where they do not apply. */
export interface SampleChange {
  readonly id: string;
  readonly segment?: string;
  /** The sample's own score against its label. */
  readonly before: number | null;
  readonly after: number | null;
  /** How near the two answers are. */
  readonly near: number | null;
  /** How much of its score was lost; without a label null. */
  readonly lost: number | null;
}

export interface SampleChanges {
  /** Null for tasks that know no right answer. */
  readonly metric: MetricName | null;
  readonly near: MetricName | null;
  /** The worst first: what lost most of its score, then unlabelled samples whose answers are farthest apart. */
  readonly rows: readonly SampleChange[];
}

/** Of a single sample; its answers in the terms of the task. */
export function sampleChange(task: Task, clues: TaskClues, { base, other }: Pair): SampleChange {
  const [before, after] = [base, other].map((result) => known(task.scorer([result]).at(Float64Array.of(1))[0]));
  const near = known(task.closeness(clues).of(base, other)[0]);
  const isHigher = task.metrics[0]?.better === "higher";
  const isScored = before !== null && before !== undefined && after !== null && after !== undefined;
  return {
    id: base.id,
    ...(base.segment !== undefined && { segment: base.segment }),
    before: before ?? null,
    after: after ?? null,
    near,
    lost: isScored ? (isHigher ? before - after : after - before) : null,
  };
}

function known(x: number | undefined): number | null {
  return x === undefined || Number.isNaN(x) ? null : x;
}

export function changesOf(task: Task, clues: TaskClues, rows: readonly SampleChange[]): SampleChanges {
  const [near = null] = task.closeness(clues).metrics;
  const far = (row: SampleChange) => (row.near === null ? 0 : near?.better === "lower" ? row.near : -row.near);
  const sorted = rows.toSorted((a, b) => {
    if ((a.lost === null) !== (b.lost === null)) return a.lost === null ? 1 : -1;
    const harm = (b.lost ?? far(b)) - (a.lost ?? far(a));
    return harm || (a.id < b.id ? -1 : 1);
  });
  return { metric: task.metrics[0] ?? null, near, rows: sorted };
}
