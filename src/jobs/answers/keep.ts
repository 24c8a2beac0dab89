/** @file What is kept of an answer when it comes, for one task. */
import { hashOfText } from "../../core/fnv.ts";
import { isLarge, sketched } from "../../core/evaluate/closeness/sketch.ts";
import type { SampleResult } from "../../core/evaluate/evaluation.ts";
import type { Task, TaskContext } from "../../core/evaluate/tasks/task.ts";

export interface Reader {
  /** An answer in the terms of the task; the same answer again is not read again. */
  readonly read: (result: SampleResult) => SampleResult;
  /**
   * Of a raw answer everything where it is small, so that other tasks can read it too. Of a large one what this task reads
   * in it, and sums of its values; another task needs the sample to be run again.
   */
  readonly keep: (result: SampleResult) => SampleResult;
}

/** @param contents SHA-256 of the samples' bytes, by id: the same image gives the same sums whatever it is called */
export function readerOf(task: Task, context: TaskContext, contents?: ReadonlyMap<string, string>): Reader {
  const read = (result: SampleResult) => (result.sketch === undefined ? readOnce(task, context, result) : result);
  return {
    read,
    keep: (raw) =>
      task.needsValues || !isLarge(raw)
        ? raw
        : sketched(task.read(raw, context), hashOfText(contents?.get(raw.id) ?? raw.id)),
  };
}

/** Decoding boxes takes milliseconds for each image, and answers are kept while the page looks at them again. */
const known = new WeakMap<SampleResult, { readonly task: Task["id"]; readonly read: SampleResult }>();

function readOnce(task: Task, context: TaskContext, result: SampleResult): SampleResult {
  const before = known.get(result);
  if (before?.task === task.id) return before.read;
  const read = task.read(result, context);
  known.set(result, { task: task.id, read });
  return read;
}
