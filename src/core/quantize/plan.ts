/**
 * @file DECIDE: which nodes compute on integers, which values carry QuantizeLinear/DequantizeLinear, which
 * share a scale, and why the rest stays in float. Pure: graph and recipe in, a printable plan out.
 */
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import type { OpRule } from "../ops/rule.ts";
import type { Recipe } from "../recipe.ts";
import { type Clamp, foldableClamps } from "./clamps.ts";
import { decideNodes, type NodePlan } from "./decide.ts";
import { createGroups } from "./union-find.ts";

export interface ValuePlan {
  readonly value: ValueName;
  /** Representative of the sharing group: the value where its numbers come from. Its stats choose the range. */
  readonly group: ValueName;
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
  /** The value whose scale multiplies the weight's in the bias. */
  readonly input: ValueName;
}

export interface Plan {
  readonly nodes: ReadonlyMap<string, NodePlan>;
  readonly values: ReadonlyMap<ValueName, ValuePlan>;
  /** Constant operands of elementwise nodes: stored as integers, DequantizeLinear only. */
  readonly operands: ReadonlySet<ValueName>;
  /** By node name. */
  readonly weights: ReadonlyMap<string, WeightPlan>;
  /** By name of the clamp node. */
  readonly clamps: ReadonlyMap<string, Clamp>;
  /** Done on the user's behalf; shown with the result. */
  readonly notes: readonly string[];
}

export function makePlan(graph: Graph, recipe: Recipe): Plan {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const fixed = fixedNames(graph);
  const keepClamps = recipe.activations.symmetric;
  const decided = decideNodes(graph, recipe);
  const clamps = foldableClamps({ graph, consumers, fixed, decided, keep: keepClamps });
  const weights = planWeights(graph, recipe, decided);
  const carriers = valuesToQuantize({ graph, decided, clamps, consumers });
  const groups = createGroups();
  for (const node of graph.nodes) {
    const plan = decided.get(node.name);
    if (plan?.precision !== "INT8" || plan.rule?.kind !== "passthrough") continue;
    for (const output of node.outputs) if (carriers.has(output)) groups.join(node.inputs[0] ?? "", output);
  }
  const clampOf = new Map([...clamps.values()].map((c) => [c.output, c]));
  // A clamp that stays in the graph shares the scale of what it clamps: both sides see the same integers.
  for (const c of clamps.values()) if (c.kept) groups.join(c.output, c.input);
  const values = new Map<ValueName, ValuePlan>();
  for (const value of carriers) {
    const bounded = boundedBy(decided.get(producers.get(value)?.name ?? "")?.rule);
    const clamp = clampOf.get(value);
    values.set(value, { value, group: groups.find(value), ...(bounded && { bounded }), ...(clamp && { clamp }) });
  }
  return {
    nodes: decided,
    values,
    operands: operandsOf(graph, decided),
    weights,
    clamps,
    notes: notesOf(weights, decided, recipe),
  };
}

function boundedBy(rule: OpRule | undefined): readonly [number, number] | undefined {
  return rule?.kind === "bounded" ? rule.range : undefined;
}

interface Context {
  readonly graph: Graph;
  readonly decided: ReadonlyMap<string, NodePlan>;
  readonly clamps: ReadonlyMap<string, Clamp>;
  readonly consumers: ReadonlyMap<ValueName, readonly Node[]>;
}

/** Values that need a Q/DQ pair: integer operands, and outputs of kernels that only exist with integer output. */
function valuesToQuantize({ graph, decided, clamps, consumers }: Context): ReadonlySet<ValueName> {
  const isInteger = (node: Node) => decided.get(node.name)?.precision === "INT8";
  const folded = new Map([...clamps.values()].map((c) => [c.input, c]));
  const carriers = new Set<ValueName>(
    graph.inputs.filter((v) =>
      (consumers.get(v) ?? []).some((n) => isInteger(n) && dataInputs(n, decided).includes(v)),
    ),
  );
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      if (output === "") continue;
      const clamp = folded.get(output);
      const value = clamp?.output ?? output;
      const wanted = (consumers.get(value) ?? []).some((n) => isInteger(n) && dataInputs(n, decided).includes(value));
      if (wanted || (isInteger(node) && !mayReturnFloat(node, decided))) {
        carriers.add(value);
        if (clamp?.kept) carriers.add(output);
      }
    }
  }
  return carriers;
}

/** QGemm and MatMulIntegerToFloat return float: a result nobody reads as an integer need not be rounded. */
function mayReturnFloat(node: Node, decided: ReadonlyMap<string, NodePlan>): boolean {
  return decided.get(node.name)?.rule?.kind === "linear" && (node.op === "Gemm" || node.op === "MatMul");
}

/** Inputs of a node that carry activations: not weights, shapes, indices or conditions. */
export function dataInputs(node: Node, decided: ReadonlyMap<string, NodePlan>): readonly ValueName[] {
  const rule = decided.get(node.name)?.rule;
  if (rule === undefined) return [];
  const controls = CONTROL_SLOTS[node.op] ?? 0;
  if (rule.kind === "elementwise") return node.inputs.slice(controls).filter((name) => name !== "");
  return node.inputs.slice(0, 1);
}

/** Leading inputs that choose instead of being combined: the condition of Where. */
const CONTROL_SLOTS: Readonly<Record<string, number>> = { Where: 1 };

function operandsOf(graph: Graph, decided: ReadonlyMap<string, NodePlan>): ReadonlySet<ValueName> {
  const operands = new Set<ValueName>();
  for (const node of graph.nodes) {
    if (decided.get(node.name)?.precision !== "INT8") continue;
    for (const name of dataInputs(node, decided)) if (graph.constants.has(name)) operands.add(name);
  }
  return operands;
}

function planWeights(graph: Graph, recipe: Recipe, decided: ReadonlyMap<string, NodePlan>) {
  const weights = new Map<string, WeightPlan>();
  for (const node of graph.nodes) {
    const plan = decided.get(node.name);
    if (plan?.precision !== "INT8" || plan.rule?.kind !== "linear") continue;
    const constant = node.inputs[plan.rule.weight.input] ?? "";
    const rank = graph.constants.get(constant)?.dims.length ?? 0;
    const axis = recipe.weights.granularity === "per-channel" ? plan.rule.weight.axis(node, rank) : null;
    const bias = plan.rule.bias === undefined ? "" : (node.inputs[plan.rule.bias] ?? "");
    weights.set(node.name, {
      node: node.name,
      constant,
      axis,
      bias: graph.constants.has(bias) ? bias : null,
      input: node.inputs[0] ?? "",
    });
  }
  return weights;
}

function notesOf(
  weights: ReadonlyMap<string, WeightPlan>,
  decided: ReadonlyMap<string, NodePlan>,
  recipe: Recipe,
): string[] {
  const unaxed = [...weights.values()].filter((w) => recipe.weights.granularity === "per-channel" && w.axis === null);
  const notes = unaxed.map(
    (w) => `${w.node}: one scale for the whole weight, because a per-channel weight of this rank cannot run.`,
  );
  for (const pin of recipe.pins) {
    if (decided.get(pin.layer)?.wasFloat) notes.push(`The pin on ${pin.layer} does nothing: it is float anyway.`);
  }
  return notes;
}
