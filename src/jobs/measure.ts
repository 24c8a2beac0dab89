/** @file Measure: the FP32 baseline and quantized variants over the validation samples. */
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import { TASKS } from "../core/evaluate/tasks/index.ts";
import { checkLabels } from "../core/samples/label-range.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { noneUsable } from "../core/samples/unusable.ts";
import { dataOf, type Desk, keyOf, modelOf, type OpenModel, sampleSet } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import { openShelf, type Shelf } from "./answers/shelf.ts";
import { emptyMeasurement, evaluateOver, evaluationOf, inOrder, type Job, type Measurement } from "./evaluate.ts";
import type { EvaluateProgress, Progress, Stage, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";
import { openTask, type OpenTask, type Reading } from "./task.ts";

type BaselineRequest = StudioApi["baseline"]["request"];
type EvaluateRequest = StudioApi["evaluate"]["request"];

export async function baselineJob(
  desk: Desk,
  request: BaselineRequest,
  job: Job<EvaluateProgress>,
): Promise<Evaluation> {
  const model = modelOf(desk, request.model);
  await checkFit(desk, model, request);
  return measure(desk, { source: model.source, stage: "baseline", ...request }, job);
}

export async function evaluateJob(
  desk: Desk,
  request: EvaluateRequest,
  job: Job<EvaluateProgress>,
): Promise<Evaluation> {
  const { inputs, recipe, validation, preprocess, task, first = [] } = request;
  const reading: Reading = { model: inputs.model, validation, preprocess, ...(task && { task }) };
  await checkFit(desk, modelOf(desk, inputs.model), reading);
  const before = { ...job, progress: (p: Progress) => job.progress({ ...p, results: [] }) };
  const { source } = await variantOf(desk, { ...inputs, recipe }, before);
  return measure(desk, { source, stage: "evaluate", first, ...reading }, job);
}

/** Refuses what would only fail, or mean nothing, after all samples were run. */
async function checkFit(desk: Desk, { channels, classes }: OpenModel, request: BaselineRequest) {
  checkChannels(request.preprocess, channels);
  const { task } = await openTask(desk, request);
  const { dataset } = await dataOf(desk, request.validation, request);
  if (task.id === "classification") checkLabels(dataset.samples, classes, dataset.name);
}

interface MeasureTask extends BaselineRequest {
  readonly source: ModelSource;
  readonly stage: Stage;
  readonly first?: readonly string[];
}

/** Samples of each engine whose steps are timed: enough for a 95th percentile, and few enough not to cost time. */
export const TIMED = 32;

/** What is kept of one model on one set in the terms of one task; answers with more outputs are other answers. */
function measurementKey(model: string, { validation, preprocess }: Reading, { task, further }: OpenTask): string {
  return keyOf(model, validation, preprocess, further, task.id);
}

/** The measurement of this visit, with what other tasks left that every task can read. */
function measurementFor(desk: Desk, model: string, reading: Reading, opened: OpenTask): Promise<Measurement> {
  return desk.measured.get(measurementKey(model, reading, opened), async () => {
    const known = emptyMeasurement();
    for (const task of TASKS) {
      const other = desk.measured.peek(measurementKey(model, reading, { ...opened, task }));
      if (other === undefined) continue;
      for (const [index, result] of other.results) if (result.sketch === undefined) known.results.set(index, result);
      for (const [id, skip] of other.skipped) known.skipped.set(id, skip);
      if (known.times.length === 0) known.times.push(...other.times);
    }
    return known;
  });
}

/** Null where the platform keeps nothing, or knows no contents. */
async function shelfFor(
  desk: Desk,
  model: string,
  reading: Reading,
  opened: OpenTask,
  kept: Measurement,
): Promise<Shelf | null> {
  const { contents } = await dataOf(desk, reading.validation, reading);
  const store = desk.deps.answers;
  if (store === undefined || contents === undefined) return null;
  const set = await sampleSet(desk, reading.validation, reading);
  const { task, further, context } = opened;
  const { truthOf = () => undefined } = context;
  return openShelf(
    { store, model, further, task: task.id, set, contents, truthOf, runtime: desk.engines.runtime },
    kept,
  );
}

/** Everything that is known of a model on a set, of earlier visits too; nothing is run. Null when a sample is missing. */
export async function answersOf(
  desk: Desk,
  model: string,
  reading: Reading,
  opened: OpenTask,
): Promise<readonly SampleResult[] | null> {
  const kept = await measurementFor(desk, model, reading, opened);
  const { dataset } = await dataOf(desk, reading.validation, reading);
  const isWhole = () => kept.results.size > 0 && kept.results.size + kept.skipped.size >= dataset.samples.length;
  if (!isWhole()) await (await shelfFor(desk, model, reading, opened, kept))?.recall();
  return isWhole() ? inOrder(kept).map(opened.read) : null;
}

interface MeasureTask extends BaselineRequest {
  readonly source: ModelSource;
  readonly stage: Stage;
  readonly first?: readonly string[];
}

/**
 * Runs what was not run yet: a Stop keeps every result that came before it, and so does a reload where the browser
 * stores them. Answers are in the terms of the task.
 */
export async function measure(desk: Desk, task: MeasureTask, job: Job<EvaluateProgress>): Promise<Evaluation> {
  const { source, stage, validation } = task;
  const opened = await openTask(desk, task);
  const { task: scored, read, further } = opened;
  const set = await sampleSet(desk, validation, task);
  const kept = await measurementFor(desk, source.key, task, opened);
  const shelf = await shelfFor(desk, source.key, task, opened, kept);
  await shelf?.recall();
  const keep = (raw: SampleResult) => {
    const result = opened.keep(raw);
    shelf?.add(result);
    read(result);
    return result;
  };
  const progress = (p: EvaluateProgress) => job.progress({ ...p, results: p.results.map(read) });
  const run = { model: source, set, stage, kept, further, keep, timed: TIMED, first: task.first ?? [] };
  try {
    await evaluateOver(desk.engines, run, { ...job, progress });
  } finally {
    await shelf?.end();
  }
  const raw = evaluationOf(desk.engines, source, kept);
  const evaluation = { ...raw, task: scored.id, results: raw.results.map(read) };
  if (evaluation.results.length === 0) {
    const { dataset } = await dataOf(desk, validation, task);
    throw noneUsable(kept.skipped.values(), "validation", dataset.name);
  }
  return evaluation;
}
