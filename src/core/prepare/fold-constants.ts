import { pruneUnused, withConstants } from "../graph/edit.ts";
import type { Graph, Node, Pass, ValueName } from "../graph/graph.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { byteLength } from "../onnx/tensor-data.ts";
import { canEvaluate, evaluate } from "./evaluate/evaluate.ts";

/** A result may be this much larger than its inputs, bytes: folding must not blow the file up. */
const MAX_GROWTH = 65536;

/** Computes once what does not depend on the input, e.g. a weight that passes through a Reshape. */
export const foldConstants: Pass = {
  id: "fold-constants",
  title: "Compute once what does not depend on the input",
  run(graph) {
    const outputs = new Set(graph.outputs);
    const constants = new Map(graph.constants);
    const found: TensorProto[] = [];
    const nodes = graph.nodes.filter((node) => {
      const folded = outputs.has(node.outputs[0] ?? "") ? undefined : fold(node, graph, constants);
      if (folded === undefined) return true;
      constants.set(folded.name, folded);
      found.push(folded);
      return false;
    });
    return found.length === 0 ? graph : pruneUnused(withConstants({ ...graph, nodes }, found));
  },
};

function fold(node: Node, graph: Graph, constants: ReadonlyMap<ValueName, TensorProto>): TensorProto | undefined {
  if (!canEvaluate(node) || node.inputs.length === 0) return undefined;
  const known = (name: ValueName) => name === "" || (constants.has(name) && !graph.overridable.has(name));
  if (!node.inputs.every(known)) return undefined;
  const inputs = node.inputs.map((name) => constants.get(name));
  const result = evaluate(node, inputs);
  const before = inputs.reduce((sum, t) => sum + (t === undefined ? 0 : byteLength(t)), 0);
  // A float16 weight behind a Cast doubles, but only as float32 can it be quantized.
  const allowed = node.op === "Cast" ? 2 * before : before;
  return result !== undefined && byteLength(result) <= allowed + MAX_GROWTH ? result : undefined;
}
