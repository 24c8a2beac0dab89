/** @file Which layers hurt one sample: the error that each layer's rounding makes at the network's output, for this input alone. */
import { makePlan } from "../core/quantize/plan.ts";
import { solveParams } from "../core/quantize/params.ts";
import type { Measured } from "../core/sensitivity/estimate.ts";
import type { Solution } from "../core/sensitivity/mark.ts";
import { layerImpacts, reportOf } from "../core/sensitivity/report-of.ts";
import { StudioError } from "../core/errors.ts";
import { type Desk, sampleSet } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { rangesOf, variantOf } from "./quantize.ts";
import { markAll } from "./sensitivity.ts";
import { rerun } from "./sensitivity/again.ts";
import { gather } from "./sensitivity/gather.ts";
import { measure } from "./sensitivity/measure.ts";
import { runOf } from "./sensitivity/run.ts";

type SampleLayers = StudioApi["sampleLayers"];

/** Worst first. @throws StudioError as quantizing does, and `runtime/*` */
export async function sampleLayersJob(
  desk: Desk,
  { data, sample, recipe, ...inputs }: SampleLayers["request"],
  job: Job<Progress>,
): Promise<SampleLayers["result"]> {
  const { stats } = await rangesOf(desk, { recipe, ...inputs }, job);
  const variant = await variantOf(desk, { recipe, ...inputs }, job);
  const { graph } = await preparedOf(desk, inputs.model);
  const all = await sampleSet(desk, data, inputs);
  const set = { ...all, samples: all.samples.filter(({ id }) => id === sample) };
  if (set.samples.length === 0) throw new StudioError("runtime/missing-source", { kind: "sample" });
  // The graphs are the same for every sample: their sessions are found again.
  const run = runOf(desk, { recipe, images: 1, ...inputs }, set, job);
  const plan = makePlan(graph, recipe, stats);
  const solution: Solution = { graph, stats, plan, recipe, params: solveParams(plan, stats, graph, recipe) };
  const marked = await markAll(solution, run);
  const { lost, ...found } = await measure(run, marked);
  const energies = new Map([...found.energies, ...(await rerun(run, marked, lost))]);
  const measured: Measured = { ...solution, marked, energies };
  const { layers } = reportOf(measured, layerImpacts(measured), {
    ...found,
    at: new Map(),
    gathered: await gather(run, measured, variant),
    verified: new Map(),
  });
  return layers.map(({ name, impact, own, gathered }) => ({ name, error: impact.total, own, gathered }));
}
