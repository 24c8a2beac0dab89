/**
 * @file Error at the outputs if layers were pinned, as the planner would do it: a pin also changes what its neighbours
 * round. The plan with the pins is compared with the plan without them, rounding by rounding.
 */
import type { Node } from "../graph/graph.ts";
import type { Precision } from "../precision.ts";
import { makePlan, type Plan } from "../quantize/plan.ts";
import { isStatic, pinnedPrecision } from "../quantize/precisions.ts";
import { PIN_PRECISIONS, type PinPrecision, type Recipe, withoutPin, withPin } from "../recipe.ts";
import { ownError, planError, type Prices } from "./plan-error.ts";
import { canBe } from "./weight-errors.ts";

/** @param total of the layer under the recipe; pins that it cannot take are left out */
export type PinCosts = (node: Node, total: number) => Readonly<Partial<Record<PinPrecision, number>>>;

/** @param plan of the recipe that was studied */
export function pinCosts(prices: Prices, plan: Plan): PinCosts {
  const { graph, recipe, stats } = prices;
  const errorOf = (of: Plan) => planError(of, prices);
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
      return float + ownError(node.name, precision, prices);
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

/**
 * Error at the outputs with these pins in place of those that were studied, relative energy. Neighbours that are all kept
 * in float also save the rounding of what passes between them, so this may be far less than the sum of single pins says.
 */
export function errorWithPins(prices: Prices, pins: Recipe["pins"]): number {
  const { graph, recipe, stats } = prices;
  return planError(makePlan(graph, { ...recipe, pins }, stats), prices);
}
