/** @file Measure: the FP32 baseline and quantized variants over the validation samples. */
import { StudioError } from "../core/errors.ts";
import type { Evaluation } from "../core/evaluate/evaluation.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { dataOf, type Desk, keyOf, modelOf, type OpenModel, sampleSet } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import { emptyMeasurement, evaluateOver, evaluationOf, type Job } from "./evaluate.ts";
import type { EvaluateProgress, Progress, Stage, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";

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
  const { inputs, recipe, validation, preprocess } = request;
  const { model } = inputs;
  await checkFit(desk, modelOf(desk, model), { model, validation, preprocess });
  const before = { ...job, progress: (p: Progress) => job.progress({ ...p, results: [] }) };
  const { source } = await variantOf(desk, { ...inputs, recipe }, before);
  return measure(desk, { source, stage: "evaluate", model, validation, preprocess }, job);
}

/** Refuses what would only fail, or mean nothing, after all samples were run. */
async function checkFit(desk: Desk, { channels, classes }: OpenModel, request: BaselineRequest) {
  checkChannels(request.preprocess, channels);
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

/** Runs what was not run yet: a Stop keeps every result that came before it. */
export async function measure(desk: Desk, task: MeasureTask, job: Job<EvaluateProgress>): Promise<Evaluation> {
  const { source, stage, validation, preprocess } = task;
  const set = await sampleSet(desk, validation, task);
  const kept = await desk.measured.get(keyOf(source.key, validation, preprocess), async () => emptyMeasurement());
  await evaluateOver(desk.engines, { model: source, set, stage, kept }, job);
  const evaluation = evaluationOf(desk.engines, source, kept);
  if (evaluation.results.length === 0) {
    const { dataset } = await dataOf(desk, validation, task);
    throw new StudioError("data/none", { role: "validation", source: dataset.name });
  }
  return evaluation;
}
