/** @file Calibration under the looking glass: how far its samples can be trusted, and whether validation looks the same. */
import { type CalibrationHealth, calibrationHealth } from "../core/calibrate/health.ts";
import { driftOf } from "../core/calibrate/drift.ts";
import { calibrationInputs, calibrationOf } from "./calibrate.ts";
import { collectOver } from "./collect.ts";
import { type Desk, sampleSet } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { Progress, StudioApi } from "./protocol.ts";

/** Validation samples that are observed: enough to see another distribution, few enough to wait for. */
const OBSERVED = 32;

export async function healthJob(
  desk: Desk,
  { recipe, ...inputs }: StudioApi["health"]["request"],
  job: Job<Progress>,
): Promise<CalibrationHealth & { readonly ids: readonly string[] }> {
  const { stats, ids } = await calibrationOf(desk, calibrationInputs(inputs, recipe), job);
  return { ...calibrationHealth(stats), ids };
}

export async function driftJob(
  desk: Desk,
  { recipe, validation, ...inputs }: StudioApi["drift"]["request"],
  job: Job<Progress>,
): Promise<StudioApi["drift"]["result"]> {
  const { stats } = await calibrationOf(desk, calibrationInputs(inputs, recipe), job);
  const { tapped, passes } = await preparedOf(desk, inputs.model);
  const whole = await sampleSet(desk, validation, inputs);
  const step = Math.max(1, whole.samples.length / OBSERVED);
  const samples = whole.samples.filter((_, i) => Math.floor(i / step) > Math.floor((i - 1) / step));
  const observing = { signal: job.signal, progress: (p: Progress) => job.progress({ ...p, stage: "observe" }) };
  const collected = await collectOver(desk.engines, { model: tapped, passes, set: { ...whole, samples } }, observing);
  const ran = collected.done.size - collected.skipped.size;
  return { samples: ran, of: whole.samples.length, tensors: driftOf(stats, collected.stats) };
}
