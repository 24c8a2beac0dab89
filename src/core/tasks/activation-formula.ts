/**
 * @file GELU and other smooth activations written out around Erf or Tanh. Their steps are small corrections of the
 * input that 8 bits would round away, and each step would round again.
 */
import type { Node, ValueName } from "../graph/graph.ts";
import { activations, ARITHMETIC, type Finder, type Scene } from "./finder.ts";

const REASON =
  "One step of an activation written out around Erf or Tanh (GELU): each step on 8 bits would round again.";

export const activationFormula: Finder = (scene) => {
  const found = new Map<string, string>();
  for (const root of scene.graph.nodes.filter((n) => n.op === "Erf" || n.op === "Tanh")) {
    const cluster = formulaOf(scene, root);
    if (cluster !== null) for (const node of cluster) found.set(node.name, REASON);
  }
  return found;
};

/** The nodes of `x * f(x)` around its `f`, or null when no product with x follows. */
function formulaOf(scene: Scene, root: Node): ReadonlySet<Node> | null {
  const cluster = new Set<Node>([root]);
  const sources = new Set<ValueName>();
  climb(scene, root, cluster, sources);
  return descend(scene, root, cluster, sources) ? cluster : null;
}

/** Upwards through arithmetic that nothing else reads; a value with more readers is the formula's x. */
function climb(scene: Scene, node: Node, cluster: Set<Node>, sources: Set<ValueName>): void {
  for (const name of activations(scene, node)) {
    const producer = scene.producers.get(name);
    const shared = (scene.consumers.get(name) ?? []).length > 1;
    if (shared || producer === undefined || !ARITHMETIC.has(producer.op)) {
      sources.add(name);
    } else {
      cluster.add(producer);
      climb(scene, producer, cluster, sources);
    }
  }
}

/** Downwards to the product with x. */
function descend(scene: Scene, root: Node, cluster: Set<Node>, sources: ReadonlySet<ValueName>): boolean {
  let value = root.outputs[0] ?? "";
  for (;;) {
    const [reader, ...others] = scene.consumers.get(value) ?? [];
    if (reader === undefined || others.length > 0 || !ARITHMETIC.has(reader.op)) return false;
    cluster.add(reader);
    const partner = activations(scene, reader).find((name) => name !== value);
    if (partner !== undefined) {
      if (sources.has(partner)) return addScaling(scene, reader, cluster);
      const half = scene.producers.get(partner);
      const ofSource = half !== undefined && activations(scene, half).every((name) => sources.has(name));
      if (!ofSource || !ARITHMETIC.has(half.op)) return false;
      cluster.add(half);
      return addScaling(scene, reader, cluster);
    }
    value = reader.outputs[0] ?? "";
  }
}

/** The factor 1/2 may stand behind the product. */
function addScaling(scene: Scene, product: Node, cluster: Set<Node>): true {
  const readers = scene.consumers.get(product.outputs[0] ?? "") ?? [];
  const [next] = readers;
  if (readers.length === 1 && next?.op === "Mul" && activations(scene, next).length === 1) cluster.add(next);
  return true;
}
