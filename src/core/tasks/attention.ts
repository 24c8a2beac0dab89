/**
 * @file Softmax between two products of activations. Its inputs need their differences exact, and most of its outputs
 * are far below 1/255; the products around it may still run on integers.
 */
import type { Node, ValueName } from "../graph/graph.ts";
import { activations, ARITHMETIC, type Finder, MOVEMENT, type Scene } from "./finder.ts";

const REASON = "Attention: rounding the scores to 8 bits before Softmax changes which positions count.";

export const attention: Finder = (scene) => {
  const found = new Map<string, string>();
  for (const softmax of scene.graph.nodes.filter((n) => n.op === "Softmax")) {
    if (!feedsProduct(scene, softmax.outputs[0] ?? "")) continue;
    for (const node of [softmax, ...scoring(scene, softmax)]) found.set(node.name, REASON);
  }
  return found;
};

function feedsProduct(scene: Scene, value: ValueName): boolean {
  return (scene.consumers.get(value) ?? []).some((node) => {
    if (node.op === "MatMul" || node.op === "Einsum") return activations(scene, node).length === 2;
    return MOVEMENT.has(node.op) && node.outputs.some((output) => feedsProduct(scene, output));
  });
}

/** Scaling and masking of the scores, between the product and Softmax. */
function scoring(scene: Scene, softmax: Node): Node[] {
  const found: Node[] = [];
  let node = scene.producers.get(softmax.inputs[0] ?? "");
  while (node !== undefined && (ARITHMETIC.has(node.op) || MOVEMENT.has(node.op) || node.op === "Where")) {
    found.push(node);
    node = scene.producers.get(activations(scene, node)[0] ?? "");
  }
  return found;
}
