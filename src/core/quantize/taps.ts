/**
 * @file Which values calibration observes: enough for every recipe of this graph, so that no later choice of
 * method, type or pin runs the model again.
 */
import type { Graph, ValueName } from "../graph/graph.ts";
import { DEFAULT_RECIPE, type Recipe } from "../recipe.ts";
import { makePlan } from "./plan.ts";

/**
 * Every value that carries Q/DQ without pins (a pin only takes nodes away), under a grid that folds clamps
 * and one that keeps them, and the results of linear layers, to be looked at.
 */
export function tapsOf(graph: Graph): readonly ValueName[] {
  const all: Recipe = { ...DEFAULT_RECIPE, taskAware: false };
  const folding = makePlan(graph, all);
  const keeping = makePlan(graph, { ...all, activations: { type: "uint8", symmetric: true } });
  const clampOf = new Map([...folding.clamps.values()].map((c) => [c.input, c.output]));
  const results = graph.nodes.flatMap((node) => {
    const linear = folding.nodes.get(node.name)?.rule?.kind === "linear";
    return linear ? node.outputs.map((name) => clampOf.get(name) ?? name) : [];
  });
  // What a kept clamp reads shares the scale of what it writes, so its own statistics are never asked for.
  const read = [...keeping.values.values()].filter((v) => !clampOf.has(v.value)).map((v) => v.value);
  return [...new Set([...folding.values.keys(), ...read, ...results])].filter((v) => !graph.constants.has(v));
}
