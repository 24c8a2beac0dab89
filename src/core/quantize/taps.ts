/**
 * @file Which values calibration observes: enough for every recipe of this graph, so that no later choice of
 * method, type, target or pin runs the model again.
 */
import type { Graph, ValueName } from "../graph/graph.ts";
import { DEFAULT_RECIPE, type Recipe } from "../recipe.ts";
import { makePlan, type Plan } from "./plan.ts";

/** The recipes whose plans together hold every value that any recipe could round. */
const WIDEST: readonly Recipe[] = (["onnxruntime", "qnn"] as const).map((target) => ({
  ...DEFAULT_RECIPE,
  target,
  taskAware: false,
}));

/**
 * Every value that carries Q/DQ without pins (a pin only takes nodes away), under a grid that folds clamps
 * and one that keeps them, and the results of linear layers, to be looked at.
 */
export function tapsOf(graph: Graph): readonly ValueName[] {
  const taps = WIDEST.flatMap((recipe) => tapsUnder(graph, recipe));
  return [...new Set(taps)].filter((v) => !graph.constants.has(v));
}

function tapsUnder(graph: Graph, recipe: Recipe): ValueName[] {
  const folding = makePlan(graph, recipe);
  const keeping = makePlan(graph, { ...recipe, activations: { type: "uint8", symmetric: true } });
  const clampOf = new Map([...folding.clamps.values()].map((c) => [c.input, c.output]));
  // What a kept clamp reads shares the scale of what it writes, so its own statistics are never asked for.
  const read = [...keeping.values.values()].filter((v) => !clampOf.has(v.value)).map((v) => v.value);
  return [...folding.values.keys(), ...read, ...results(graph, folding, clampOf)];
}

function results(graph: Graph, plan: Plan, clampOf: ReadonlyMap<ValueName, ValueName>): ValueName[] {
  return graph.nodes.flatMap((node) => {
    const linear = plan.nodes.get(node.name)?.rule?.kind === "linear";
    return linear ? node.outputs.map((name) => clampOf.get(name) ?? name) : [];
  });
}
