/**
 * @file Relu and Clip disappear into the rounding of the layer before them: QuantizeLinear saturates at the
 * ends of its range, which is the same clamp. Without Q/DQ in between, the runtime fuses one integer kernel.
 */
import { constantInput } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { attrFloat } from "../onnx/attributes.ts";
import { floatsOf } from "../onnx/tensor-data.ts";
import type { NodePlan } from "./decide.ts";

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
    const bounds = boundsOf(graph, node);
    if (producer === undefined || bounds === null || !foldsInto(decided.get(producer.name))) continue;
    if (fixed.has(input) || (consumers.get(input) ?? []).length !== 1) continue;
    folded.set(node.name, { node: node.name, producer: producer.name, input, output, ...bounds, kept: keep });
  }
  return folded;
}

function foldsInto(plan: NodePlan | undefined): boolean {
  const kind = plan?.rule?.kind;
  return plan?.precision === "INT8" && (kind === "linear" || kind === "elementwise");
}

/**
 * Bounds of a clamp that saturation can replace exactly: from 0 upwards. A lower end other than 0 need not
 * fall on an integer of the grid, and unknown bounds cannot be promised.
 */
function boundsOf(graph: Graph, node: Node): { lo: number; hi: number } | null {
  if (node.op === "Relu") return { lo: 0, hi: Infinity };
  const lo = bound(graph, node, 1, "min", -Infinity);
  const hi = bound(graph, node, 2, "max", Infinity);
  return lo === 0 && hi !== null && hi > 0 ? { lo, hi } : null;
}

/** From the input (opset 11 and up) or the attribute (before); null when it is computed at run time. */
function bound(graph: Graph, node: Node, slot: number, attribute: string, absent: number): number | null {
  const name = node.inputs[slot] ?? "";
  if (name === "") return attrFloat(node, attribute, absent);
  const constant = constantInput(graph, node, slot);
  return constant === undefined ? null : (floatsOf(constant)[0] ?? null);
}
