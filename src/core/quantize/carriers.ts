/** @file Values that need a Q/DQ pair: integer operands, and outputs of kernels that only exist with integer output. */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import type { Recipe } from "../recipe.ts";
import { rulesOf } from "../targets/index.ts";
import type { IntType } from "./affine.ts";
import type { Clamp } from "./clamps.ts";
import { dataInputs } from "./data-inputs.ts";
import type { NodePlan } from "./decide.ts";
import { activationType, bitsOf, isStatic } from "./precisions.ts";

export interface CarrierTypes {
  readonly type: IntType;
  readonly converts: readonly IntType[];
}

export type Carriers = ReadonlyMap<ValueName, CarrierTypes>;

interface Question {
  readonly graph: Graph;
  readonly recipe: Recipe;
  readonly decided: ReadonlyMap<string, NodePlan>;
  readonly clamps: ReadonlyMap<string, Clamp>;
  readonly consumers: ReadonlyMap<ValueName, readonly Node[]>;
}

export function valuesToQuantize(question: Question): Carriers {
  const { graph, recipe, decided, clamps } = question;
  const folded = new Map([...clamps.values()].map((c) => [c.input, c]));
  const carriers = new Map<ValueName, CarrierTypes>();
  for (const value of graph.inputs) {
    const types = joined(null, typesRead(value, question));
    if (types !== null) carriers.set(value, types);
  }
  for (const node of graph.nodes) {
    const precision = decided.get(node.name)?.precision;
    const made = isStatic(precision) ? activationType(recipe, precision) : null;
    for (const output of node.outputs) {
      if (output === "") continue;
      const clamp = folded.get(output);
      const value = clamp?.output ?? output;
      const read = typesRead(value, question);
      // A folded clamp is done by the rounding: without it, the clamp would be gone.
      const clamped = clamp !== undefined && !clamp.kept;
      if (read.size === 0 && (made === null || (mayReturnFloat(node, question) && !clamped))) continue;
      const types = joined(made, read) as CarrierTypes;
      carriers.set(value, types);
      if (clamp?.kept && !rulesOf(recipe).fusesClamps) carriers.set(output, { type: types.type, converts: [] });
    }
  }
  return carriers;
}

/** Types in which integer nodes read a value. */
function typesRead(value: ValueName, { recipe, decided, consumers }: Question): ReadonlySet<IntType> {
  const types = new Set<IntType>();
  for (const node of consumers.get(value) ?? []) {
    const precision = decided.get(node.name)?.precision;
    if (isStatic(precision) && dataInputs(node, decided).includes(value)) types.add(activationType(recipe, precision));
  }
  return types;
}

/** The producer's type, else the widest that is read; the others are converts. */
function joined(made: IntType | null, read: ReadonlySet<IntType>): CarrierTypes | null {
  const byWidth = [...read].sort((a, b) => bitsOf(b) - bitsOf(a));
  const type = made ?? byWidth[0];
  return type === undefined ? null : { type, converts: byWidth.filter((t) => t !== type) };
}

/** QGemm and MatMulIntegerToFloat return float: a result nobody reads as an integer need not be rounded. */
function mayReturnFloat(node: Node, { decided, recipe }: Question): boolean {
  if (rulesOf(recipe).wholeGraph) return false;
  return decided.get(node.name)?.rule?.kind === "linear" && (node.op === "Gemm" || node.op === "MatMul");
}
