/** @file Errors of all roundings by gradients, over all images, and what is measured at the layers themselves on few. */
import { type Energies, leadersOf, ratio, type SpotEnergy } from "../../core/sensitivity/estimate.ts";
import { GIVES, type GradientGraph, gradientGraph, NOISE } from "../../core/sensitivity/gradient-graph.ts";
import type { Spot } from "../../core/sensitivity/rerun-graph.ts";
import { runShape } from "../../core/sensitivity/run-shape.ts";
import type { Answers } from "../../core/sensitivity/score.ts";
import type { Marked } from "../../core/sensitivity/spots.ts";
import type { ProbeRun } from "../engine-protocol.ts";
import type { SampleSet } from "../evaluate.ts";
import { FEW, type Run } from "./run.ts";

export interface Found {
  readonly energies: Energies;
  readonly lost: GradientGraph["lost"];
  readonly ops: readonly string[];
  readonly answers: Answers | null;
  readonly samples: number;
}

export async function measure(run: Run, all: Marked): Promise<Found> {
  const { measured, leaderOf } = leadersOf(all.weights);
  const marked = { ...all, weights: measured };
  const shape = runShape(marked, run.batch);
  const { graph, outputs, lost, ops, noise: length } = gradientGraph(marked, shape);
  const noise = { input: NOISE, length, outputs, draws: shape.draws, rows: shape.rows };
  const [scores] = outputs.length === 1 ? outputs : [];
  const fetch = [GIVES.products, GIVES.signal, ...(scores === undefined ? [] : [scores])];
  const { rows } = shape;
  const images = run.set.samples.length;
  const runs = await run.probe(graph, "gradients", { fetch, noise, rows, images, optimization: "none" });
  const samples = runs.flatMap((one) => samplesOf(one, rows));
  const spots = [...marked.values, ...marked.weights];
  const details = await detail(run, all);
  const signals = Float64Array.from(samples, ({ signal }) => signal);
  const energies = new Map<Spot, SpotEnergy>();
  for (const [i, spot] of spots.entries()) {
    if (lost.has(spot)) continue;
    const errors = Float64Array.from(samples, ({ products }) => meanSquare(products, i, spots.length));
    // A gradient that ran out of the numbers tells nothing: such roundings are run again.
    if (errors.every(Number.isFinite)) energies.set(spot, { errors, signals, ...details(spot), method: "adjoint" });
  }
  for (const [spot, leader] of leaderOf) {
    const known = energies.get(leader);
    if (known === undefined) continue;
    const { own, gradient } = details(spot);
    const share = ratio(own, known.own);
    energies.set(spot, { ...known, own, gradient, errors: known.errors.map((error) => error * share) });
  }
  return {
    energies,
    lost: new Set([...all.values, ...all.weights].filter((spot) => !energies.has(spot))),
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

type Detail = Pick<SpotEnergy, "gradient" | "own">;

/** What is measured at each spot itself. */
async function detail(run: Run, marked: Marked): Promise<(spot: Spot) => Detail> {
  const shape = { batch: run.batch ?? 1, rows: 1, draws: 1, detail: true };
  const { graph, outputs, noise: length } = gradientGraph(marked, shape);
  const noise = { input: NOISE, length, outputs, draws: 1, rows: 1 };
  const fetch = [GIVES.gradients, GIVES.own, GIVES.signal];
  const runs = await run.probe(graph, "detail", { fetch, noise, images: FEW });
  const total = (output: number, i: number) => runs.reduce((sum, { values }) => sum + (values[output]?.[i] ?? 0), 0);
  const signal = total(2, 0);
  const found = [...marked.values, ...marked.weights].map((spot, i): [Spot, Detail] => {
    const norms = [ratio(total(0, 2 * i), signal), ratio(total(0, 2 * i + 1), signal)] as const;
    return [spot, { own: ratio(total(1, 2 * i), total(1, 2 * i + 1)), gradient: spot.kind === "value" ? norms : null }];
  });
  const bySpot = new Map(found);
  return (spot) => bySpot.get(spot) ?? { own: 0, gradient: null };
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
