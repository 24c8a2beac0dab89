import { makeNode, namesOf, pruneUnused, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, Pass, ValueName } from "../graph/graph.ts";
import { allNumbers, type Dims, type KnownInts } from "../graph/infer/infer.ts";
import { type Analysis, analyse } from "../graph/types.ts";
import { TensorProto_DataType as T, type TensorProto } from "../onnx/onnx_pb.ts";
import { int64Tensor } from "../onnx/tensor-data.ts";

/**
 * Exporters compute shapes while the model runs: `Reshape(x, Concat(Shape(x)[0], -1))` flattens a batch of
 * any size. The same shape is the constant `[0, -1]`, and the nodes that computed it disappear.
 */
export const foldShapes: Pass = {
  id: "fold-shapes",
  title: "Replace shape arithmetic by constant shapes, keeping the batch dynamic",
  run(graph) {
    const analysis = analyse(graph);
    const exact = exactConstants(graph, analysis);
    const made = new Set(exact.map((t) => t.name));
    const rest = graph.nodes.filter((node) => !made.has(node.outputs[0] ?? ""));
    const { nodes, shapes } = constantReshapes(rest, graph, analysis);
    if (exact.length + shapes.length === 0) return graph;
    return pruneUnused(withConstants({ ...graph, nodes }, [...exact, ...shapes]));
  },
};

/** Computed integers that are fully known: sizes other than a dynamic batch. */
function exactConstants(graph: Graph, { known, types }: Analysis): TensorProto[] {
  const outputs = new Set(graph.outputs);
  return graph.nodes.flatMap((node) => {
    const name = node.outputs[0] ?? "";
    const ints = known.get(name);
    const values = allNumbers(ints?.values);
    if (ints === undefined || values === undefined || outputs.has(name)) return [];
    return types.get(name)?.elem === T.INT64 ? [int64Tensor(name, values, ints.scalar ? [] : undefined)] : [];
  });
}

function constantReshapes(rest: readonly Node[], graph: Graph, analysis: Analysis) {
  const taken = namesOf(graph);
  const shapes: TensorProto[] = [];
  const nodes = rest.map((node) => {
    const shape = reshapeTarget(node, graph, analysis);
    if (shape === undefined) return node;
    const t = int64Tensor(unusedName(`${node.name}_shape`, taken), shape);
    taken.add(t.name);
    shapes.push(t);
    const { op, name, outputs } = node;
    return { ...makeNode({ op, name, outputs, inputs: [node.inputs[0] ?? "", t.name] }), ...keptSource(node) };
  });
  return { nodes, shapes };
}

function keptSource({ source }: Node): Pick<Node, "source"> {
  return source === undefined ? {} : { source };
}

/** Constant second input of a Reshape whose shape is computed, with 0 for a copied size and at most one -1. */
function reshapeTarget(node: Node, graph: Graph, { known, types }: Analysis): number[] | undefined {
  const name: ValueName = node.inputs[1] ?? "";
  if (node.op !== "Reshape" || node.domain !== "" || graph.constants.has(name)) return undefined;
  const asked: KnownInts | undefined = known.get(name);
  // A known zero would be an empty tensor, or a copy under `allowzero`: rare enough to leave alone.
  if (asked === undefined || asked.values.includes(0)) return undefined;
  return withCopies(asked.values, types.get(node.inputs[0] ?? "")?.dims);
}

function withCopies(asked: Dims, from: Dims | undefined): number[] | undefined {
  const target = asked.map((d, i) => (typeof d === "string" && d === from?.[i] ? 0 : d));
  const open = target.filter((d) => typeof d !== "number").length;
  if (open + target.filter((d) => d === -1).length > 1) return undefined;
  return target.map((d) => (typeof d === "number" ? d : -1));
}
