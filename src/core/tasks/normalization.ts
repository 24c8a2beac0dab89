/**
 * @file LayerNorm and its relatives written out as ReduceMean, Sub, Mul, Sqrt and Div. A variance is a difference of
 * squares: on 8 bits it drowns, and the quotient carries the error to every element.
 */
import type { Node, ValueName } from "../graph/graph.ts";
import { activations, ancestors, ARITHMETIC, type Finder, type Scene } from "./finder.ts";

const REASON = "Part of a normalization: it divides by a deviation computed from each input, which 8 bits cannot hold.";

const MEAN: ReadonlySet<string> = new Set(["ReduceMean", "ReduceSum", "ReduceSumSquare", "ReduceL2"]);

export const normalization: Finder = (scene) => {
  const found = new Map<string, string>();
  for (const root of scene.graph.nodes.filter((n) => n.op === "Sqrt" || n.op === "ReduceL2")) {
    const cluster = clusterOf(scene, root);
    if (cluster !== null) for (const node of cluster) found.set(node.name, REASON);
  }
  return found;
};

/** The nodes of the normalization whose deviation `root` is, or null when it is none. */
function clusterOf(scene: Scene, root: Node): ReadonlySet<Node> | null {
  const statistics = ancestors(scene, root.outputs[0] ?? "", (n) => ARITHMETIC.has(n.op) || MEAN.has(n.op));
  const means = statistics.filter((n) => MEAN.has(n.op));
  if (means.length === 0) return null;
  const inputs = normalized(scene, means, new Set(statistics));
  const cluster = new Set(statistics.filter((n) => dependsOnly(scene, n, inputs, new Set(statistics))));
  cluster.add(root);
  grow(scene, root, cluster, inputs);
  return cluster;
}

/** What is normalized: the value every mean is taken of, directly or after subtracting the first mean. */
function normalized(scene: Scene, means: readonly Node[], statistics: ReadonlySet<Node>): Set<ValueName> {
  const reached = means.map((mean) => {
    const values = new Set<ValueName>();
    for (const node of [mean, ...ancestors(scene, mean.inputs[0] ?? "", (n) => statistics.has(n))])
      for (const name of activations(scene, node)) values.add(name);
    return values;
  });
  const first = means.at(-1);
  return new Set(activations(scene, first as Node).filter((name) => reached.every((values) => values.has(name))));
}

/** True when the node computes from the normalized values and statistics of them alone. */
function dependsOnly(scene: Scene, node: Node, inputs: ReadonlySet<ValueName>, within: ReadonlySet<Node>): boolean {
  return activations(scene, node).every((name) => {
    if (inputs.has(name)) return true;
    const producer = scene.producers.get(name);
    return producer !== undefined && within.has(producer) && dependsOnly(scene, producer, inputs, within);
  });
}

/** Adds what turns the deviation into the result: quotient, scale and shift, but not the residual sum after it. */
function grow(scene: Scene, root: Node, cluster: Set<Node>, inputs: ReadonlySet<ValueName>): void {
  const inside = (name: ValueName) =>
    scene.graph.constants.has(name) || inputs.has(name) || cluster.has(scene.producers.get(name) as Node);
  const queue = [...root.outputs];
  for (let value = queue.shift(); value !== undefined; value = queue.shift()) {
    for (const node of scene.consumers.get(value) ?? []) {
      if (cluster.has(node) || !ARITHMETIC.has(node.op) || !node.inputs.every(inside)) continue;
      cluster.add(node);
      queue.push(...node.outputs);
      // A node that was refused for an operand outside may have it inside now.
      for (const member of cluster) queue.push(...member.outputs.filter((o) => hasOutsider(scene, o, cluster, inside)));
    }
  }
}

function hasOutsider(scene: Scene, value: ValueName, cluster: ReadonlySet<Node>, inside: (n: ValueName) => boolean) {
  const readers = scene.consumers.get(value) ?? [];
  return readers.some((n) => !cluster.has(n) && ARITHMETIC.has(n.op) && n.inputs.every(inside));
}
