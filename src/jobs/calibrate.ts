/** @file Calibrate: one pass over the samples serves every method, type and pin that is chosen later. */
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import { chooseAllRanges } from "../core/quantize/params.ts";
import { DEFAULT_RECIPE, leftOutOf, type Recipe } from "../core/recipe.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { noneUsable } from "../core/samples/unusable.ts";
import { sha256 } from "../platform/hash.ts";
import { type Collected, collectOver, emptyCollected } from "./collect.ts";
import { dataOf, type Desk, keyOf, modelOf, sampleSet } from "./desk.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { Inputs, Progress, StudioApi } from "./protocol.ts";

export interface Calibration {
  readonly key: string;
  readonly stats: CalibrationStats;
  readonly collected: Collected;
  /** Ids of the samples by index, to name the owner of an extreme; those left out among them. */
  readonly ids: readonly string[];
}

/** What the recipe leaves out of calibration is a part of what calibration depends on. */
export function calibrationInputs(inputs: Inputs, recipe: Recipe): Inputs {
  const { leftOut: _, ...whole } = inputs;
  const leftOut = leftOutOf(recipe);
  return leftOut.length === 0 ? whole : { ...whole, leftOut };
}

/**
 * The statistics for these inputs: kept ones, or the missing samples are run now.
 * @throws StudioError `data/channels`; `data/none` when not a single sample could be used
 */
export async function calibrationOf(desk: Desk, inputs: Inputs, job: Job<Progress>): Promise<Calibration> {
  const { model, calibration, preprocess, leftOut = [] } = inputs;
  const key = keyOf(model, calibration, preprocess, ...(leftOut.length === 0 ? [] : [leftOut]));
  checkChannels(preprocess, modelOf(desk, model).channels);
  const whole = await sampleSet(desk, calibration, inputs);
  const out = new Set(leftOut);
  const set = { ...whole, samples: whole.samples.filter(({ id }) => !out.has(id)) };
  const kept = await desk.calibrated.get(key, () => finish(desk, { key, model, set }, job), job.signal);
  if (kept.skipped.size === set.samples.length) {
    const { dataset } = await dataOf(desk, calibration, inputs);
    throw noneUsable(kept.skipped.values(), "calibration", dataset.name);
  }
  return { key, stats: kept.stats, collected: kept, ids: whole.samples.map((sample) => sample.id) };
}

interface Unfinished {
  readonly key: string;
  readonly model: string;
  readonly set: SampleSet;
}

/** Runs the samples that no earlier, stopped calibration has run. */
async function finish(desk: Desk, { key, model, set }: Unfinished, job: Job<Progress>): Promise<Collected> {
  const kept = await desk.collected.get(key, async () => emptyCollected());
  const { tapped, passes, means } = await preparedOf(desk, model);
  return collectOver(desk.engines, { model: tapped, passes, means, set, kept }, job);
}

export async function calibrateJob(
  desk: Desk,
  inputs: Inputs,
  job: Job<Progress>,
): Promise<StudioApi["calibrate"]["result"]> {
  const { key, stats, collected } = await calibrationOf(desk, inputs, job);
  chooseAllRanges(stats, DEFAULT_RECIPE);
  const skipped = [...collected.skipped.values()];
  return {
    key: await sha256(key),
    samples: collected.done.size - skipped.length,
    tensors: stats.size,
    skipped,
  };
}
