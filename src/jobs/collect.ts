/**
 * @file Calibration statistics over all engines. Each engine works through its samples in portions; a
 * finished portion is merged at once, so Stop loses at most one portion per engine.
 */
import { mergeStats } from "../core/calibrate/merge.ts";
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import type { Skipped } from "../core/samples/dataset.ts";
import type { EngineSample } from "./engine-protocol.ts";
import { type Engines, type ModelSource, overShards, shardsOf } from "./engines.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import type { Progress } from "./protocol.ts";

/** Samples per portion and engine: statistics of a portion are a few megabytes to move. */
const PORTION = 16;

/** Bytes of the observed values of one run; more are observed in several runs of the same batch. */
export const TAP_BUDGET = 512e6;

/**
 * Groups the values in their order so that each group stays within the budget; a value that alone exceeds it is a
 * group of its own.
 * @param bytes of one run, by value; unknown ones count nothing
 */
export function passesOf(
  taps: readonly string[],
  bytes: ReadonlyMap<string, number>,
  budget = TAP_BUDGET,
): readonly (readonly string[])[] {
  const passes: string[][] = [];
  let left = 0;
  for (const tap of taps) {
    const size = bytes.get(tap) ?? 0;
    const last = passes.at(-1);
    if (last === undefined || size > left) {
      passes.push([tap]);
      left = budget - size;
      continue;
    }
    last.push(tap);
    left -= size;
  }
  return passes;
}

/** What is known so far. Merging is exact, so neither order nor interruptions change it. */
export interface Collected {
  stats: CalibrationStats;
  readonly done: Set<number>;
  readonly skipped: Map<string, Skipped>;
}

export function emptyCollected(): Collected {
  return { stats: new Map(), done: new Set(), skipped: new Map() };
}

export interface CollectTask {
  readonly model: ModelSource;
  /** Values to observe, outputs of the model, in groups that fit in memory together. */
  readonly passes: readonly (readonly string[])[];
  readonly means?: readonly (readonly [string, number])[];
  readonly set: SampleSet;
  /** Kept from an earlier run that was stopped. */
  readonly kept?: Collected;
}

export async function collectOver(engines: Engines, task: CollectTask, job: Job<Progress>): Promise<Collected> {
  const { model, passes, means = [], set, kept = emptyCollected() } = task;
  const running = new Map<number, number>();
  const tell = () => {
    const inFlight = [...running.values()].reduce((a, b) => a + b, 0);
    job.progress({ stage: "calibrate", done: kept.done.size + inFlight, total: set.samples.length, unit: "samples" });
  };
  const missing = set.samples.filter((s) => !kept.done.has(s.index));
  const shards = shardsOf(missing, engines.count(model.blob.size), model.inputs.batch);
  tell();
  await overShards(shards, job.signal, async (index, shard, signal) => {
    for (const samples of portionsOf(shard, model.inputs.batch)) {
      signal.throwIfAborted();
      const request = { data: set.data, preprocess: set.preprocess, passes, means, samples };
      const onProgress = ({ done }: { done: number }) => (running.set(index, done), tell());
      const portion = await engines.run(index, model, "collect", request, { signal, onProgress });
      running.delete(index);
      kept.stats = mergeStats(kept.stats, portion.stats);
      for (const { index: i } of samples) kept.done.add(i);
      for (const skip of portion.skipped) kept.skipped.set(skip.id, skip);
      tell();
    }
  });
  return kept;
}

function portionsOf(shard: readonly EngineSample[], batch: number | null): (readonly EngineSample[])[] {
  const size = Math.max(1, Math.round(PORTION / (batch ?? 1))) * (batch ?? 1);
  return Array.from({ length: Math.ceil(shard.length / size) }, (_, i) => shard.slice(i * size, (i + 1) * size));
}
