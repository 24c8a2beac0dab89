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
  /** Values to observe: outputs of the model. */
  readonly taps: readonly string[];
  readonly set: SampleSet;
  /** Kept from an earlier run that was stopped. */
  readonly kept?: Collected;
}

export async function collectOver(engines: Engines, task: CollectTask, job: Job<Progress>): Promise<Collected> {
  const { model, taps, set, kept = emptyCollected() } = task;
  const running = new Map<number, number>();
  const tell = () => {
    const inFlight = [...running.values()].reduce((a, b) => a + b, 0);
    job.progress({ stage: "calibrate", done: kept.done.size + inFlight, total: set.samples.length, unit: "images" });
  };
  const missing = set.samples.filter((s) => !kept.done.has(s.index));
  const shards = shardsOf(missing, engines.count(model.blob.size), model.input.batch);
  tell();
  await overShards(shards, job.signal, async (index, shard, signal) => {
    for (const samples of portionsOf(shard, model.input.batch)) {
      signal.throwIfAborted();
      const request = { data: set.data, preprocess: set.preprocess, taps, samples };
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
