/**
 * @file Sensitivity: what every layer costs at the network's output. One graph with gradients runs over the images on all
 * engines; layers that no gradient reaches are run again; the most harmful are verified by real runs.
 */
import type { Graph } from "../core/graph/graph.ts";
import { modelOf as messagesOf } from "../core/graph/to-model.ts";
import { encodeParts } from "../core/onnx/encode.ts";
import { quantize } from "../core/pipeline.ts";
import { makePlan } from "../core/quantize/plan.ts";
import { solveParams } from "../core/quantize/params.ts";
import {
  type Energies,
  type Measured,
  ratio,
  relative,
  type SpotEnergy,
  spotsByLayer,
} from "../core/sensitivity/estimate.ts";
import { GATHERED, gatheredGraph } from "../core/sensitivity/gathered-graph.ts";
import { GIVES, type GradientGraph, gradientGraph, NOISE } from "../core/sensitivity/gradient-graph.ts";
import { markRoundings, type Solution } from "../core/sensitivity/mark.ts";
import { type LayerImpact, layerImpacts, outputsOf, reportOf } from "../core/sensitivity/report-of.ts";
import type { SensitivityReport } from "../core/sensitivity/report.ts";
import { pinCosts } from "../core/sensitivity/pin-costs.ts";
import { runShape } from "../core/sensitivity/run-shape.ts";
import { RERUN, rerunGraph, type Spot } from "../core/sensitivity/rerun-graph.ts";
import type { Answers } from "../core/sensitivity/score.ts";
import type { Marked } from "../core/sensitivity/spots.ts";
import { weightSpots } from "../core/sensitivity/weight-errors.ts";
import { blobOfParts } from "../platform/blob-parts.ts";
import { type Desk, keyOf, modelOf, sampleSet } from "./desk.ts";
import { macrotask } from "./engine/macrotask.ts";
import type { ProbeRun } from "./engine-protocol.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import { probeOver, type ProbeTask } from "./probe.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { rangesOf } from "./quantize.ts";
import { spread } from "./saturation.ts";

type Request = StudioApi["sensitivity"]["request"];

/** Images of what is measured at every layer itself, and of layers that are run again. */
const FEW = 8;
/** The most harmful layers are run by themselves on some images. */
const VERIFIED = 5;
const VERIFIED_IMAGES = 16;
/** Layers that are run again in one graph: what they share is computed once. */
const TOGETHER = 8;
/** @throws StudioError as quantizing does, and `runtime/*` */
export function sensitivityJob(desk: Desk, request: Request, job: Job<Progress>): Promise<SensitivityReport> {
  const { recipe, images, ...inputs } = request;
  return desk.sensitivity.get(keyOf(inputs, recipe, images), () => study(desk, request, job), job.signal);
}

async function study(desk: Desk, request: Request, job: Job<Progress>): Promise<SensitivityReport> {
  const { recipe, images, ...inputs } = request;
  const { stats } = await rangesOf(desk, { recipe, ...inputs }, job);
  const { graph } = await preparedOf(desk, inputs.model);
  const whole = await sampleSet(desk, inputs.calibration, inputs);
  const set = { ...whole, samples: spread(whole.samples, images) };
  job.progress({ stage: "sensitivity", done: 0, total: set.samples.length, unit: "samples" });
  const plan = makePlan(graph, recipe, stats);
  const solution: Solution = { graph, stats, plan, recipe, params: solveParams(plan, stats, graph, recipe) };
  const run = runOf(desk, request, set, job);
  const { graph: marked, spots } = markRoundings(solution);
  const all: Marked = { graph: marked, values: spots, weights: weightSpots(solution, marked) };
  await pause(job);
  const found = await measure(run, all);
  const energies = new Map([...found.energies, ...(await rerun(run, all, found.lost))]);
  const measured: Measured = { ...solution, marked: all, energies };
  const impacts = layerImpacts(measured);
  const harmful = impacts.filter(({ impact }) => impact.total > 0).slice(0, VERIFIED);
  return reportOf(measured, impacts, {
    at: await pins(measured, impacts, job),
    gathered: await gather(run, measured),
    verified: await verify(
      run,
      measured,
      harmful.map(({ node }) => node.name),
    ),
    ...found,
  });
}

/** Computing does not hear Stop. */
async function pause({ signal }: Job<Progress>): Promise<void> {
  await macrotask();
  signal.throwIfAborted();
}

async function pins(measured: Measured, impacts: readonly LayerImpact[], job: Job<Progress>) {
  const costs = pinCosts(measured);
  const at = new Map<string, ReturnType<typeof costs>>();
  for (const { node, impact } of impacts) {
    await pause(job);
    at.set(node.name, costs(node, impact.total));
  }
  return at;
}

interface Run {
  readonly set: SampleSet;
  /** Rows that the model fixes; null when it takes any number. */
  readonly batch: number | null;
  /** Runs a graph of ours over some of the samples, `rows` at a time. */
  readonly probe: (graph: Graph, name: string, task: ProbeSettings) => Promise<readonly ProbeRun[]>;
}

interface ProbeSettings extends Pick<ProbeTask, "fetch" | "noise"> {
  readonly images: number;
  readonly rows?: number;
}

function runOf(desk: Desk, { model, ...request }: Request, set: SampleSet, job: Job<Progress>): Run {
  const { source } = modelOf(desk, model);
  const id = keyOf(model, request);
  const probe: Run["probe"] = (graph, name, { images, rows = 1, ...task }) => {
    const blob = blobOfParts(encodeParts(messagesOf(graph)));
    const inputs = rows === 1 ? source.inputs : { ...source.inputs, batch: rows };
    const probed = { ...source, key: `${name} ${id}`, blob, inputs };
    const part = { ...set, samples: spread(set.samples, images) };
    return probeOver(desk.engines, { ...task, model: probed, set: part }, job);
  };
  return { set, batch: source.inputs.batch, probe };
}

interface Found {
  readonly energies: Energies;
  readonly lost: GradientGraph["lost"];
  readonly ops: readonly string[];
  readonly answers: Answers | null;
  readonly samples: number;
}

/** By gradients, over all images. What is measured at the layers themselves needs few. */
async function measure(run: Run, marked: Marked): Promise<Found> {
  const shape = runShape(marked, run.batch);
  const { graph, outputs, lost, ops, noise: length } = gradientGraph(marked, shape);
  const noise = { input: NOISE, length, outputs, draws: shape.draws, rows: shape.rows };
  const [scores] = outputs.length === 1 ? outputs : [];
  const fetch = [GIVES.products, GIVES.signal, ...(scores === undefined ? [] : [scores])];
  const { rows } = shape;
  const runs = await run.probe(graph, "gradients", { fetch, noise, rows, images: run.set.samples.length });
  const samples = runs.flatMap((one) => samplesOf(one, rows));
  const spots = [...marked.values, ...marked.weights];
  const details = await detail(run, marked);
  const signals = Float64Array.from(samples, ({ signal }) => signal);
  const energies = new Map<Spot, SpotEnergy>();
  for (const [i, spot] of spots.entries()) {
    if (lost.has(spot)) continue;
    const errors = Float64Array.from(samples, ({ products }) => meanSquare(products, i, spots.length));
    energies.set(spot, { errors, signals, ...details(i), method: "adjoint" });
  }
  return {
    energies,
    lost,
    ops,
    answers: answersOf(samples, run.set),
    samples: runs.reduce((n, r) => n + r.samples.length, 0),
  };
}

interface SampleNumbers {
  readonly index: number;
  /** Of every draw and spot. */
  readonly products: Float32Array;
  readonly signal: number;
  /** The network's output, where it has one. */
  readonly scores: Float32Array | undefined;
  /** Samples that these numbers are of. */
  readonly count: number;
}

/** The numbers of each sample of a run; a run that cannot tell its samples apart counts as one. */
function samplesOf({ samples, values: [products, signal, output] }: ProbeRun, rows: number): SampleNumbers[] {
  return samples.slice(0, rows).map((index, row) => {
    const own = Float32Array.from(
      { length: (products?.length ?? 0) / rows },
      (_, i) => products?.[i * rows + row] ?? 0,
    );
    const length = (output?.length ?? 0) / rows;
    const scores = output?.subarray(row * length, (row + 1) * length);
    return { index, products: own, signal: signal?.[row] ?? 0, scores, count: rows === 1 ? samples.length : 1 };
  });
}

/** Over draws. */
function meanSquare(products: Float32Array, spot: number, spots: number): number {
  let sum = 0;
  for (let i = spot; i < products.length; i += spots) sum += (products[i] as number) ** 2;
  return (sum * spots) / products.length;
}

/** What is measured at each spot itself, by its number. */
async function detail(run: Run, marked: Marked): Promise<(i: number) => Pick<SpotEnergy, "gradient" | "own">> {
  const shape = { batch: run.batch ?? 1, rows: 1, draws: 1, detail: true };
  const { graph, outputs, noise: length } = gradientGraph(marked, shape);
  const noise = { input: NOISE, length, outputs, draws: 1, rows: 1 };
  const fetch = [GIVES.gradients, GIVES.own, GIVES.signal];
  const runs = await run.probe(graph, "detail", { fetch, noise, images: FEW });
  const total = (output: number, i: number) => runs.reduce((sum, { values }) => sum + (values[output]?.[i] ?? 0), 0);
  const signal = total(2, 0);
  return (i) => ({
    own: ratio(total(1, 2 * i), total(1, 2 * i + 1)),
    gradient: i < marked.values.length ? [ratio(total(0, 2 * i), signal), ratio(total(0, 2 * i + 1), signal)] : null,
  });
}

/** Scores of classes, where the network gives one row of them for each sample. */
function answersOf(samples: readonly SampleNumbers[], { samples: known }: SampleSet): Answers | null {
  const labels = new Map(known.map(({ index, label }) => [index, label]));
  const rows = samples.flatMap(({ index, scores, count }) => {
    const label = labels.get(index);
    if (scores === undefined || count !== 1 || scores.length < 2 || scores.length > MOST_CLASSES) return [];
    return [{ scores, ...(label === undefined ? {} : { label }) }];
  });
  if (rows.length < samples.length || rows.length === 0) return null;
  return { rows, signal: samples.reduce((sum, { signal }) => sum + signal, 0) / rows.length };
}

/** A longer row is a picture or boxes. */
const MOST_CLASSES = 25_000;

/** Roundings that no gradient reaches: each by itself, on few images. */
async function rerun(run: Run, marked: Marked, lost: GradientGraph["lost"]): Promise<Energies> {
  const spots = [...marked.values, ...marked.weights].filter((spot) => lost.has(spot));
  const energies = new Map<Spot, SpotEnergy>();
  for (let from = 0; from < spots.length; from += TOGETHER) {
    const group = spots.slice(from, from + TOGETHER);
    const { errors, signals } = await runAgain(
      run,
      marked,
      group.map((spot) => [spot]),
      `rerun ${from}`,
      FEW,
    );
    for (const [i, spot] of group.entries()) {
      energies.set(spot, { errors: errors[i] ?? new Float64Array(), signals, gradient: null, own: 0, method: "rerun" });
    }
  }
  return energies;
}

async function runAgain(run: Run, marked: Marked, groups: readonly (readonly Spot[])[], name: string, count: number) {
  const graph = rerunGraph(marked, groups, run.batch ?? 1);
  const runs = await run.probe(graph, name, { fetch: [RERUN.errors, RERUN.signal], noise: null, images: count });
  const errors = groups.map((_, i) => Float64Array.from(runs, ({ values }) => values[0]?.[i] ?? 0));
  return { errors, signals: Float64Array.from(runs, ({ values }) => values[1]?.[0] ?? 0) };
}

/** Real runs with the roundings of one layer alone. */
async function verify(run: Run, { marked }: Measured, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const byLayer = spotsByLayer(marked);
  const groups = names.map((name) => byLayer.get(name) ?? []);
  if (groups.length === 0) return new Map();
  const { errors, signals } = await runAgain(run, marked, groups, "verify", VERIFIED_IMAGES);
  return new Map(names.map((name, i) => [name, relative({ errors: errors[i] ?? new Float64Array(), signals })]));
}

/** Noise over signal at the output of every layer of the whole quantized model. */
async function gather(run: Run, measured: Measured): Promise<ReadonlyMap<string, number>> {
  const { graph, stats, recipe } = measured;
  const outputs = outputsOf(measured);
  const made = quantize(graph, stats, recipe);
  const wanted = [...new Set([...spotsByLayer(measured.marked).keys()].flatMap((name) => outputs.get(name) ?? []))];
  const { graph: both, values } = gatheredGraph(graph, made.graph, wanted, run.batch ?? 1);
  if (values.length === 0) return new Map();
  const runs = await run.probe(both, "gathered", { fetch: [GATHERED], noise: null, images: FEW });
  const at = (i: number) => runs.reduce((sum, { values: [numbers] }) => sum + (numbers?.[i] ?? 0), 0);
  const byValue = new Map(values.map((value, i) => [value, ratio(at(2 * i), at(2 * i + 1))]));
  return new Map(
    [...outputs].flatMap(([layer, value]) => (byValue.has(value) ? [[layer, byValue.get(value) ?? 0]] : [])),
  );
}
