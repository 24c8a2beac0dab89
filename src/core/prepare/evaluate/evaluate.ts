/** @file Computes a node whose inputs are all constants. One function per op; ops not listed are left to the runtime. */
import type { Node } from "../../graph/graph.ts";
import type { TensorProto } from "../../onnx/onnx_pb.ts";
import { ARITHMETIC } from "./arithmetic.ts";
import { readArray, readCastable, writeArray } from "./array.ts";
import type { EvaluatorTable } from "./evaluator.ts";
import { REARRANGE } from "./rearrange.ts";

const EVALUATORS: EvaluatorTable = { ...ARITHMETIC, ...REARRANGE };

export function canEvaluate(node: Node): boolean {
  return node.domain === "" && node.outputs.length === 1 && Object.hasOwn(EVALUATORS, node.op);
}

/** The node's output as a constant of that name. */
export function evaluate(node: Node, inputs: readonly (TensorProto | undefined)[]): TensorProto | undefined {
  const read = node.op === "Cast" ? readCastable : readArray;
  const arrays = inputs.map((t) => t && read(t));
  if (arrays.some((x, i) => x === undefined && inputs[i] !== undefined)) return undefined;
  const result = EVALUATORS[node.op]?.(node, arrays);
  return result && writeArray(node.outputs[0] ?? "", result);
}
