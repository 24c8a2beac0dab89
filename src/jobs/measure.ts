/** @file Measure: the FP32 baseline and quantized variants over the validation samples. */
import { StudioError } from "../core/errors.ts";
import type { Evaluation } from "../core/evaluate/evaluation.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { dataOf, type Desk, keyOf, modelOf, type OpenModel, sampleSet } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import { emptyMeasurement, evaluateOver, evaluationOf, type Job, type Measurement } from "./evaluate.ts";
import type { EvaluateProgress, Progress, Stage, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";
import { openTask, type Reading } from "./task.ts";

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
  const { inputs, recipe, validation, preprocess, task } = request;
  const reading: Reading = { model: inputs.model, validation, preprocess, ...(task && { task }) };
  await checkFit(desk, modelOf(desk, inputs.model), reading);
  const before = { ...job, progress: (p: Progress) => job.progress({ ...p, results: [] }) };
  const { source } = await variantOf(desk, { ...inputs, recipe }, before);
  return measure(desk, { source, stage: "evaluate", ...reading }, job);
}

/** Refuses what would only fail, or mean nothing, after all samples were run. */
async function checkFit(desk: Desk, { channels, classes }: OpenModel, request: BaselineRequest) {
  checkChannels(request.preprocess, channels);
  const { task } = await openTask(desk, request);
  if (task.labels !== "class") return;
  const { dataset } = await dataOf(desk, request.validation, request);
  const label = dataset.samples.reduce((most, sample) => Math.max(most, sample.label ?? 0), 0);
  if (classes !== null && label >= classes) {
    throw new StudioError("data/label-range", { label, file: dataset.name, classes });
  }
}

interface MeasureTask extends BaselineRequest {
  readonly source: ModelSource;
  readonly stage: Stage;
}

/** What is kept of one model on one set; answers with more outputs are other answers. */
export function measurementOf(
  desk: Desk,
  model: string,
  { validation, preprocess }: Reading,
  further: readonly string[],
): Measurement | undefined {
  return desk.measured.peek(measurementKey(model, { validation, preprocess }, further));
}

function measurementKey(
  model: string,
  { validation, preprocess }: Pick<Reading, "validation" | "preprocess">,
  further: readonly string[],
): string {
  return keyOf(model, validation, preprocess, ...(further.length > 0 ? [further] : []));
}

/** Runs what was not run yet: a Stop keeps every result that came before it. Answers are in the terms of the task. */
export async function measure(desk: Desk, task: MeasureTask, job: Job<EvaluateProgress>): Promise<Evaluation> {
  const { source, stage, validation } = task;
  const { task: scored, read, further } = await openTask(desk, task);
  const set = await sampleSet(desk, validation, task);
  const key = measurementKey(source.key, task, further);
  const kept = await desk.measured.get(key, async () => emptyMeasurement());
  const progress = (p: EvaluateProgress) => job.progress({ ...p, results: p.results.map(read) });
  await evaluateOver(desk.engines, { model: source, set, stage, kept, further }, { ...job, progress });
  const raw = evaluationOf(desk.engines, source, kept);
  const evaluation = { ...raw, task: scored.id, results: raw.results.map(read) };
  if (evaluation.results.length === 0) {
    const { dataset } = await dataOf(desk, validation, task);
    throw new StudioError("data/none", { role: "validation", source: dataset.name });
  }
  return evaluation;
}
