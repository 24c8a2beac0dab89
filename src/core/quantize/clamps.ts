/**
 * @file Relu and Clip disappear into the rounding of the layer before them: QuantizeLinear saturates at the
 * ends of its range, which is the same clamp. Without Q/DQ in between, the runtime fuses one integer kernel.
 */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { clampBounds } from "../ops/clamp.ts";
import type { NodePlan } from "./decide.ts";
import { isStatic } from "./precisions.ts";

export interface Clamp {
  /** The clamp node. */
  readonly node: string;
  /** The layer it is folded into. */
  readonly producer: string;
  readonly input: ValueName;
  readonly output: ValueName;
  readonly lo: number;
  readonly hi: number;
  /** With a symmetric grid negative values stay representable, so the node must stay in the graph. */
  readonly kept: boolean;
}

interface Question {
  readonly graph: Graph;
  readonly consumers: ReadonlyMap<ValueName, readonly Node[]>;
  readonly fixed: ReadonlySet<ValueName>;
  readonly decided: ReadonlyMap<string, NodePlan>;
  readonly keep: boolean;
}

/** Clamps whose producer is an integer node that nobody else reads. By name of the clamp node. */
export function foldableClamps({ graph, consumers, fixed, decided, keep }: Question): ReadonlyMap<string, Clamp> {
  const folded = new Map<string, Clamp>();
  const producers = new Map(graph.nodes.flatMap((n) => n.outputs.map((o) => [o, n] as const)));
  for (const node of graph.nodes) {
    const plan = decided.get(node.name);
    if (plan?.rule?.kind !== "clamp") continue;
    const [input, output] = [node.inputs[0] ?? "", node.outputs[0] ?? ""];
    const producer = producers.get(input);
    const bounds = exactBounds(graph, node);
    if (producer === undefined || bounds === null || !foldsInto(decided.get(producer.name))) continue;
    if (fixed.has(input) || (consumers.get(input) ?? []).length !== 1) continue;
    folded.set(node.name, { node: node.name, producer: producer.name, input, output, ...bounds, kept: keep });
  }
  return folded;
}

/** A layer whose rounding can do the clamp behind it. */
export function foldsInto(plan: NodePlan | undefined): boolean {
  const kind = plan?.rule?.kind;
  return isStatic(plan?.precision) && (kind === "linear" || kind === "elementwise");
}

/**
 * Bounds of a clamp that saturation can replace exactly: from 0 upwards. A lower end other than 0 need not
 * fall on an integer of the grid, and unknown bounds cannot be promised.
 */
export function exactBounds(graph: Graph, node: Node): { lo: number; hi: number } | null {
  const bounds = clampBounds(node, graph);
  if (bounds === null) return null;
  const [lo, hi] = bounds;
  return lo === 0 && hi > 0 ? { lo, hi } : null;
}
