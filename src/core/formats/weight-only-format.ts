/** @file Weight-only formats in the table of formats: the recipe's settings for layers of a width. */
import type { Graph, Node } from "../graph/graph.ts";
import type { Recipe } from "../recipe.ts";
import type { Format } from "./index.ts";
import { refuseWeightOnly } from "./weight-only/refuse.ts";
import type { WeightOnlySetting } from "./weight-only/setting.ts";
import type { Solving } from "./weight-only/solving.ts";
import { solvingsOf, weightOnly } from "./weight-only/weight-only.ts";

export function weightOnlyFormat(bits: WeightOnlySetting["bits"]): Format {
  return {
    refuse: (node, graph, { recipe }) => refuseWeightOnly(settingOf(bits, recipe))(node, graph),
    rewrite: (graph, nodes, recipe, means) => {
      const setting = settingOf(bits, recipe);
      return weightOnly(graph, new Map([...nodes].map((name) => [name, setting])), means);
    },
  };
}

/** What the rewrite of these layers to that width will ask of the solver. */
export function weightOnlySolvings(
  bits: WeightOnlySetting["bits"],
  graph: Graph,
  nodes: readonly Node[],
  recipe: Recipe,
): Solving[] {
  const setting = settingOf(bits, recipe);
  return nodes.flatMap((node) => solvingsOf(node, graph, setting));
}

/**
 * The recipe's own settings where weight-only is its scheme. A layer pinned to few bits beside integer layers gets
 * blocks: below 8 bits one scale per channel loses too much.
 */
function settingOf(bits: WeightOnlySetting["bits"], { scheme, weights }: Recipe): WeightOnlySetting {
  const { type, symmetric, granularity, blockSize, rounding, form } = weights;
  const own = { bits, signed: !type.startsWith("u"), symmetric, blockSize, rounding, form };
  const coarse = scheme !== "weight-only" && bits < 8;
  return { ...own, granularity: coarse ? "block" : granularity };
}
