/**
 * @file Sensitivity: what every layer costs at the network's output. One graph with gradients runs over the images on all
 * engines; layers that no gradient reaches are run again; the most harmful are verified by real runs.
 */
import { makePlan, type Plan } from "../core/quantize/plan.ts";
import { solveParams } from "../core/quantize/params.ts";
import { leftOutOf } from "../core/recipe.ts";
import type { Measured } from "../core/sensitivity/estimate.ts";
import { markRoundings, type Solution } from "../core/sensitivity/mark.ts";
import { pinCosts } from "../core/sensitivity/pin-costs.ts";
import { type Prices, pricesOf } from "../core/sensitivity/plan-error.ts";
import { type LayerImpact, layerImpacts, reportOf } from "../core/sensitivity/report-of.ts";
import type { LayerSensitivity, SensitivityReport } from "../core/sensitivity/report.ts";
import type { Marked, WeightSpot } from "../core/sensitivity/spots.ts";
import { weightSpots } from "../core/sensitivity/weight-errors.ts";
import { type Desk, keyOf, sampleSet } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { rangesOf, variantOf } from "./quantize.ts";
import { spread } from "./saturation.ts";
import { rerun, verify } from "./sensitivity/again.ts";
import { gather } from "./sensitivity/gather.ts";
import { measure } from "./sensitivity/measure.ts";
import { type Run, runOf, VERIFIED } from "./sensitivity/run.ts";

type Request = StudioApi["sensitivity"]["request"];

/** @throws StudioError as quantizing does, and `runtime/*` */
export function sensitivityJob(desk: Desk, request: Request, job: Job<Progress>): Promise<SensitivityReport> {
  const { recipe, images, ...inputs } = request;
  return desk.sensitivity.get(keyOf(inputs, recipe, images), () => study(desk, request, job), job.signal);
}

async function study(desk: Desk, request: Request, job: Job<Progress>): Promise<SensitivityReport> {
  const { recipe, images, ...inputs } = request;
  const { stats } = await rangesOf(desk, { recipe, ...inputs }, job);
  const variant = await variantOf(desk, { recipe, ...inputs }, job);
  const { graph } = await preparedOf(desk, inputs.model);
  const whole = await sampleSet(desk, inputs.calibration, inputs);
  const out = new Set(leftOutOf(recipe));
  const samples = whole.samples.filter(({ id }) => !out.has(id));
  const run = runOf(desk, request, { ...whole, samples: spread(samples, images) }, job);
  const plan = makePlan(graph, recipe, stats);
  const solution: Solution = { graph, stats, plan, recipe, params: solveParams(plan, stats, graph, recipe) };
  const marked = await markAll(solution, run);
  const { lost, ...found } = await measure(run, marked);
  const energies = new Map([...found.energies, ...(await rerun(run, marked, lost))]);
  const measured: Measured = { ...solution, marked, energies };
  const impacts = layerImpacts(measured);
  const prices = pricesOf(measured);
  desk.prices.put(keyOf(inputs, recipe, images), prices);
  const harmful = impacts.filter(({ impact }) => impact.total > 0).slice(0, VERIFIED);
  const names = harmful.map(({ node }) => node.name);
  return reportOf(measured, impacts, {
    ...found,
    at: await pricedPins(prices, plan, impacts, run),
    gathered: await gather(run, measured, variant),
    verified: await verify(run, measured, names),
  });
}

/** Every rounding of the plan, in the graph. */
export async function markAll(solution: Solution, { pause }: Run): Promise<Marked> {
  const { graph, spots } = markRoundings(solution);
  const weights: WeightSpot[] = [];
  for (const layer of weightSpots(solution, graph)) {
    weights.push(...layer);
    await pause();
  }
  return { graph, values: spots, weights };
}

async function pricedPins(prices: Prices, plan: Plan, impacts: readonly LayerImpact[], { pause }: Run) {
  const costs = pinCosts(prices, plan);
  const at = new Map<string, LayerSensitivity["at"]>();
  for (const { node, impact } of impacts) {
    await pause();
    at.set(node.name, costs(node, impact.total));
  }
  return at;
}
