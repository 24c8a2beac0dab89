/** @file The error at the outputs that a plan makes: the sum over all its roundings, each at what it was measured or estimated to cost. */
import type { CalibrationStats } from "../calibrate/stats.ts";
import { producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import type { Precision } from "../precision.ts";
import { solveAffine } from "../quantize/affine.ts";
import { rangeOf } from "../quantize/params.ts";
import type { Plan, ValuePlan } from "../quantize/plan.ts";
import { bitsOf } from "../quantize/precisions.ts";
import type { Recipe } from "../recipe.ts";
import { type Measured, ratio, relative } from "./estimate.ts";
import { repeats } from "./mark.ts";
import type { ValueSpot, WeightForm, WeightSpot } from "./spots.ts";
import { halfNoise, weightFormOf } from "./weight-errors.ts";

/**
 * Relative energy of rounding to float16 (11 bits) and bfloat16 (8 bits): the step is 2^-10 or 2^-7 of the power of two
 * below x, its error step^2 / 12, and the mean of 1 / m^2 over mantissas m in [1, 2) is 1/2.
 */
const HALF = { float16: 2 ** -20 / 24, bfloat16: 2 ** -14 / 24 } as const;

/** What every rounding of one studied model costs at the outputs, and what a plan of it is made from. Holds no weights but those of the graph. */
export interface Prices {
  readonly graph: Graph;
  readonly stats: CalibrationStats;
  /** That was studied. */
  readonly recipe: Recipe;
  readonly producers: ReadonlyMap<ValueName, Node>;
  readonly value: (planned: ValuePlan, type: ValueSpot["type"]) => number;
  readonly half: (layer: string) => number;
  readonly dynamic: (layer: string) => number;
  readonly weight: (layer: string, form: WeightForm) => number;
  readonly operands: (value: ValueName, type: ValueSpot["type"]) => number;
}

/** Relative energy at the outputs, to first order. */
export function planError(plan: Plan, prices: Prices): number {
  let sum = 0;
  for (const planned of plan.values.values()) {
    const producer = prices.producers.get(planned.value);
    if (!repeats(plan, planned, producer)) sum += prices.value(planned, planned.type);
    for (const type of planned.converts) sum += prices.value(planned, type);
  }
  for (const [value, types] of plan.operands) for (const type of types) sum += prices.operands(value, type);
  for (const [name, { precision }] of plan.nodes) sum += ownError(name, precision, prices);
  return sum;
}

/** What a layer of this precision rounds by itself, beside the values of the plan. */
export function ownError(name: string, precision: Precision, prices: Prices): number {
  const form = weightFormOf(precision);
  if (form === null) return 0;
  const values = form === "half" ? prices.half(name) : form === "dynamic" ? prices.dynamic(name) : 0;
  return prices.weight(name, form) + values;
}

/** Ops that change nothing but the shape: rounding before or behind them is the same. */
const SHAPES: ReadonlySet<string> = new Set([
  "Dropout",
  "Flatten",
  "Identity",
  "Reshape",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

/** The value whose numbers this one holds. */
function origin(value: ValueName, producers: ReadonlyMap<ValueName, Node>): ValueName {
  const node = producers.get(value);
  return node !== undefined && SHAPES.has(node.op) ? origin(node.inputs[0] ?? "", producers) : value;
}

/** Weights of one layer in one form: what they cost, and how large their error is. */
type PricedWeights = Pick<WeightSpot, "form" | "node" | "slot" | "noise"> & { readonly error: number };

interface Known {
  /** By "value as type". */
  readonly values: ReadonlyMap<string, number>;
  readonly gradients: ReadonlyMap<ValueName, readonly [number, number]>;
  /** By layer. */
  readonly dynamic: ReadonlyMap<string, number>;
  readonly weights: ReadonlyMap<string, readonly PricedWeights[]>;
}

/** What was measured, without the errors themselves, which are as large as the weights. */
function knownOf({ energies }: Measured, producers: Prices["producers"]): Known {
  const values = new Map<string, number>();
  const gradients = new Map<ValueName, readonly [number, number]>();
  const dynamic = new Map<string, number>();
  const weights = new Map<string, PricedWeights[]>();
  for (const [spot, energy] of energies) {
    const error = relative(energy);
    if (spot.kind === "weight") {
      const { form, node, slot, noise } = spot;
      weights.set(spot.layer, [...(weights.get(spot.layer) ?? []), { form, node, slot, noise, error }]);
      continue;
    }
    if (spot.type === "dynamic" && spot.layer !== null) dynamic.set(spot.layer, error);
    const name = origin(spot.value, producers);
    values.set(`${name} as ${spot.type}`, error);
    if (energy.gradient !== null && !gradients.has(name)) gradients.set(name, energy.gradient);
  }
  return { values, gradients, dynamic, weights };
}

export function pricesOf(measured: Measured): Prices {
  const { recipe, stats, graph } = measured;
  const producers = producersOf(graph);
  return pricesFrom(knownOf(measured, producers), { recipe, stats, graph, producers });
}

type Model = Pick<Prices, "recipe" | "stats" | "graph" | "producers">;

function pricesFrom({ values, gradients, dynamic, weights }: Known, model: Model): Prices {
  const { recipe, stats, graph, producers } = model;
  const outputs = new Map(graph.nodes.map((node) => [node.name, node.outputs]));
  const halves = new Map<string, number>();
  const halfWeights = (layer: string, { error, noise, node, slot }: PricedWeights) => {
    // Rounding noise is spread alike over the weights, whatever its size.
    const found = halves.get(layer) ?? error * ratio(halfNoise(graph, { node, slot }, recipe), noise);
    halves.set(layer, found);
    return found;
  };
  return {
    ...model,
    value: (planned, type) => {
      const name = origin(planned.value, producers);
      const found = values.get(`${name} as ${type}`);
      const [gradient] = gradients.get(name) ?? [0];
      const seen = stats.get(planned.value);
      if (found !== undefined || type === "half" || type === "dynamic" || seen === undefined) return found ?? 0;
      const range = rangeOf(planned, seen, recipe, bitsOf(type) === 16 ? 16 : 8);
      return (gradient * solveAffine(range, type, recipe.activations).scale ** 2) / 12;
    },
    half: (layer) => {
      const cost = (output: ValueName) =>
        values.get(`${output} as half`) ?? (gradients.get(output)?.[1] ?? 0) * HALF[recipe.half.type];
      return (outputs.get(layer) ?? []).reduce((sum, output) => sum + cost(origin(output, producers)), 0);
    },
    dynamic: (layer) => dynamic.get(layer) ?? 0,
    weight: (layer, form) => {
      const own = weights.get(layer) ?? [];
      const exact = own.find((each) => each.form === form);
      const [other] = own;
      if (exact !== undefined || other === undefined) return exact?.error ?? 0;
      return form === "half" ? halfWeights(layer, other) : 0;
    },
    operands: (name, type) => values.get(`${name} as ${type}`) ?? 0,
  };
}
