/** @file The report from what was measured: impacts with intervals, what pins would leave, own and gathered errors, scores. */
import type { Node } from "../graph/graph.ts";
import { type Measured, isWeight, ratio, relative, spotsByLayer } from "./estimate.ts";
import { uniform } from "../random.ts";
import type { Impact, LayerSensitivity, SensitivityReport } from "./report.ts";
import { type Answers, scoreChange } from "./score.ts";
import type { ValueSpot, WeightSpot } from "./spots.ts";

/** What runs besides the gradients found, by layer. */
export interface Extras {
  readonly at: ReadonlyMap<string, LayerSensitivity["at"]>;
  readonly gathered: ReadonlyMap<string, number>;
  readonly verified: ReadonlyMap<string, number>;
  readonly answers: Answers | null;
  readonly samples: number;
  /** Operators without a backward rule. */
  readonly ops: readonly string[];
}

export interface LayerImpact {
  readonly node: Node;
  readonly impact: Impact;
}

/** Every layer that rounds something or could, most harmful first. */
export function layerImpacts(measured: Measured): readonly LayerImpact[] {
  const { graph, plan, marked } = measured;
  const byLayer = spotsByLayer(marked);
  const linear = new Set(marked.weights.map(({ layer }) => layer));
  return graph.nodes
    .filter(({ name }) => (byLayer.has(name) || linear.has(name)) && !isFolded(plan, name))
    .map((node) => ({ node, impact: impactOf(measured, byLayer.get(node.name) ?? []) }))
    .toSorted((a, b) => b.impact.total - a.impact.total);
}

export function reportOf(measured: Measured, impacts: readonly LayerImpact[], extras: Extras): SensitivityReport {
  const byLayer = spotsByLayer(measured.marked);
  const outputs = outputsOf(measured);
  const layers = impacts.map(({ node, impact }): LayerSensitivity => {
    const spots = byLayer.get(node.name) ?? [];
    const rerun = spots.some((spot) => measured.energies.get(spot)?.method === "rerun");
    return {
      name: node.name,
      output: outputs.get(node.name) ?? node.outputs[0] ?? "",
      impact,
      at: extras.at.get(node.name) ?? {},
      own: spots.reduce((sum, spot) => sum + (measured.energies.get(spot)?.own ?? 0), 0),
      gathered: extras.gathered.get(node.name) ?? null,
      score: extras.answers === null ? null : scoreChange(extras.answers, impact.total),
      verified: extras.verified.get(node.name) ?? null,
      method: rerun ? "rerun" : "adjoint",
    };
  });
  const rerun = layers.filter(({ method }) => method === "rerun").length;
  return { layers, samples: extras.samples, rerun: { ops: extras.ops, layers: rerun } };
}

function isFolded({ clamps }: Measured["plan"], name: string): boolean {
  const clamp = clamps.get(name);
  return clamp !== undefined && !clamp.kept;
}

/** The value each layer writes, after a folded clamp. */
export function outputsOf({ graph, plan }: Pick<Measured, "graph" | "plan">): ReadonlyMap<string, string> {
  const folded = new Map([...plan.clamps.values()].filter((c) => !c.kept).map((c) => [c.producer, c.output]));
  return new Map(graph.nodes.map((node: Node) => [node.name, folded.get(node.name) ?? node.outputs[0] ?? ""]));
}

function impactOf({ energies }: Measured, spots: readonly (ValueSpot | WeightSpot)[]): Impact {
  const known = spots.flatMap((spot) => {
    const energy = energies.get(spot);
    return energy === undefined ? [] : [{ spot, energy }];
  });
  const sum = (parts: typeof known) => parts.reduce((total, { energy }) => total + relative(energy), 0);
  const weight = sum(known.filter(({ spot }) => isWeight(spot)));
  const activation = sum(known.filter(({ spot }) => !isWeight(spot)));
  return { weight, activation, total: weight + activation, interval: intervalOf(known.map(({ energy }) => energy)) };
}

const RESAMPLES = 400;

/** 95 % of the sums over images drawn with replacement (bootstrap, Efron 1979). */
function intervalOf(
  parts: readonly { readonly errors: Float64Array; readonly signals: Float64Array }[],
): [number, number] {
  const whole = new Map<Float64Array, Float64Array>();
  for (const { errors, signals } of parts) {
    whole.set(
      signals,
      errors.map((error, i) => error + (whole.get(signals)?.[i] ?? 0)),
    );
  }
  if (parts.length === 0) return [0, 0];
  const next = uniform(1);
  const sums = Array.from({ length: RESAMPLES }, () =>
    [...whole].reduce((sum, [signals, errors]) => sum + resampled(errors, signals, next), 0),
  ).sort((a, b) => a - b);
  const at = (share: number) => sums[Math.round(share * (RESAMPLES - 1))] as number;
  return [at(0.025), at(0.975)];
}

function resampled(errors: Float64Array, signals: Float64Array, next: () => number): number {
  let [error, signal] = [0, 0];
  for (let i = 0; i < errors.length; i++) {
    const at = Math.floor(next() * errors.length);
    error += errors[at] as number;
    signal += signals[at] as number;
  }
  return ratio(error, signal);
}
