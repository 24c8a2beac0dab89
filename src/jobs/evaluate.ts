/** @file Runs a model over samples on all engines. Results stream; what was measured before a Stop is kept. */
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import type { Dataset, Skipped } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { EngineSample, IndexedResult } from "./engine-protocol.ts";
import { type Engines, type ModelSource, overShards, shardsOf } from "./engines.ts";
import type { EvaluateProgress, Stage } from "./protocol.ts";

export interface Job<P> {
  readonly signal: AbortSignal;
  readonly progress: (value: P) => void;
}

/** Samples of one data set as a model will see them. */
export interface SampleSet {
  /** Key of the data set. */
  readonly data: string;
  readonly samples: readonly EngineSample[];
  readonly preprocess: Preprocess;
}

export function sampleSetOf(
  { hash, samples }: Dataset,
  blobs: ReadonlyMap<string, Blob>,
  preprocess: Preprocess,
): SampleSet {
  return {
    data: hash,
    preprocess,
    samples: samples.map((sample, index) => ({ ...sample, index, blob: blobs.get(sample.id) as Blob })),
  };
}

/** What is known so far of one model on one sample set. Filled while it runs. */
export interface Measurement {
  readonly results: Map<number, SampleResult>;
  readonly skipped: Map<string, Skipped>;
}

export function emptyMeasurement(): Measurement {
  return { results: new Map(), skipped: new Map() };
}

export interface EvaluateTask {
  readonly model: ModelSource;
  readonly set: SampleSet;
  readonly stage: Stage;
  /** Outputs that are kept beside the scored one. */
  readonly further?: readonly string[];
  /** Kept from an earlier run that was stopped; only the missing samples are run. */
  readonly kept?: Measurement;
}

/** @returns results in the order of the samples, without those that could not be decoded */
export async function evaluateOver(
  engines: Engines,
  task: EvaluateTask,
  job: Job<EvaluateProgress>,
): Promise<Measurement> {
  const { model, set, stage, further = [], kept = emptyMeasurement() } = task;
  const done = () => kept.results.size + kept.skipped.size;
  const tell = (results: readonly SampleResult[]) =>
    job.progress({ stage, done: done(), total: set.samples.length, unit: "samples", results });
  const missing = set.samples.filter((s) => !kept.results.has(s.index) && !kept.skipped.has(s.id));
  tell(inOrder(kept));
  const shards = shardsOf(missing, engines.count(model.blob.size), model.inputs.batch);
  const outputs = { output: model.output, ...(further.length > 0 && { further }) };
  const request = { data: set.data, preprocess: set.preprocess, ...outputs };
  await overShards(shards, job.signal, async (index, samples, signal) => {
    const onProgress = ({ results }: { results: readonly IndexedResult[] }) => {
      for (const { index: i, result } of results) kept.results.set(i, result);
      tell(results.map(({ result }) => result));
    };
    const { skipped } = await engines.run(index, model, "evaluate", { ...request, samples }, { signal, onProgress });
    for (const skip of skipped) kept.skipped.set(skip.id, skip);
    if (skipped.length > 0) tell([]);
  });
  return kept;
}

export function inOrder({ results }: Measurement): SampleResult[] {
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

export function evaluationOf(engines: Engines, model: ModelSource, measured: Measurement): Evaluation {
  return { model: model.key, bytes: model.blob.size, runtime: engines.runtime(), results: inOrder(measured) };
}
