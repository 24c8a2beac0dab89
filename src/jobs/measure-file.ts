/** @file Measure a model file that was made elsewhere on the same samples as the original, and read how it is quantized. */
import { checkModel } from "../core/graph/support.ts";
import { requireSameInterface } from "../core/graph/same-interface.ts";
import { readQuantized } from "../core/quantized/read.ts";
import { type Desk, modelOf } from "./desk.ts";
import { needsOf } from "./device.ts";
import type { Job } from "./evaluate.ts";
import { measure } from "./measure.ts";
import { type ReadModel, readModel, runnable } from "./open-model.ts";
import type { EvaluateProgress, MeasuredFile, StudioApi } from "./protocol.ts";

type Request = StudioApi["measureFile"]["request"];

/** @throws StudioError `model/*`, `compare/inputs`, `compare/outputs` */
export async function measureFileJob(
  desk: Desk,
  { files, ...reading }: Request,
  job: Job<EvaluateProgress>,
): Promise<MeasuredFile> {
  const original = modelOf(desk, reading.model);
  job.progress({ stage: "open", done: 0, total: 1, unit: "models", results: [] });
  const read = await readModel(files);
  checkModel(read.graph, read.file);
  requireSameInterface(original, read);
  const { source } = runnable(read);
  const evaluation = await measure(desk, { source, stage: "evaluate", ...reading }, job);
  return { ...describe(read), evaluation, costs: await needsOf(desk, reading.model, { key: source.key, source }) };
}

function describe({ file, blob, graph }: ReadModel): Omit<MeasuredFile, "evaluation" | "costs"> {
  const quantized = readQuantized(graph);
  return { file, bytes: blob.size, scheme: quantized?.scheme ?? null, lint: quantized?.lint ?? [] };
}
