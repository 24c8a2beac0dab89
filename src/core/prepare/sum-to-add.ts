import { makeNode, namesOf } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Node, Pass } from "../graph/graph.ts";

/** A residual connection written as Sum: Add computes the same and has an integer kernel. */
export const sumToAdd: Pass = {
  id: "sum-to-add",
  title: "Write Sum as Add, which has an integer kernel",
  run(graph) {
    const isSum = (node: Node) => node.op === "Sum" && node.domain === "" && node.inputs.length > 1;
    if (!graph.nodes.some(isSum)) return graph;
    const taken = namesOf(graph);
    return { ...graph, nodes: graph.nodes.flatMap((node) => (isSum(node) ? additions(node, taken) : [node])) };
  },
};

/** ((a + b) + c) + ...; the last Add keeps the name and the output. */
function additions(node: Node, taken: Set<string>): Node[] {
  const [first = "", ...rest] = node.inputs;
  let sum = first;
  return rest.map((input, i) => {
    const last = i === rest.length - 1;
    const name = last ? node.name : unusedName(`${node.name}_${i}`, taken);
    taken.add(name);
    const inputs = [sum, input];
    sum = last ? (node.outputs[0] ?? "") : name;
    return makeNode({ op: "Add", name, inputs, outputs: [sum] });
  });
}
