/** @file What a finder of sensitive structures is given, and the small questions they share. */
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";

/** Lowest and highest value seen in calibration; undefined when the value was not observed. */
export type SeenRange = (value: ValueName) => { readonly lo: number; readonly hi: number } | undefined;

export interface Scene {
  readonly graph: Graph;
  readonly producers: ReadonlyMap<ValueName, Node>;
  readonly consumers: ReadonlyMap<ValueName, readonly Node[]>;
  readonly seen: SeenRange;
}

/** Nodes that should stay in float, by name, each with the reason in the user's words. */
export type Finder = (scene: Scene) => ReadonlyMap<string, string>;

export function sceneOf(graph: Graph, seen: SeenRange = () => undefined): Scene {
  return { graph, producers: producersOf(graph), consumers: consumersOf(graph), seen };
}

/** Ops that compute each element from the elements beside it, and so carry a formula written out in small steps. */
export const ARITHMETIC: ReadonlySet<string> = new Set([
  "Abs",
  "Add",
  "Cast",
  "Clip",
  "Div",
  "Exp",
  "Identity",
  "Max",
  "Min",
  "Mul",
  "Neg",
  "Pow",
  "Reciprocal",
  "Sqrt",
  "Sub",
]);

/** Ops that only rearrange values. */
export const MOVEMENT: ReadonlySet<string> = new Set([
  "Concat",
  "Expand",
  "Flatten",
  "Gather",
  "Identity",
  "Pad",
  "Reshape",
  "Slice",
  "Split",
  "Squeeze",
  "Tile",
  "Transpose",
  "Unsqueeze",
]);

/** Inputs of a node that are computed, without constants and omitted ones. */
export function activations({ graph }: Scene, node: Node): ValueName[] {
  return node.inputs.filter((name) => name !== "" && !graph.constants.has(name));
}

/** Every node that a value depends on, nearest first, as far as `through` lets it. */
export function ancestors(scene: Scene, value: ValueName, through: (node: Node) => boolean = () => true): Node[] {
  const found = new Set<Node>();
  const walk = (name: ValueName) => {
    const node = scene.producers.get(name);
    if (node === undefined || found.has(node) || !through(node)) return;
    found.add(node);
    activations(scene, node).forEach(walk);
  };
  walk(value);
  return [...found];
}
