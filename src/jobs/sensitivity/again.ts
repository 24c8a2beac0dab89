/** @file Errors by running again: of roundings that no gradient reaches, and of the most harmful layers, to verify them. */
import {
  type Energies,
  type Measured,
  relative,
  type SpotEnergy,
  spotsByLayer,
} from "../../core/sensitivity/estimate.ts";
import type { GradientGraph } from "../../core/sensitivity/gradient-graph.ts";
import { RERUN, rerunGraph, type Spot } from "../../core/sensitivity/rerun-graph.ts";
import type { Marked } from "../../core/sensitivity/spots.ts";
import { FEW, type Run, VERIFIED_IMAGES } from "./run.ts";

/** Roundings that are run again in one graph: what they share is computed once. */
const TOGETHER = 8;

/** Roundings that no gradient reaches: each by itself, on few images. */
export async function rerun(run: Run, marked: Marked, lost: GradientGraph["lost"]): Promise<Energies> {
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
export async function verify(
  run: Run,
  { marked }: Measured,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const byLayer = spotsByLayer(marked);
  const groups = names.map((name) => byLayer.get(name) ?? []);
  if (groups.length === 0) return new Map();
  const { errors, signals } = await runAgain(run, marked, groups, "verify", VERIFIED_IMAGES);
  return new Map(names.map((name, i) => [name, relative({ errors: errors[i] ?? new Float64Array(), signals })]));
}
