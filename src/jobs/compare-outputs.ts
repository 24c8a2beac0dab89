/** @file Two models over the same samples on all engines: how far apart each output is. */
import type { Skipped } from "../core/samples/dataset.ts";
import type { OutputDifference } from "./engine-protocol.ts";
import { type Engines, type ModelSource, overShards, shardsOf } from "./engines.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import type { Progress, Stage } from "./protocol.ts";

export interface CompareTask {
  /** The outputs of the first are compared. */
  readonly models: readonly [ModelSource, ModelSource];
  readonly set: SampleSet;
  readonly stage: Stage;
}

export interface Compared {
  /** One entry per output of floats; the first output when there is none. */
  readonly outputs: readonly OutputDifference[];
  /** How many samples were run. */
  readonly samples: number;
  readonly skipped: readonly Skipped[];
}

export async function compareOver(
  engines: Engines,
  { models, set, stage }: CompareTask,
  job: Job<Progress>,
): Promise<Compared> {
  const [{ blob, inputs, output, outputs }] = models;
  const running = new Map<number, number>();
  const tell = () => {
    const done = [...running.values()].reduce((a, b) => a + b, 0);
    job.progress({ stage, done, total: set.samples.length, unit: "samples" });
  };
  const found: Compared[] = [];
  tell();
  const shards = shardsOf(set.samples, engines.count(2 * blob.size), inputs.batch);
  await overShards(shards, job.signal, async (index, samples, signal) => {
    const request = {
      data: set.data,
      preprocess: set.preprocess,
      outputs: outputs.length > 0 ? outputs : [output],
      samples,
    };
    const onProgress = ({ done }: { done: number }) => (running.set(index, done), tell());
    found.push(await engines.compare(index, models, request, { signal, onProgress }));
  });
  const samples = found.reduce((sum, part) => sum + part.samples, 0);
  return { outputs: joined(found), samples, skipped: found.flatMap(({ skipped }) => skipped) };
}

function joined(parts: readonly Compared[]): readonly OutputDifference[] {
  const byOutput = new Map<string, OutputDifference>();
  for (const one of parts.flatMap((part) => part.outputs)) {
    const other = byOutput.get(one.output) ?? one;
    const { difference, sample } = one.difference > other.difference ? one : other;
    const magnitude = Math.max(one.magnitude, other.magnitude);
    byOutput.set(one.output, { output: one.output, difference, sample, magnitude });
  }
  return [...byOutput.values()];
}

/** The output that moved most for its size. */
export function furthest(outputs: readonly OutputDifference[]): OutputDifference {
  const share = ({ difference, magnitude }: OutputDifference) => difference / Math.max(magnitude, Number.MIN_VALUE);
  const none: OutputDifference = { output: "", difference: 0, magnitude: 0, sample: "" };
  return outputs.reduce((a, b) => (share(b) > share(a) ? b : a), outputs[0] ?? none);
}
