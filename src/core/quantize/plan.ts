/**
 * @file DECIDE: which precision every node has, which values carry QuantizeLinear/DequantizeLinear and of what type,
 * which share a scale, and why the rest stays in float. Pure: graph and recipe in, a printable plan out.
 */
import type { CalibrationStats } from "../calibrate/stats.ts";
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import type { OpRule } from "../ops/rule.ts";
import type { Recipe } from "../recipe.ts";
import { rulesOf } from "../targets/index.ts";
import type { IntType } from "./affine.ts";
import { type Carriers, valuesToQuantize } from "./carriers.ts";
import { type Clamp, foldableClamps } from "./clamps.ts";
import { dataInputs } from "./data-inputs.ts";
import { decideNodes, type NodePlan } from "./decide.ts";
import { activationType, isStatic, staticWeights } from "./precisions.ts";
import { rangeSeen } from "./seen.ts";
import { createGroups, type Groups } from "./union-find.ts";

export interface ValuePlan {
  readonly value: ValueName;
  /** What the producer rounds to, or the widest type that is read. */
  readonly type: IntType;
  /** Other types that some readers want: one convert each, shared by them. */
  readonly converts: readonly IntType[];
  /** Representative of the sharing group: one range for all its values. */
  readonly group: ValueName;
  /** Its own numbers choose the group's range; false where it only repeats those of another value. */
  readonly source: boolean;
  /** Range known by mathematics (Softmax), which replaces calibration. */
  readonly bounded?: readonly [number, number];
  /** Bounds of a clamp folded into this value. */
  readonly clamp?: Clamp;
}

export interface WeightPlan {
  readonly node: string;
  readonly constant: ValueName;
  /** Axis of output channels, or null for one scale. */
  readonly axis: number | null;
  /** The quantized bias, if the layer has one. */
  readonly bias: ValueName | null;
  /** The value whose scale multiplies the weight's in the bias, and the type it is read in. */
  readonly input: ValueName;
  readonly inputType: IntType;
}

export interface Plan {
  readonly nodes: ReadonlyMap<string, NodePlan>;
  readonly values: ReadonlyMap<ValueName, ValuePlan>;
  /** Constant operands of elementwise nodes, by the types they are read in: integers with DequantizeLinear only. */
  readonly operands: ReadonlyMap<ValueName, ReadonlySet<IntType>>;
  /** By node name. */
  readonly weights: ReadonlyMap<string, WeightPlan>;
  /** By name of the clamp node. */
  readonly clamps: ReadonlyMap<string, Clamp>;
  /** Done on the user's behalf; shown with the result. */
  readonly notes: readonly string[];
}

/** @param stats what calibration saw; without it, nothing that asks for ranges can be decided by them */
export function makePlan(graph: Graph, recipe: Recipe, stats?: CalibrationStats): Plan {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const fixed = fixedNames(graph);
  const decided = decideNodes(graph, recipe, rangeSeen(stats));
  const clamps = foldableClamps({ graph, consumers, fixed, decided, keep: recipe.activations.symmetric });
  const weights = planWeights(graph, recipe, decided);
  const carriers = valuesToQuantize({ graph, recipe, decided, clamps, consumers });
  const { groups, repeats } = groupsOf(graph, recipe, decided, { clamps, carriers });
  const clampOf = new Map([...clamps.values()].map((c) => [c.output, c]));
  const values = new Map<ValueName, ValuePlan>();
  for (const [value, types] of carriers) {
    const bounded = boundedBy(decided.get(producers.get(value)?.name ?? ""));
    const clamp = clampOf.get(value);
    const own = { group: groups.find(value), source: !repeats.has(value) };
    values.set(value, { value, ...types, ...own, ...(bounded && { bounded }), ...(clamp && { clamp }) });
  }
  const operands = operandsOf(graph, recipe, decided);
  return {
    nodes: withKeptClamps(decided, clamps),
    values,
    operands,
    weights,
    clamps,
    notes: notesOf(weights, decided, recipe),
  };
}

/** A clamp that stays runs in the precision of the layer it belongs to. */
function withKeptClamps(decided: ReadonlyMap<string, NodePlan>, clamps: ReadonlyMap<string, Clamp>) {
  const nodes = new Map(decided);
  for (const { node, producer, kept } of clamps.values()) {
    const precision = decided.get(producer)?.precision;
    const plan = decided.get(node);
    if (kept && precision !== undefined && plan !== undefined) nodes.set(node, { ...plan, precision, reason: null });
  }
  return nodes;
}

function boundedBy(plan: NodePlan | undefined): readonly [number, number] | undefined {
  return isStatic(plan?.precision) && plan?.rule?.kind === "bounded" ? plan.rule.range : undefined;
}

interface Shared {
  readonly clamps: ReadonlyMap<string, Clamp>;
  readonly carriers: Carriers;
}

/** Values that must have one scale, and those of them that only repeat the numbers of others. */
function groupsOf(
  graph: Graph,
  recipe: Recipe,
  decided: ReadonlyMap<string, NodePlan>,
  { clamps, carriers }: Shared,
): { groups: Groups; repeats: ReadonlySet<ValueName> } {
  const groups = createGroups();
  const repeats = new Set<ValueName>();
  const follow = (from: ValueName, to: ValueName) => {
    groups.join(from, to);
    repeats.add(to);
  };
  for (const node of graph.nodes) {
    const plan = decided.get(node.name);
    if (!isStatic(plan?.precision)) continue;
    const [output = ""] = node.outputs;
    if (plan?.rule?.kind === "passthrough") {
      for (const name of node.outputs) if (carriers.has(name)) follow(node.inputs[0] ?? "", name);
    } else if (node.op === "Concat" && rulesOf(recipe).sharedConcat && carriers.has(output)) {
      for (const name of node.inputs.filter((n) => carriers.has(n))) follow(name, output);
    }
  }
  // A clamp that stays in the graph shares the scale of what it clamps: both sides see the same integers.
  for (const c of clamps.values()) if (c.kept) follow(c.output, c.input);
  return { groups, repeats };
}

function operandsOf(graph: Graph, recipe: Recipe, decided: ReadonlyMap<string, NodePlan>) {
  const operands = new Map<ValueName, Set<IntType>>();
  for (const node of graph.nodes) {
    const precision = decided.get(node.name)?.precision;
    if (!isStatic(precision)) continue;
    for (const name of dataInputs(node, decided)) {
      if (!graph.constants.has(name)) continue;
      operands.set(name, (operands.get(name) ?? new Set()).add(activationType(recipe, precision)));
    }
  }
  return operands;
}

function planWeights(graph: Graph, recipe: Recipe, decided: ReadonlyMap<string, NodePlan>) {
  const weights = new Map<string, WeightPlan>();
  for (const node of graph.nodes) {
    const plan = decided.get(node.name);
    if (!isStatic(plan?.precision) || plan?.rule?.kind !== "linear") continue;
    weights.set(node.name, weightOf(node, graph, recipe, plan.rule, activationType(recipe, plan.precision)));
  }
  return weights;
}

type Linear = Extract<OpRule, { readonly kind: "linear" }>;

function weightOf(node: Node, graph: Graph, recipe: Recipe, rule: Linear, inputType: IntType): WeightPlan {
  const constant = node.inputs[rule.weight.input] ?? "";
  const rank = graph.constants.get(constant)?.dims.length ?? 0;
  const axis = staticWeights(recipe).perChannel ? rule.weight.axis(node, rank) : null;
  const bias = rule.bias === undefined ? "" : (node.inputs[rule.bias] ?? "");
  const own = graph.constants.has(bias) ? bias : null;
  return { node: node.name, constant, axis, bias: own, input: node.inputs[0] ?? "", inputType };
}

function notesOf(
  weights: ReadonlyMap<string, WeightPlan>,
  decided: ReadonlyMap<string, NodePlan>,
  recipe: Recipe,
): string[] {
  const unaxed = [...weights.values()].filter((w) => staticWeights(recipe).perChannel && w.axis === null);
  const notes = unaxed.map(
    (w) => `${w.node}: one scale for the whole weight, because a per-channel weight of this rank cannot run.`,
  );
  for (const pin of recipe.pins) {
    const idle = decided.get(pin.layer)?.idlePin;
    if (idle !== undefined) notes.push(`The pin on ${pin.layer} does nothing: ${idle}`);
  }
  return notes;
}
