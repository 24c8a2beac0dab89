/**
 * @file The backward graph: gradients g = J^T v of the network's outputs with regard to chosen values, as ONNX nodes that
 * the same runtime computes. One walk from the outputs back, with one rule for each op type.
 */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { capturedBy } from "../graph/subgraphs.ts";
import { backwardRuleOf } from "./backward/index.ts";
import type { Tape } from "./tape.ts";

export interface Adjoint {
  /** Names of the gradients by value, in the value's shape. A value that reaches no output has none. */
  readonly gradients: ReadonlyMap<ValueName, ValueName>;
  /** Values with a path to the outputs that no rule leads through: their gradient is not known. */
  readonly lost: ReadonlySet<ValueName>;
  /** Operators without a rule on such paths. */
  readonly ops: readonly string[];
}

/**
 * @param seeds gradient of each output: v, in the output's shape
 * @param wanted values whose gradients are asked for
 */
export function addAdjoint(
  tape: Tape,
  seeds: ReadonlyMap<ValueName, ValueName>,
  wanted: ReadonlySet<ValueName>,
): Adjoint {
  const { graph } = tape;
  const needed = downstreamOf(graph, wanted);
  const parts = new Map<ValueName, ValueName[]>([...seeds].map(([name, seed]) => [name, [seed]]));
  const gradients = new Map<ValueName, ValueName>();
  const lost = new Set<ValueName>();
  const ops = new Set<string>();
  const gradientOf = (value: ValueName): ValueName | undefined => {
    const known = gradients.get(value);
    const summands = parts.get(value) ?? [];
    if (known !== undefined || summands.length === 0) return known;
    const sum = summands.length === 1 ? (summands[0] as ValueName) : tape.emit("Sum", summands);
    gradients.set(value, sum);
    return sum;
  };
  for (const node of graph.nodes.toReversed()) {
    const reads = [...node.inputs.filter((name) => needed.has(name)), ...capturedBy(node).filter((n) => needed.has(n))];
    if (reads.length === 0 || node.outputs.every((name) => isInteger(graph, name))) continue;
    const all = node.outputs.map((name) => (name === "" || lost.has(name) ? undefined : gradientOf(name)));
    const isLost = node.outputs.some((name) => lost.has(name));
    if (all.every((g) => g === undefined) && !isLost) continue;
    const answer = isLost ? null : backward(node, tape, all, needed);
    if (answer === null) {
      if (!isLost) ops.add(node.op);
      for (const name of reads) lost.add(name);
      continue;
    }
    for (const [slot, g] of answer.entries()) {
      const name = node.inputs[slot] ?? "";
      if (g === undefined || !needed.has(name)) continue;
      parts.set(name, [...(parts.get(name) ?? []), g]);
    }
  }
  for (const value of wanted) if (!lost.has(value)) gradientOf(value);
  for (const value of lost) gradients.delete(value);
  return { gradients, lost, ops: [...ops] };
}

function backward(node: Node, tape: Tape, all: readonly (ValueName | undefined)[], needed: ReadonlySet<ValueName>) {
  const rule = backwardRuleOf(node);
  const [first] = all;
  // Every rule but Split's begins with the first output.
  if (rule === undefined || (first === undefined && node.op !== "Split") || capturedBy(node).length > 0) return null;
  const wants = (slot: number) => needed.has(node.inputs[slot] ?? "");
  return rule({ node, tape, g: first ?? "", all, wants });
}

/** The wanted values and everything computed from them in float: only there gradients flow. */
function downstreamOf(graph: Graph, wanted: ReadonlySet<ValueName>): ReadonlySet<ValueName> {
  const reached = new Set(wanted);
  for (const node of graph.nodes) {
    if (![...node.inputs, ...capturedBy(node)].some((name) => reached.has(name))) continue;
    for (const name of node.outputs) if (name !== "" && !isInteger(graph, name)) reached.add(name);
  }
  return reached;
}

const FLOATS: ReadonlySet<number> = new Set([T.UNDEFINED, T.FLOAT, T.FLOAT16, T.DOUBLE, T.BFLOAT16]);

/** Integers and conditions have no slope. An unknown type may be float. */
function isInteger(graph: Graph, value: ValueName): boolean {
  return !FLOATS.has(graph.types.get(value)?.elem ?? 0);
}
