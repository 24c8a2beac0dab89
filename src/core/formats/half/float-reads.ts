/** @file Which values of a graph are still read as float32 once some nodes compute in 16 bits. */
import type { Graph, ValueName } from "../../graph/graph.ts";
import { fixedNames, readsOf } from "../../graph/subgraphs.ts";
import { inputsOf, slotsOf } from "./ops.ts";

/**
 * Values that need a float32 form: read by a float32 node, by a slot that always takes float32, by a subgraph,
 * or an output of the model (except those in `ports`, which become 16-bit themselves).
 */
export function floatReads(
  graph: Graph,
  nodes: ReadonlySet<string>,
  ports: ReadonlySet<ValueName>,
): ReadonlySet<ValueName> {
  const reads = new Set([...fixedNames(graph)].filter((name) => !ports.has(name)));
  for (const node of graph.nodes) {
    const slots = nodes.has(node.name) ? slotsOf(node) : undefined;
    if (slots === undefined) {
      for (const name of readsOf(node)) reads.add(name);
      continue;
    }
    const converted = new Set(inputsOf(node, slots));
    node.inputs.forEach((name, slot) => {
      if (!converted.has(slot)) reads.add(name);
    });
  }
  return reads;
}
