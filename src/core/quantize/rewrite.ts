/** @file APPLY: inserts QuantizeLinear/DequantizeLinear as planned. One forward walk that builds a new node list. */
import { namesOf, producersOf, pruneUnused, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import type { Recipe } from "../recipe.ts";
import { addPair, affineOf, type Draft } from "./draft.ts";
import { floatOperand } from "./float-operand.ts";
import { integerOperand } from "./integer-operand.ts";
import { type Params, typedName } from "./params.ts";
import type { Plan, ValuePlan } from "./plan.ts";
import { isStatic } from "./precisions.ts";
import { BEFORE, withQdqTypes } from "./qdq.ts";

export function rewrite(graph: Graph, plan: Plan, params: Params, recipe: Recipe): Graph {
  const taken = namesOf(graph);
  const own = (name: string) => unusedName(name, taken);
  const draft: Draft = { graph, plan, params, recipe, own, nodes: [], constants: new Map(), dequantized: new Map() };
  const fixed = fixedNames(graph);
  const removed = new Map([...plan.clamps.values()].filter((c) => !c.kept).map((c) => [c.input, c.output]));
  const readable = floatReaders(graph, plan);
  for (const value of graph.inputs) {
    const planned = plan.values.get(value);
    if (planned !== undefined) addPairs(draft, planned, value, draft.own(`${value}_DequantizeLinear_Output`));
  }
  for (const node of graph.nodes) {
    const clamp = plan.clamps.get(node.name);
    if (clamp !== undefined && !clamp.kept) continue;
    const integer = isStatic(plan.nodes.get(node.name)?.precision);
    const inputs = node.inputs.map((name, slot) => {
      const replacement = integer ? integerOperand(draft, node, slot) : undefined;
      if (replacement !== undefined) return replacement;
      if (integer) return draft.dequantized.get(name) ?? name;
      return readable.has(name) ? floatOperand(draft, node, slot, name) : name;
    });
    const outputs = node.outputs.map((name) => removed.get(name) ?? name);
    const quantized = outputs.flatMap((name) => plan.values.get(name) ?? []);
    // A fixed name (graph output, captured by a subgraph) stays on the float side of the pair.
    const takenOver = new Set(quantized.map((v) => v.value).filter((name) => integer && fixed.has(name)));
    const before = (name: ValueName) => (takenOver.has(name) ? draft.own(`${name}${BEFORE}`) : name);
    draft.nodes.push({ ...node, inputs, outputs: outputs.map(before) });
    for (const value of quantized) {
      const name = value.value;
      addPairs(draft, value, before(name), takenOver.has(name) ? name : draft.own(`${name}_DequantizeLinear_Output`));
    }
  }
  const whole = withConstants({ ...graph, nodes: draft.nodes }, draft.constants.values());
  return withQdqTypes(pruneUnused(withDomain(whole, draft)));
}

/** Values whose float readers read what integer readers read: the integer kernel that makes them has one output only. */
function floatReaders(graph: Graph, plan: Plan): ReadonlySet<ValueName> {
  const producers = producersOf(graph);
  const isReadable = (value: ValuePlan) =>
    value.clamp !== undefined || isStatic(plan.nodes.get(producers.get(value.value)?.name ?? "")?.precision);
  return new Set([...plan.values.values()].filter(isReadable).map((v) => v.value));
}

/** 16-bit Q/DQ below opset 21, and all below 13, live in a domain of their own, which the model then imports. */
function withDomain(graph: Graph, draft: Draft): Graph {
  const contrib = draft.nodes.some((n) => n.domain === "com.microsoft") && !graph.opsets.has("com.microsoft");
  return contrib ? { ...graph, opsets: new Map([...graph.opsets, ["com.microsoft", 1]]) } : graph;
}

/** The value's own pair, and one convert for each other type that is read. */
function addPairs(draft: Draft, { value, type, converts }: ValuePlan, source: ValueName, result: ValueName): void {
  addPair(draft, { key: value, base: value, affine: affineOf(draft.params.values, value) }, source, result);
  // An 8-bit kernel has only integers to give; whatever computes in float is rounded once, to each type.
  const from = type.endsWith("8") ? result : source;
  for (const other of converts) {
    const key = typedName(value, other);
    const base = `${value}_${other}`;
    addPair(
      draft,
      { key, base, affine: affineOf(draft.params.typed, key) },
      from,
      draft.own(`${base}_DequantizeLinear_Output`),
    );
  }
}
