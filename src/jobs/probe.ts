/** @file A graph of ours over images, on all engines: vectors of numbers come back. */
import type { EngineApi, ProbeRun } from "./engine-protocol.ts";
import { type Engines, type ModelSource, overShards, shardsOf } from "./engines.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import type { Progress } from "./protocol.ts";

type Request = EngineApi["probe"]["request"];

export interface ProbeTask {
  readonly model: ModelSource;
  readonly set: SampleSet;
  readonly fetch: Request["fetch"];
  readonly noise: Request["noise"];
}

/** @throws StudioError `runtime/*`, `data/*` */
export async function probeOver(engines: Engines, task: ProbeTask, job: Job<Progress>): Promise<readonly ProbeRun[]> {
  const { model, set, fetch, noise } = task;
  const found: ProbeRun[] = [];
  const done = new Map<number, number>();
  const tell = () => {
    const finished = [...done.values()].reduce((a, b) => a + b, 0);
    job.progress({ stage: "sensitivity", done: finished, total: set.samples.length, unit: "samples" });
  };
  tell();
  const shards = shardsOf(set.samples, engines.count(model.blob.size), model.inputs.batch);
  await overShards(shards, job.signal, async (index, samples, signal) => {
    const onProgress = (progress: { done: number }) => (done.set(index, progress.done), tell());
    const request = { data: set.data, preprocess: set.preprocess, samples, fetch, noise };
    const { runs } = await engines.run(index, model, "probe", request, { signal, onProgress });
    found.push(...runs);
  });
  return found.sort((a, b) => (a.samples[0] ?? 0) - (b.samples[0] ?? 0));
}
