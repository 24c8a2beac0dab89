import type { SampleResult } from "../core/evaluate/evaluation.ts";
import { scoreOf } from "../core/evaluate/tasks/score.ts";
import type { Task } from "../core/evaluate/tasks/task.ts";

/** A raw answer. */
export function result(id: string, output: readonly number[], more: Partial<SampleResult> = {}): SampleResult {
  return { id, top: [], confidence: [], output: Float32Array.from(output), ...more };
}

/** Scores of a task by id. */
export const values = (task: Task, results: readonly SampleResult[]) =>
  Object.fromEntries(scoreOf(task, results, { resamples: 50 }).map(({ id, value }) => [id, value]));
