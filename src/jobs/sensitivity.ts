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
import { type Energies, type Measured, ratio, type SpotEnergy, spotsByLayer } from "../core/sensitivity/estimate.ts";
import { GATHERED, gatheredGraph } from "../core/sensitivity/gathered-graph.ts";
import { GIVES, type GradientGraph, gradientGraph, NOISE } from "../core/sensitivity/gradient-graph.ts";
import { markRoundings, type Solution } from "../core/sensitivity/mark.ts";
import { outputsOf, reportOf } from "../core/sensitivity/report-of.ts";
import type { SensitivityReport } from "../core/sensitivity/report.ts";
import { RERUN, rerunGraph, type Spot } from "../core/sensitivity/rerun-graph.ts";
import type { Answers } from "../core/sensitivity/score.ts";
import type { Marked } from "../core/sensitivity/spots.ts";
import { weightSpots } from "../core/sensitivity/weight-errors.ts";
import { blobOfParts } from "../platform/blob-parts.ts";
import { type Desk, keyOf, modelOf, sampleSet } from "./desk.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import { probeOver, type Probed } from "./probe.ts";
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
/** Small outputs say little of |error|^2 in one random direction: more draws, for so many numbers in all. */
const DRAWS = 4;
const FEW_OUTPUTS = 100;

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
  const gradients = gradientGraph(all, run.batch);
  const found = await measure(run, all, gradients);
  const energies = new Map([...found.energies, ...(await rerun(run, all, gradients))]);
  const measured: Measured = { ...solution, marked: all, energies };
  const extras = {
    gathered: await gather(run, measured),
    verified: new Map<string, number>(),
    answers: found.answers,
    samples: found.samples,
    ops: gradients.ops,
  };
  const first = reportOf(measured, extras);
  const harmful = first.layers.filter(({ impact }) => impact.total > 0).slice(0, VERIFIED);
  return reportOf(measured, {
    ...extras,
    verified: await verify(
      run,
      measured,
      harmful.map(({ name }) => name),
    ),
  });
}

interface Run {
  readonly desk: Desk;
  readonly set: SampleSet;
  readonly batch: number;
  readonly job: Job<Progress>;
  /** Runs a graph of ours over some of the samples. */
  readonly probe: (
    graph: Graph,
    name: string,
    task: Pick<Parameters<typeof probeOver>[1], "fetch" | "noise"> & { readonly images: number },
  ) => Promise<Probed>;
}

function runOf(desk: Desk, { model, ...request }: Request, set: SampleSet, job: Job<Progress>): Run {
  const { source } = modelOf(desk, model);
  const id = keyOf(model, request);
  const probe: Run["probe"] = (graph, name, { images, ...task }) => {
    const blob = blobOfParts(encodeParts(messagesOf(graph)));
    const probed = { ...source, key: `${name} ${id}`, blob };
    return probeOver(
      desk.engines,
      { ...task, model: probed, set: { ...set, samples: spread(set.samples, images) } },
      job,
    );
  };
  return { desk, set, batch: source.inputs.batch ?? 1, job, probe };
}

interface Found {
  readonly energies: Energies;
  readonly answers: Answers | null;
  readonly samples: number;
}

/** By gradients, over all images. What is measured at the layers themselves needs few. */
async function measure(run: Run, { values, weights }: Marked, gradients: GradientGraph): Promise<Found> {
  const { graph, noise: length, outputs, lost } = gradients;
  const noise = { input: NOISE, length, outputs, draws: length !== null && length <= FEW_OUTPUTS ? DRAWS : 1 };
  const { size } = run.set.samples.length > 0 ? { size: run.set.samples.length } : { size: 0 };
  const [scores] = outputs.length === 1 ? outputs : [];
  const fetch = [GIVES.products, GIVES.gradients, GIVES.signal, ...(scores === undefined ? [] : [scores])];
  const { images } = await run.probe(graph, "gradients", { fetch, noise, images: size });
  const own = await run.probe(graph, "gradients", { fetch: [GIVES.own], noise: { ...noise, draws: 1 }, images: FEW });
  const signals = Float64Array.from(images, ({ rows }) => mean(rows.map((row) => row[2]?.[0] ?? 0)));
  const total = signals.reduce((a, b) => a + b, 0);
  const energies = new Map<Spot, SpotEnergy>();
  for (const [i, spot] of [...values, ...weights].entries()) {
    if (lost.has(spot)) continue;
    const errors = Float64Array.from(images, ({ rows }) => mean(rows.map((row) => (row[0]?.[i] ?? 0) ** 2)));
    const norm = (at: number) =>
      ratio(sum(images.map(({ rows }) => mean(rows.map((row) => row[1]?.[2 * i + at] ?? 0)))), total);
    const gradient = spot.kind === "value" ? ([norm(0), norm(1)] as const) : null;
    energies.set(spot, { errors, signals, gradient, own: ownOf(own, i), method: "adjoint" });
  }
  return { energies, answers: answersOf(images, run.set, total), samples: sum(images.map(({ samples }) => samples)) };
}

function ownOf({ images }: Probed, i: number): number {
  const at = (offset: number) => sum(images.map(({ rows }) => rows[0]?.[0]?.[2 * i + offset] ?? 0));
  return ratio(at(0), at(1));
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);

/** Scores of classes, where the network gives one row of them for each sample. */
function answersOf(images: Probed["images"], { samples }: SampleSet, total: number): Answers | null {
  const labels = new Map(samples.map(({ index, label }) => [index, label]));
  const rows = images.flatMap(({ index, samples: count, rows: [row] }) => {
    const scores = row?.[3];
    const label = labels.get(index);
    if (scores === undefined || count !== 1 || scores.length < 2 || scores.length > MOST_CLASSES) return [];
    return [{ scores, ...(label === undefined ? {} : { label }) }];
  });
  return rows.length === images.length && rows.length > 0 ? { rows, signal: total / rows.length } : null;
}

/** A longer row is a picture or boxes. */
const MOST_CLASSES = 25_000;

/** Roundings that no gradient reaches: each by itself, on few images. */
async function rerun(run: Run, marked: Marked, { lost }: GradientGraph): Promise<Energies> {
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
  const graph = rerunGraph(marked, groups, run.batch);
  const { images } = await run.probe(graph, name, { fetch: [RERUN.errors, RERUN.signal], noise: null, images: count });
  const errors = groups.map((_, i) => Float64Array.from(images, ({ rows }) => rows[0]?.[0]?.[i] ?? 0));
  return { errors, signals: Float64Array.from(images, ({ rows }) => rows[0]?.[1]?.[0] ?? 0) };
}

/** Real runs with the roundings of one layer alone. */
async function verify(run: Run, { marked }: Measured, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const byLayer = spotsByLayer(marked);
  const groups = names.map((name) => byLayer.get(name) ?? []);
  if (groups.length === 0) return new Map();
  const { errors, signals } = await runAgain(run, marked, groups, "verify", VERIFIED_IMAGES);
  const signal = sum([...signals]);
  return new Map(names.map((name, i) => [name, ratio(sum([...(errors[i] ?? [])]), signal)]));
}

/** Noise over signal at the output of every layer of the whole quantized model. */
async function gather(run: Run, measured: Measured): Promise<ReadonlyMap<string, number>> {
  const { graph, stats, recipe } = measured;
  const outputs = outputsOf(measured);
  const made = quantize(graph, stats, recipe);
  const wanted = [...new Set([...spotsByLayer(measured.marked).keys()].flatMap((name) => outputs.get(name) ?? []))];
  const { graph: both, values } = gatheredGraph(graph, made.graph, wanted, run.batch);
  if (values.length === 0) return new Map();
  const { images } = await run.probe(both, "gathered", { fetch: [GATHERED], noise: null, images: FEW });
  const at = (i: number) => sum(images.map(({ rows }) => rows[0]?.[0]?.[i] ?? 0));
  const byValue = new Map(values.map((value, i) => [value, ratio(at(2 * i), at(2 * i + 1))]));
  return new Map(
    [...outputs].flatMap(([layer, value]) => (byValue.has(value) ? [[layer, byValue.get(value) ?? 0]] : [])),
  );
}
