/** @file Which nodes run on integers. Starts from the op rules and the pins, then drops islands that gain nothing. */
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { ruleOf } from "../ops/index.ts";
import type { OpRule } from "../ops/rule.ts";
import type { Recipe } from "../recipe.ts";

export interface NodePlan {
  readonly precision: "INT8" | "FP32";
  /** Why it is float; null for integer nodes. In the user's words. */
  readonly reason: string | null;
  /** The op's rule, absent when the op is refused. */
  readonly rule?: OpRule;
  /** True when a pin asks for what the node is anyway. */
  readonly wasFloat?: boolean;
}

export const PINNED = "Pinned to FP32 by you.";
const NO_INTEGER_READER = "No integer layer reads its result, so it stays in float and its output is not rounded.";
const NO_INTEGER_SOURCE = "Its inputs are float, so integers here would add rounding and save nothing.";
const STANDALONE_CLAMP = "It cannot be folded into an integer layer, and there is no integer kernel for it alone.";

export function decideNodes(graph: Graph, recipe: Recipe): ReadonlyMap<string, NodePlan> {
  const pinned = new Set(recipe.pins.map((p) => p.layer));
  const plans = new Map<string, NodePlan>();
  for (const node of graph.nodes) {
    const rule = ruleOf(node, graph);
    if (rule.kind === "float") {
      plans.set(node.name, {
        precision: "FP32",
        reason: rule.reason,
        ...(pinned.has(node.name) && { wasFloat: true }),
      });
    } else if (pinned.has(node.name)) {
      plans.set(node.name, { precision: "FP32", reason: PINNED });
    } else if (rule.kind === "clamp") {
      plans.set(node.name, { precision: "FP32", reason: STANDALONE_CLAMP, rule });
    } else {
      plans.set(node.name, { precision: "INT8", reason: null, rule });
    }
  }
  dropIslands(graph, plans);
  return plans;
}

/**
 * A node that only moves or combines values earns an integer kernel when integers come in and go out.
 * Otherwise Q/DQ around it would add rounding for nothing: typically the tail after the last linear layer
 * (pooling, softmax, box decoding), which so keeps full precision.
 */
function dropIslands(graph: Graph, plans: Map<string, NodePlan>): void {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const isInteger = (node: Node | undefined) => node !== undefined && plans.get(node.name)?.precision === "INT8";
  // A clamp between two integer layers is transparent: it will be folded or runs on the same grid.
  const isClamp = (node: Node | undefined) => node !== undefined && plans.get(node.name)?.rule?.kind === "clamp";
  const sourced = (value: ValueName): boolean => {
    const node = producers.get(value);
    return isClamp(node) ? sourced(node?.inputs[0] ?? "") : isInteger(node);
  };
  const read = (value: ValueName): boolean =>
    (consumers.get(value) ?? []).some((n) => isInteger(n) || (isClamp(n) && n.outputs.some(read)));
  const isInput = new Set(graph.inputs);
  for (let changed = true; changed;) {
    changed = false;
    for (const node of graph.nodes) {
      const plan = plans.get(node.name);
      if (plan?.precision !== "INT8" || plan.rule?.kind === "linear") continue;
      const moves = plan.rule?.kind === "passthrough";
      const operands = moves ? node.inputs.slice(0, 1) : node.inputs;
      const hasSource = operands.some((v) => sourced(v) || (moves && isInput.has(v)));
      const hasReader = node.outputs.some(read);
      if (hasSource && hasReader) continue;
      const reason = hasReader ? NO_INTEGER_SOURCE : NO_INTEGER_READER;
      plans.set(node.name, { ...plan, precision: "FP32", reason });
      changed = true;
    }
  }
}
