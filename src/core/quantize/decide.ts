/** @file Which precision every node gets. Starts from the scheme and the pins, then drops islands that gain nothing. */
import { formatOf } from "../formats/index.ts";
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { ruleOf } from "../ops/index.ts";
import type { OpRule } from "../ops/rule.ts";
import type { Precision } from "../precision.ts";
import type { Recipe } from "../recipe.ts";
import { rulesOf } from "../targets/index.ts";
import { type Kept, keptPrecise } from "../tasks/index.ts";
import { isStatic, pinnedPrecision, schemePrecision } from "./precisions.ts";
import { ALREADY, alreadyQuantized } from "./already.ts";
import { exactBounds, foldsInto } from "./clamps.ts";
import type { RangeOf } from "./seen.ts";

export interface NodePlan {
  readonly precision: Precision;
  /** Why it has more bits than the scheme asks for; null when it has the scheme's or the pin's. In the user's words. */
  readonly reason: string | null;
  /** The op's rule on integers, absent when the op is refused or its precision needs none. */
  readonly rule?: OpRule;
  /** True when a task-aware default decided it. */
  readonly kept?: true;
  /** Why a pin does nothing: the node is that anyway, or cannot be. */
  readonly idlePin?: string;
}

export const PINNED = "Pinned to FP32 by you.";
const NO_INTEGER_READER = "No integer layer reads its result, so it stays in float and its output is not rounded.";
const NO_INTEGER_SOURCE = "Its inputs are float, so integers here would add rounding and save nothing.";
const FLOAT_ANYWAY = "it is float anyway.";
const FOLDED = "it is part of the layer before it; pin that one.";
const STANDALONE_CLAMP = "It cannot be folded into an integer layer, and there is no integer kernel for it alone.";

/** @param range of a value in calibration, where it was seen: FP16 has an end */
export function decideNodes(graph: Graph, recipe: Recipe, range?: RangeOf): ReadonlyMap<string, NodePlan> {
  const pins = new Map(recipe.pins.map((p) => [p.layer, pinnedPrecision(p.precision, recipe)]));
  const usual = schemePrecision(recipe);
  const kept = recipe.taskAware ? keptPrecise(graph, usual, range) : new Map<string, Kept>();
  const already = alreadyQuantized(graph);
  const plans = new Map<string, NodePlan>();
  for (const node of graph.nodes) {
    const pin = pins.get(node.name);
    if (already.has(node.name)) {
      plans.set(node.name, { precision: "FP32", reason: ALREADY, ...(pin !== undefined && { idlePin: ALREADY }) });
      continue;
    }
    const alone = decideNode(node, pin ?? usual, { graph, recipe, range });
    const instead = pin === undefined && alone.precision !== "FP32" ? kept.get(node.name) : undefined;
    const plan = instead === undefined ? alone : preciser(alone, instead);
    plans.set(node.name, pin === undefined ? plan : judgePin(plan, pin, { node, usual, graph, recipe, range }));
  }
  for (const [name, plan] of foldedClamps(graph, plans, pins)) plans.set(name, plan);
  if (!rulesOf(recipe).wholeGraph) dropIslands(graph, plans, pins);
  return plans;
}

/** A Relu or Clip behind an integer layer is part of it whatever the scheme or a pin wants: no range between them is known. */
function foldedClamps(graph: Graph, plans: ReadonlyMap<string, NodePlan>, pins: ReadonlyMap<string, Precision>) {
  const producers = producersOf(graph);
  const behind = graph.nodes.filter(
    (node) =>
      (node.op === "Relu" || node.op === "Clip") &&
      plans.get(node.name)?.rule?.kind !== "clamp" &&
      foldsInto(plans.get(producers.get(node.inputs[0] ?? "")?.name ?? "")),
  );
  if (behind.length === 0) return [];
  const [consumers, fixed] = [consumersOf(graph), fixedNames(graph)];
  return behind.flatMap((node) => {
    const [input = ""] = node.inputs;
    const rule = ruleOf(node, graph);
    const alone = fixed.has(input) || consumers.get(input)?.length !== 1;
    if (rule.kind !== "clamp" || alone || exactBounds(graph, node) === null) return [];
    const idle = pins.has(node.name) ? { idlePin: FOLDED } : {};
    return [[node.name, { precision: "FP32", reason: STANDALONE_CLAMP, rule, ...idle }] as const];
  });
}

/** What a task-aware default makes of a node; only integers follow a rule. */
function preciser({ rule }: NodePlan, { precision, reason }: Kept): NodePlan {
  return { precision, reason, kept: true, ...(precision === "INT16" && rule && { rule }) };
}

interface Context {
  readonly graph: Graph;
  readonly recipe: Recipe;
  readonly range?: RangeOf | undefined;
}

function decideNode(node: Node, wanted: Precision, { graph, recipe, range }: Context): NodePlan {
  if (wanted === "FP32") return { precision: "FP32", reason: PINNED };
  if (!isStatic(wanted)) {
    const reason = formatOf(wanted).refuse(node, graph, { recipe, ...(range && { range }) });
    return reason === null ? { precision: wanted, reason } : { precision: "FP32", reason };
  }
  const rule = ruleOf(node, graph, rulesOf(recipe));
  if (rule.kind === "float") return { precision: "FP32", reason: rule.reason };
  // A clamp takes its precision from the layer it is folded into.
  if (rule.kind === "clamp") return { precision: "FP32", reason: STANDALONE_CLAMP, rule };
  return { precision: wanted, reason: null, rule };
}

/** A pin does nothing when the node would be the same without it, or cannot be what it asks for. */
function judgePin(
  plan: NodePlan,
  pin: Precision,
  context: Context & { readonly node: Node; readonly usual: Precision },
): NodePlan {
  const without = decideNode(context.node, context.usual, context);
  if (plan.precision !== pin) return { ...without, idlePin: plan.reason ?? "It cannot have that precision." };
  return pin === "FP32" && without.precision === "FP32" ? { ...without, idlePin: FLOAT_ANYWAY } : plan;
}

/**
 * A node that only moves or combines values earns an integer kernel when integers come in and go out.
 * Otherwise Q/DQ around it would add rounding for nothing: typically the tail after the last linear layer
 * (pooling, softmax, box decoding), which so keeps full precision.
 */
function dropIslands(graph: Graph, plans: Map<string, NodePlan>, pins: ReadonlyMap<string, Precision>): void {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const isInteger = (node: Node | undefined) => node !== undefined && isStatic(plans.get(node.name)?.precision);
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
      if (plan === undefined || !isStatic(plan.precision) || plan.rule?.kind === "linear") continue;
      if (isStatic(pins.get(node.name))) continue; // the user wants to see what it does
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
