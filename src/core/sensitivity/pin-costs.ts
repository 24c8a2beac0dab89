/**
 * @file Error at the outputs if a layer were pinned, as the planner would do it: a pin also changes what its neighbours
 * round. The plan with the pin is compared with the plan without it, rounding by rounding.
 */
import { producersOf } from "../graph/edit.ts";
import type { Node, ValueName } from "../graph/graph.ts";
import { solveAffine } from "../quantize/affine.ts";
import { rangeOf } from "../quantize/params.ts";
import { makePlan, type Plan, type ValuePlan } from "../quantize/plan.ts";
import type { Precision } from "../precision.ts";
import { bitsOf, isStatic, pinnedPrecision } from "../quantize/precisions.ts";
import { PIN_PRECISIONS, type PinPrecision, withoutPin, withPin } from "../recipe.ts";
import { type Measured, ratio, relative } from "./estimate.ts";
import { repeats } from "./mark.ts";
import type { ValueSpot, WeightForm, WeightSpot } from "./spots.ts";
import { canBe, halfNoise, weightFormOf } from "./weight-errors.ts";

/**
 * Relative energy of rounding to float16 (11 bits) and bfloat16 (8 bits): the step is 2^-10 or 2^-7 of the power of two
 * below x, its error step^2 / 12, and the mean of 1 / m^2 over mantissas m in [1, 2) is 1/2.
 */
const HALF = { float16: 2 ** -20 / 24, bfloat16: 2 ** -14 / 24 } as const;

/** @param total of the layer under the recipe; pins that it cannot take are left out */
export type PinCosts = (node: Node, total: number) => Readonly<Partial<Record<PinPrecision, number>>>;

export function pinCosts(measured: Measured): PinCosts {
  const { graph, plan, recipe, stats } = measured;
  const costs = costsOf(measured);
  const producers = producersOf(graph);
  const errorOf = (of: Plan) => planError(of, costs, producers);
  const whole = errorOf(plan);
  const pinned = new Set(recipe.pins.map(({ layer }) => layer));
  return (node, total) => {
    const bare = pinned.has(node.name) ? withoutPin(recipe, node.name) : recipe;
    const planned = (pin: PinPrecision) => makePlan(graph, withPin(bare, node.name, pin), stats);
    const now = plan.nodes.get(node.name)?.precision;
    // Beside integers, all pins to floats and to fewer weights round the same values: the layer's own is all that differs.
    let float: number | undefined;
    const aside = (precision: Precision) => {
      float ??= errorOf(planned("float32"));
      return float + ownError(node.name, precision, costs);
    };
    const entries = PIN_PRECISIONS.flatMap((pin): [PinPrecision, number][] => {
      const precision = pinnedPrecision(pin, recipe);
      if (!canBe(node, graph, recipe, pin)) return [];
      if (precision === now) return [[pin, total]];
      const error = isStatic(precision) ? integerError(node.name, precision, planned(pin), errorOf) : aside(precision);
      return error === null ? [] : [[pin, total + error - whole]];
    });
    return Object.fromEntries(entries);
  };
}

/** Null when the layer does not become what the pin asks for. */
function integerError(name: string, wanted: Precision, plan: Plan, errorOf: (plan: Plan) => number): number | null {
  return plan.nodes.get(name)?.precision === wanted ? errorOf(plan) : null;
}

interface Costs {
  readonly value: (planned: ValuePlan, type: ValueSpot["type"]) => number;
  readonly half: (value: ValueName) => number;
  readonly dynamic: (value: ValueName) => number;
  readonly weight: (layer: string, form: WeightForm) => number;
  readonly operands: (value: ValueName, type: ValueSpot["type"]) => number;
}

/** The sum over all roundings of a plan. */
function planError(plan: Plan, costs: Costs, producers: ReadonlyMap<ValueName, Node>): number {
  let sum = 0;
  for (const planned of plan.values.values()) {
    if (!repeats(plan, planned, producers.get(planned.value))) sum += costs.value(planned, planned.type);
    for (const type of planned.converts) sum += costs.value(planned, type);
  }
  for (const [value, types] of plan.operands) for (const type of types) sum += costs.operands(value, type);
  for (const [name, { precision }] of plan.nodes) {
    sum += ownError(name, precision, costs);
  }
  return sum;
}

/** What a layer of this precision rounds by itself, beside the values of the plan. */
function ownError(name: string, precision: Precision, costs: Costs): number {
  const form = weightFormOf(precision);
  if (form === null) return 0;
  const values = form === "half" ? costs.half(name) : form === "dynamic" ? costs.dynamic(name) : 0;
  return costs.weight(name, form) + values;
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

function costsOf(measured: Measured): Costs {
  const { marked, energies, recipe, stats, graph } = measured;
  const producers = producersOf(graph);
  const known = new Map<string, number>();
  const gradients = new Map<ValueName, readonly [number, number]>();
  const forms = new Map<string, { readonly spot: WeightSpot; readonly error: number }[]>();
  for (const [spot, energy] of energies) {
    const error = relative(energy);
    if (spot.kind === "weight") {
      forms.set(spot.layer, [...(forms.get(spot.layer) ?? []), { spot, error }]);
      continue;
    }
    const name = origin(spot.value, producers);
    known.set(`${name} as ${spot.type}`, error);
    if (energy.gradient !== null && !gradients.has(name)) gradients.set(name, energy.gradient);
  }
  const value: Costs["value"] = (planned, type) => {
    const name = origin(planned.value, producers);
    const found = known.get(`${name} as ${type}`);
    const [gradient] = gradients.get(name) ?? [0];
    const seen = stats.get(planned.value);
    if (found !== undefined || type === "half" || type === "dynamic" || seen === undefined) return found ?? 0;
    const range = rangeOf(planned, seen, recipe, bitsOf(type) === 16 ? 16 : 8);
    return (gradient * solveAffine(range, type, recipe.activations).scale ** 2) / 12;
  };
  const outputs = new Map(graph.nodes.map((node) => [node.name, node.outputs]));
  const half: Costs["half"] = (name) => {
    const cost = (output: ValueName) =>
      known.get(`${output} as half`) ?? (gradients.get(output)?.[1] ?? 0) * HALF[recipe.half.type];
    return (outputs.get(name) ?? []).reduce((sum, output) => sum + cost(origin(output, producers)), 0);
  };
  const inputs = new Map(marked.graph.nodes.map((node) => [node.name, node.inputs[0] ?? ""]));
  const dynamic: Costs["dynamic"] = (name) => {
    const spot = marked.values.find(({ type, to }) => type === "dynamic" && to === inputs.get(name));
    const energy = spot && energies.get(spot);
    return energy === undefined ? 0 : relative(energy);
  };
  const weight: Costs["weight"] = (layer, form) => {
    const own = forms.get(layer) ?? [];
    const exact = own.find(({ spot }) => spot.form === form);
    const [other] = own;
    if (exact !== undefined || other === undefined) return exact?.error ?? 0;
    // Rounding noise is spread alike over the weights, whatever its size.
    return form === "half" ? other.error * ratio(halfNoise(graph, other.spot, recipe), other.spot.noise) : 0;
  };
  const operands: Costs["operands"] = (name, type) => known.get(`${name} as ${type}`) ?? 0;
  return { value, half, dynamic, weight, operands };
}
