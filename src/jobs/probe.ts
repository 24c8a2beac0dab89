/** @file A graph of ours over images, on all engines: vectors of numbers come back, in the order of the images. */
import type { EngineApi } from "./engine-protocol.ts";
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

/** One image, or one batch where the model takes several at once. */
export interface ProbedImage {
  readonly index: number;
  readonly samples: number;
  /** One row for each draw of noise; a vector for each output that was fetched. */
  readonly rows: readonly (readonly Float32Array[])[];
}

export interface Probed {
  readonly images: readonly ProbedImage[];
}

/** @throws StudioError `runtime/*`, `data/*` */
export async function probeOver(engines: Engines, task: ProbeTask, job: Job<Progress>): Promise<Probed> {
  const { model, set, fetch, noise } = task;
  const found = new Map<number, { samples: number; rows: (readonly Float32Array[])[] }>();
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
    const { rows } = await engines.run(index, model, "probe", request, { signal, onProgress });
    for (const row of rows) {
      const known = found.get(row.index) ?? { samples: row.samples, rows: [] };
      known.rows.push(row.values);
      found.set(row.index, known);
    }
  });
  return { images: [...found].sort(([a], [b]) => a - b).map(([index, image]) => ({ index, ...image })) };
}
