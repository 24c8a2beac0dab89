/** @file What became of each sample under a variant, the worst first. */
import { changesOf, sampleChange, type SampleChange } from "../core/evaluate/paired/sample-changes.ts";
import { pairsOf } from "../core/evaluate/paired/paired.ts";
import { type Desk, modelOf } from "./desk.ts";
import { macrotask } from "./engine/macrotask.ts";
import type { Job } from "./evaluate.ts";
import { answersOf } from "./measure.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { openTask } from "./task.ts";

/** Samples between two looks at Stop. */
const PART = 32;

type Changes = StudioApi["changes"];

/** Null when one of the two was measured in an earlier visit and its answers were not kept. */
export async function changesJob(
  desk: Desk,
  request: Changes["request"],
  { signal }: Job<Progress>,
): Promise<Changes["result"]> {
  const opened = await openTask(desk, request);
  const base = await answersOf(desk, modelOf(desk, request.model).source.key, request, opened);
  const other = await answersOf(desk, request.other, request, opened);
  if (base === null || other === null) return null;
  const { task, context } = opened;
  const rows: SampleChange[] = [];
  for (const [i, pair] of pairsOf(base, other).entries()) {
    if (i % PART === 0) await macrotask();
    signal.throwIfAborted();
    rows.push(sampleChange(task, context, pair));
  }
  return { ...changesOf(task, context, rows), dims: context.dims };
}
