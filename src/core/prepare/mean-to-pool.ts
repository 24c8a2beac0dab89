import { constantInput, makeNode, namesOf } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, Pass } from "../graph/graph.ts";
import { attrInt, attrInts, intAttr } from "../onnx/attributes.ts";
import { intsOf } from "../onnx/tensor-data.ts";

/** The mean over height and width is a GlobalAveragePool, which has an integer kernel; ReduceMean has none. */
export const meanToPool: Pass = {
  id: "mean-to-pool",
  title: "Write the mean over an image as GlobalAveragePool, which has an integer kernel",
  run(graph) {
    if (!graph.nodes.some((node) => isSpatialMean(node, graph))) return graph;
    const taken = namesOf(graph);
    return { ...graph, nodes: graph.nodes.flatMap((n) => (isSpatialMean(n, graph) ? pooled(n, taken) : [n])) };
  },
};

/** Of a value [N, C, H, W]. */
function isSpatialMean(node: Node, graph: Graph): boolean {
  if (node.op !== "ReduceMean" || node.domain !== "") return false;
  const given = constantInput(graph, node, 1);
  const axes = attrInts(node, "axes", undefined) ?? (given && intsOf(given));
  if (axes === undefined || graph.types.get(node.inputs[0] ?? "")?.dims?.length !== 4) return false;
  const from = axes.map((a) => (a < 0 ? a + 4 : a)).toSorted((a, b) => a - b);
  return from.length === 2 && from[0] === 2 && from[1] === 3;
}

function pooled(node: Node, taken: Set<string>): Node[] {
  const { name, outputs } = node;
  const inputs = node.inputs.slice(0, 1);
  if (attrInt(node, "keepdims", 1) === 1) return [makeNode({ op: "GlobalAveragePool", name, inputs, outputs })];
  const flat = unusedName(`${name}_flatten`, taken);
  const pool = unusedName(`${name}_pool`, taken.add(flat));
  taken.add(pool);
  return [
    makeNode({ op: "GlobalAveragePool", name, inputs, outputs: [pool] }),
    makeNode({ op: "Flatten", name: flat, inputs: [pool], outputs, attrs: [intAttr("axis", 1)] }),
  ];
}
