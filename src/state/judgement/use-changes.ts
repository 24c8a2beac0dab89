/** @file What became of each sample, for tasks that have no flips of classes or boxes. */
import type { TaskId } from "../../core/evaluate/tasks/task.ts";
import type { Evaluation } from "../../core/evaluate/evaluation.ts";
import type { StudioApi } from "../../jobs/protocol.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { jobs } from "../queries.ts";
import { useStudio } from "../store.ts";
import { useBench } from "../variants/use-bench.ts";
import { useTask } from "./use-judgement.ts";

/** Their changes are read off the answers themselves, while they come. */
const HAVE_FLIPS: readonly TaskId[] = ["classification", "detection"];

export type Changes = NonNullable<StudioApi["changes"]["result"]>;

/** Null while there are none, or where they are flips. @param evaluation of the model that is compared with FP32 */
export function useChanges(evaluation: Evaluation | undefined): Changes | null {
  const bench = useBench();
  const { baseline } = useFlow();
  const chosen = useStudio((s) => s.task);
  const task = useTask()?.task.id;
  const ready = bench && evaluation && isFresh(baseline) && task !== undefined && !HAVE_FLIPS.includes(task);
  const { data } = useJob(ready ? jobs.changes(bench, evaluation.model, chosen) : null);
  return data ?? null;
}
