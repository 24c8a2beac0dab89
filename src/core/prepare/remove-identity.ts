import { constantInput, pruneUnused } from "../graph/edit.ts";
import type { Graph, Node, Pass, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { attrInts } from "../onnx/attributes.ts";
import { intsOf } from "../onnx/tensor-data.ts";

/** Nodes that return what they were given: Identity, Dropout outside of training, padding by nothing. */
export const removeIdentity: Pass = {
  id: "remove-identity",
  title: "Remove nodes that change nothing (Identity, Dropout, empty Pad)",
  run(graph) {
    const fixed = fixedNames(graph);
    const alias = new Map<ValueName, ValueName>();
    const nodes: Node[] = [];
    for (const node of graph.nodes) {
      const [from = "", to = ""] = [node.inputs[0], node.outputs[0]];
      if (isCopy(node, graph) && !node.outputs.some((name) => fixed.has(name))) alias.set(to, alias.get(from) ?? from);
      else nodes.push(renamed(node, alias));
    }
    return alias.size === 0 ? graph : pruneUnused({ ...graph, nodes });
  },
};

function renamed(node: Node, alias: ReadonlyMap<ValueName, ValueName>): Node {
  if (!node.inputs.some((name) => alias.has(name))) return node;
  return { ...node, inputs: node.inputs.map((name) => alias.get(name) ?? name) };
}

function isCopy(node: Node, graph: Graph): boolean {
  if (node.domain !== "") return false;
  if (node.op === "Identity") return true;
  if (node.op === "Dropout") return isInference(node, graph) && !readsMask(node, graph);
  return node.op === "Pad" && padsNothing(node, graph);
}

/** Input 2 is `training_mode` (opset 12 on); omitted means false. */
function isInference(node: Node, graph: Graph): boolean {
  if ((node.inputs[2] ?? "") === "") return true;
  const training = constantInput(graph, node, 2);
  return training !== undefined && intsOf(training)[0] === 0;
}

function readsMask(node: Node, graph: Graph): boolean {
  const mask = node.outputs[1] ?? "";
  return mask !== "" && graph.nodes.some((n) => n.inputs.includes(mask));
}

function padsNothing(node: Node, graph: Graph): boolean {
  const given = constantInput(graph, node, 1);
  const pads = attrInts(node, "pads", undefined) ?? (given && intsOf(given));
  return pads !== undefined && pads.every((p) => p === 0);
}
