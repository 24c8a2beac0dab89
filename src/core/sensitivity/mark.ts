/** @file The prepared graph with every rounding of a value marked: an Identity where the exported file has its Q/DQ pair. */
import { makeNode, namesOf, producersOf } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import type { CalibrationStats } from "../calibrate/stats.ts";
import { solveAffine } from "../quantize/affine.ts";
import { assert } from "../errors.ts";
import { dataInputs } from "../quantize/data-inputs.ts";
import { type Params, rangeOf, typedName } from "../quantize/params.ts";
import { makePlan, type Plan, type ValuePlan } from "../quantize/plan.ts";
import { activationType, bitsOf, isStatic } from "../quantize/precisions.ts";
import type { Recipe } from "../recipe.ts";
import type { Rounding, ValueSpot } from "./spots.ts";

export interface Solution {
  readonly graph: Graph;
  readonly stats: CalibrationStats;
  readonly plan: Plan;
  readonly params: Params;
  readonly recipe: Recipe;
}

interface Walk extends Solution {
  readonly own: (name: string) => string;
  readonly producers: ReadonlyMap<ValueName, Node>;
  readonly nodes: Node[];
  readonly spots: ValueSpot[];
  /** What integer readers read, by value or `typedName`. */
  readonly rounded: Map<string, ValueName>;
  /** What float readers read, where it is not the value itself. */
  readonly floats: Map<ValueName, ValueName>;
  readonly readers: ReadonlyMap<string, string>;
}

/** Follows `rewrite`: who reads which rounding is decided there. */
export function markRoundings(solution: Solution): { readonly graph: Graph; readonly spots: readonly ValueSpot[] } {
  const { graph } = solution;
  const taken = namesOf(graph);
  const walk: Walk = {
    ...solution,
    own: (name) => {
      const unused = unusedName(name, taken);
      taken.add(unused);
      return unused;
    },
    producers: producersOf(graph),
    nodes: [],
    spots: [],
    rounded: new Map(),
    floats: new Map(),
    readers: firstReaders(solution),
  };
  for (const value of graph.inputs) addPlanned(walk, value);
  for (const node of graph.nodes) visit(walk, node);
  addFloats(walk);
  const outputs = graph.outputs.map((name) => walk.floats.get(name) ?? name);
  const types = new Map(graph.types);
  for (const { from, to } of walk.spots) if (from !== to) types.set(to, types.get(from) ?? { elem: T.FLOAT });
  return { graph: { ...graph, nodes: walk.nodes, outputs, types }, spots: walk.spots };
}

/** Values that stay float under this recipe, and would be rounded without its pins: a pin may bring them back. */
function addFloats(walk: Walk): void {
  const { graph, recipe, plan, stats, producers, floats, spots } = walk;
  if (recipe.scheme !== "static") return;
  const wide = makePlan(graph, { ...recipe, pins: [], taskAware: false }, stats);
  for (const planned of wide.values.values()) {
    const { value, type } = planned;
    const seen = stats.get(value);
    if (plan.values.has(value) || seen === undefined || repeats(wide, planned, producers.get(value))) continue;
    const { scale, zero } = solveAffine(rangeOf(planned, seen, recipe), type, recipe.activations);
    const affine = { type, scale: Float32Array.of(scale), zero: Int32Array.of(zero) };
    const from = floats.get(value) ?? value;
    const rounding = { kind: "affine", affine } as const;
    spots.push({ kind: "value", value, type, from, to: from, rounding, layer: null, constant: false });
  }
}

function visit(walk: Walk, node: Node): void {
  const { plan, recipe } = walk;
  const precision = plan.nodes.get(node.name)?.precision;
  const inputs = node.inputs.map((name, slot) => {
    if (isStatic(precision)) return integerOperand(walk, node, name, activationType(recipe, precision));
    if (precision === "DYN8" && slot === 0 && name !== "") return dynamicOperand(walk, node, name);
    return walk.floats.get(name) ?? name;
  });
  walk.nodes.push({ ...node, inputs });
  for (const name of node.outputs) {
    if (name === "") continue;
    if (precision === "FP16" || precision === "BF16") addHalf(walk, node, name, precision);
    addPlanned(walk, name);
  }
}

function integerOperand(walk: Walk, node: Node, name: ValueName, type: ReturnType<typeof activationType>): ValueName {
  const { plan, params } = walk;
  const float = walk.floats.get(name) ?? name;
  if (!dataInputs(node, plan.nodes).includes(name)) return float;
  const key = typedName(name, type);
  if (!plan.operands.has(name)) {
    return (plan.values.get(name)?.type === type ? walk.rounded.get(name) : walk.rounded.get(key)) ?? float;
  }
  const known = walk.rounded.get(key);
  const affine = params.typed.get(key);
  assert(affine !== undefined, `no parameters for ${key}`);
  if (known !== undefined) return known;
  const spot = { value: name, type, rounding: { kind: "affine", affine } as const, layer: node.name, constant: true };
  return addSpot(walk, key, name, spot);
}

function dynamicOperand(walk: Walk, node: Node, name: ValueName): ValueName {
  const from = walk.floats.get(name) ?? name;
  const spot = {
    value: name,
    type: "dynamic",
    rounding: { kind: "dynamic" },
    layer: node.name,
    constant: false,
  } as const;
  return addSpot(walk, `${name} for ${node.name}`, from, spot);
}

function addHalf(walk: Walk, node: Node, name: ValueName, precision: "FP16" | "BF16"): void {
  const elem = precision === "FP16" ? T.FLOAT16 : T.BFLOAT16;
  if ((walk.graph.types.get(name)?.elem ?? T.FLOAT) !== T.FLOAT) return;
  const spot = {
    value: name,
    type: "half",
    rounding: { kind: "cast", elem },
    layer: node.name,
    constant: false,
  } as const;
  walk.floats.set(name, addSpot(walk, `${name} as half`, name, spot));
}

type Own = Omit<ValueSpot, "kind" | "from" | "to">;

function addSpot(walk: Walk, key: string, from: ValueName, spot: Own): ValueName {
  const to = walk.own(`${key}/rounded`);
  walk.nodes.push(makeNode({ op: "Identity", name: to, inputs: [from], outputs: [to] }));
  walk.spots.push({ kind: "value", from, to, ...spot });
  walk.rounded.set(key, to);
  return to;
}

/** The value's own rounding, and one for each other type that is read. */
function addPlanned(walk: Walk, value: ValueName): void {
  const { plan, params } = walk;
  const planned = plan.values.get(value);
  if (planned === undefined) return;
  const from = walk.floats.get(value) ?? value;
  const add = (key: string, type: ValueSpot["type"], source: ValueName) => {
    const affine = key === value ? params.values.get(key) : params.typed.get(key);
    assert(affine !== undefined, `no parameters for ${key}`);
    const rounding: Rounding = { kind: "affine", affine };
    const layer = ownerOf(walk, planned, key);
    return addSpot(walk, key, source, { value, type, rounding, layer, constant: false });
  };
  const { type, converts } = planned;
  const result = repeats(walk.plan, planned, walk.producers.get(value)) ? from : add(value, type, from);
  walk.rounded.set(value, result);
  for (const other of converts) add(typedName(value, other), other, bitsOf(type) === 8 ? result : from);
  const producer = walk.producers.get(value);
  const integer = isStatic(plan.nodes.get(producer?.name ?? "")?.precision);
  if (planned.clamp !== undefined || integer) walk.floats.set(value, result);
}

/** Its numbers lie on the grid already: the value before a clamp that stays, or one that was only moved. */
export function repeats(plan: Plan, { value, type, source }: ValuePlan, producer: Node | undefined): boolean {
  if (source) return false;
  if ([...plan.clamps.values()].some((c) => c.kept && c.input === value)) return true;
  if (producer === undefined) return false;
  return dataInputs(producer, plan.nodes).every((name) => plan.values.get(name)?.type === type);
}

/** The layer that makes the value, or else the first that reads it so. */
function ownerOf({ plan, producers, readers }: Walk, { value, clamp }: ValuePlan, key: string): string {
  const producer = clamp?.producer ?? producers.get(value)?.name ?? "";
  if (isStatic(plan.nodes.get(producer)?.precision)) return producer;
  return readers.get(key) ?? producer;
}

/** First integer reader of each value or `typedName`. */
function firstReaders({ graph, plan, recipe }: Solution): ReadonlyMap<string, string> {
  const readers = new Map<string, string>();
  for (const node of graph.nodes) {
    const precision = plan.nodes.get(node.name)?.precision;
    if (!isStatic(precision)) continue;
    const type = activationType(recipe, precision);
    for (const name of dataInputs(node, plan.nodes)) {
      const key = plan.values.get(name)?.type === type ? name : typedName(name, type);
      if (!readers.has(key)) readers.set(key, node.name);
    }
  }
  return readers;
}
