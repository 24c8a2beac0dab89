/**
 * @file What `quantize` will do to weights, layer by layer. Whoever does it beforehand, with pauses or in parallel,
 * makes the rest quick: answers are kept with the weights. Nothing here changes what comes out.
 */
import { weightOnlySolvings } from "../formats/weight-only-format.ts";
import { knownBlocks, type Solving } from "../formats/weight-only/solving.ts";
import type { Graph } from "../graph/graph.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { elementCount } from "../onnx/tensor-data.ts";
import type { Precision } from "../precision.ts";
import type { Recipe } from "../recipe.ts";
import type { Plan } from "./plan.ts";
import { staticWeights } from "./precisions.ts";
import { weightSteps } from "./weights.ts";

export type WeightWork =
  | { readonly kind: "blocks"; readonly weights: number; readonly solving: Solving }
  /** `steps` does the work; it pauses where a slice of the weight is done. */
  | { readonly kind: "static"; readonly weights: number; readonly steps: () => Iterator<void> };

/** One entry per weight that is not known yet. */
export function weightWorkOf(graph: Graph, plan: Plan, recipe: Recipe): WeightWork[] {
  return [...staticWork(graph, plan, recipe), ...blocksWork(graph, plan, recipe)];
}

function staticWork(graph: Graph, plan: Plan, recipe: Recipe): WeightWork[] {
  return [...plan.weights.values()].flatMap(({ constant, axis }): WeightWork[] => {
    const tensor = graph.constants.get(constant);
    if (tensor === undefined) return [];
    const steps = () => weightSteps(tensor, axis, staticWeights(recipe));
    return [{ kind: "static", weights: elementCount(tensor), steps }];
  });
}

const WIDTHS = [
  ["W8", 8],
  ["W4", 4],
  ["W2", 2],
] as const satisfies readonly (readonly [Precision, number])[];

function blocksWork(graph: Graph, { nodes }: Plan, recipe: Recipe): WeightWork[] {
  const seen = new Map<TensorProto, Set<string>>();
  return WIDTHS.flatMap(([precision, bits]) => {
    const layers = graph.nodes.filter((node) => nodes.get(node.name)?.precision === precision);
    return weightOnlySolvings(bits, graph, layers, recipe).flatMap((solving): WeightWork[] => {
      const { tensor, ...how } = solving;
      const known = seen.get(tensor) ?? new Set();
      const key = JSON.stringify(how);
      if (known.has(key) || knownBlocks(solving) !== undefined) return [];
      seen.set(tensor, known.add(key));
      return [{ kind: "blocks", weights: elementCount(tensor), solving }];
    });
  });
}
