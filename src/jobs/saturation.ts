/** @file What a quantized model would answer on x86 without VNNI, whose sums of products saturate. */
import type { Skipped } from "../core/samples/dataset.ts";
import type { SaturationReport } from "../core/saturation/report.ts";
import { type Desk, sampleSet } from "./desk.ts";
import type { Engines, ModelSource } from "./engines.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";

/** Samples that are simulated: shares and SQNR hardly move with more. */
export const SIMULATED = 8;

type Request = StudioApi["saturation"]["request"];

/** @throws StudioError as quantizing does, and `runtime/*` */
export async function saturationJob(desk: Desk, request: Request, job: Job<Progress>): Promise<SaturationReport> {
  const { data, ...run } = request;
  const { source } = await variantOf(desk, run, job);
  const set = await sampleSet(desk, data, run);
  return (await saturationOver(desk.engines, { model: source, set, samples: SIMULATED }, job)).report;
}

export interface SaturationTask {
  readonly model: ModelSource;
  readonly set: SampleSet;
  /** At most; taken evenly from the set. */
  readonly samples: number;
}

/** @param engines whose runtime multiplies exactly */
export async function saturationOver(
  engines: Engines,
  { model, set, samples: limit }: SaturationTask,
  { signal, progress }: Job<Progress>,
): Promise<{ readonly report: SaturationReport; readonly skipped: readonly Skipped[] }> {
  const samples = spread(set.samples, limit);
  const tell = (done: number) => progress({ stage: "simulate", done, total: samples.length, unit: "samples" });
  tell(0);
  const request = { data: set.data, preprocess: set.preprocess, samples, bytes: model.blob };
  return engines.run(0, model, "saturate", request, { signal, onProgress: ({ done }) => tell(done) });
}

/** Sets are often sorted by class: the first few would be of one. */
export function spread<T>(all: readonly T[], limit: number): readonly T[] {
  if (all.length <= limit) return all;
  return Array.from({ length: limit }, (_, i) => all[Math.floor((i * all.length) / limit)] as T);
}
