/** @file Runs a model over samples on all engines. Results stream; what was measured before a Stop is kept. */
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import { type StepTimes, timingOf } from "../core/evaluate/timing.ts";
import type { Dataset, Skipped } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { answerMeter } from "./answers/meter.ts";
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
  /** Of the samples whose steps were timed. */
  readonly times: StepTimes[];
  /** What ran it, where that was in an earlier visit. */
  runtime?: string;
  /** Why it will not be found again in another visit, in words. */
  unkept?: string;
}

export function emptyMeasurement(): Measurement {
  return { results: new Map(), skipped: new Map(), times: [] };
}

export interface EvaluateTask {
  readonly model: ModelSource;
  readonly set: SampleSet;
  readonly stage: Stage;
  /** Outputs that are kept beside the scored one. */
  readonly further?: readonly string[];
  /** Kept from an earlier run that was stopped; only the missing samples are run. */
  readonly kept?: Measurement;
  /** What is kept of an answer as it comes, so that large outputs are gone before the next ones; all of it where left out. */
  readonly keep?: (result: SampleResult) => SampleResult;
  /** Samples of each engine whose steps are timed. */
  readonly timed?: number;
  /** Segments that are run before the others, in this order. */
  readonly first?: readonly string[];
}

/** Results that cross to the page in one message: taking many at once would hold it up. */
const TOLD_AT_ONCE = 64;

/**
 * @returns results in the order of the samples, without those that could not be decoded
 * @throws StudioError `evaluate/too-large` when the answers of all samples would not fit in memory
 */
export async function evaluateOver(
  engines: Engines,
  task: EvaluateTask,
  job: Job<EvaluateProgress>,
): Promise<Measurement> {
  const {
    model,
    set,
    stage,
    further = [],
    kept = emptyMeasurement(),
    keep = (result) => result,
    timed = 0,
    first = [],
  } = task;
  const total = set.samples.length;
  const done = () => kept.results.size + kept.skipped.size;
  const tell = (results: readonly SampleResult[]) =>
    job.progress({ stage, done: done(), total, unit: "samples", results });
  const missing = inTurn(
    set.samples.filter((s) => !kept.results.has(s.index) && !kept.skipped.has(s.id)),
    first,
  );
  for (const part of partsOf(inOrder(kept), TOLD_AT_ONCE)) tell(part);
  const weigh = answerMeter(total, kept.results.values());
  const shards = shardsOf(missing, engines.count(model.blob.size), model.inputs.batch);
  const outputs = { output: model.output, ...(further.length > 0 && { further }) };
  const request = { data: set.data, preprocess: set.preprocess, ...outputs, ...(timed > 0 && { timed }) };
  const take = ({ results }: { readonly results: readonly IndexedResult[] }) => {
    const own = results.map(({ index, result: raw, times }) => {
      const began = performance.now();
      const result = keep(raw);
      if (times) kept.times.push({ ...times, postprocess: times.postprocess + performance.now() - began });
      kept.results.set(index, result);
      weigh(result);
      return result;
    });
    tell(own);
  };
  await overShards(shards, job.signal, async (index, samples, signal) => {
    const guard = guarded(take);
    const options = { signal: AbortSignal.any([signal, guard.signal]), onProgress: guard.call };
    const { skipped } = await guard.run(() => engines.run(index, model, "evaluate", { ...request, samples }, options));
    for (const skip of skipped) kept.skipped.set(skip.id, skip);
    if (skipped.length > 0) tell([]);
  });
  return kept;
}

/** Samples of these segments before the others, else as they came. Answers do not depend on it, only when they are there. */
function inTurn(samples: readonly EngineSample[], first: readonly string[]): readonly EngineSample[] {
  if (first.length === 0) return samples;
  const rank = ({ segment }: EngineSample) => {
    const at = segment === undefined ? -1 : first.indexOf(segment);
    return at < 0 ? first.length : at;
  };
  return samples.toSorted((a, b) => rank(a) - rank(b));
}

/** A listener that may fail: nobody awaits what it throws, so its failure stops the run that it listens to. */
function guarded<T>(listener: (value: T) => void) {
  const stop = new AbortController();
  const failures: unknown[] = [];
  return {
    signal: stop.signal,
    call(value: T) {
      if (failures.length > 0) return;
      try {
        listener(value);
      } catch (error) {
        failures.push(error);
        stop.abort();
      }
    },
    async run<R>(work: () => Promise<R>): Promise<R> {
      const result = await work().catch((error: unknown) => {
        throw failures[0] ?? error;
      });
      if (failures.length > 0) throw failures[0];
      return result;
    },
  };
}

/** One part, empty, of nothing: whoever listens hears that it began. */
function partsOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.max(1, Math.ceil(list.length / size)) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

export function inOrder({ results }: Measurement): SampleResult[] {
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

export function evaluationOf(engines: Engines, model: ModelSource, measured: Measurement): Evaluation {
  const { times, unkept, runtime = engines.runtime() } = measured;
  return {
    model: model.key,
    bytes: model.blob.size,
    runtime,
    results: inOrder(measured),
    ...(measured.skipped.size > 0 && { skipped: [...measured.skipped.values()] }),
    ...(times.length > 0 && { timing: timingOf(times, 0) }),
    ...(unkept !== undefined && { unkept }),
  };
}
