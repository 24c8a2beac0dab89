/** @file The graph that `rewrite` builds, and the nodes it puts there. */
import { assert } from "../errors.ts";
import { makeNode } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { intAttr } from "../onnx/attributes.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import type { Recipe } from "../recipe.ts";
import type { Affine, IntType } from "./affine.ts";
import type { Params } from "./params.ts";
import type { Plan } from "./plan.ts";
import { addParameters, qdqDomain } from "./qdq.ts";

/** The graph under construction. Local to `rewrite`; never escapes. */
export interface Draft {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly params: Params;
  readonly recipe: Recipe;
  readonly nodes: Node[];
  readonly constants: Map<string, TensorProto>;
  /** The name, or one beside it when the model has it already. */
  readonly own: (name: string) => string;
  /** Value name, or `typedName` of a convert, to what integer (and, after an integer producer, float) readers read. */
  readonly dequantized: Map<string, ValueName>;
}

/** @throws Error when the plan asks for what was not solved: a bug of ours */
export function affineOf(affines: ReadonlyMap<string, Affine>, key: string): Affine {
  const affine = affines.get(key);
  assert(affine !== undefined, `no parameters for ${key}`);
  return affine;
}

/** A constant of the model. */
export function tensorOf(draft: Draft, name: ValueName): TensorProto {
  const tensor = draft.graph.constants.get(name);
  assert(tensor !== undefined, `no constant ${name}`);
  return tensor;
}

interface Dequantized {
  /** Prefix of the new names. */
  readonly base: string;
  readonly integers: ValueName;
  readonly type: IntType | "int32";
  /** Names of the scale and, where there is one, of the zero point. */
  readonly parameters: readonly ValueName[];
  /** Of the channels; null for one scale. */
  readonly axis?: number | null;
  /** What it makes. */
  readonly result?: ValueName;
}

/** @returns the name of the dequantized value */
export function addDequantize(draft: Draft, dequantized: Dequantized): ValueName {
  const { base, integers, type, parameters, axis = null } = dequantized;
  const result = dequantized.result ?? draft.own(`${base}_DequantizeLinear_Output`);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: draft.own(`${base}_DequantizeLinear`),
      inputs: [integers, ...parameters],
      outputs: [result],
      domain: qdqDomain(type, draft.graph),
      attrs: axis === null ? [] : [intAttr("axis", axis)],
    }),
  );
  return result;
}

export interface Pair {
  /** What readers ask for. */
  readonly key: string;
  /** Prefix of the new names. */
  readonly base: string;
  readonly affine: Affine;
}

/** Q and DQ after `source`. */
export function addPair(draft: Draft, { key, base, affine }: Pair, source: ValueName, result: ValueName): void {
  const [scale, zero] = addParameters(draft, base, affine);
  const integers = draft.own(`${base}_QuantizeLinear_Output`);
  draft.nodes.push(
    makeNode({
      op: "QuantizeLinear",
      name: draft.own(`${base}_QuantizeLinear`),
      inputs: [source, scale, zero],
      outputs: [integers],
      domain: qdqDomain(affine.type, draft.graph),
    }),
  );
  addDequantize(draft, { base, integers, type: affine.type, parameters: [scale, zero], result });
  draft.dequantized.set(key, result);
}
