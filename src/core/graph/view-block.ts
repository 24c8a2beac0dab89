/** @file One block of a drawn graph. */
import type { GraphView } from "./view.ts";
import { titleOf } from "./view-titles.ts";

/** A node by its index, or a block. */
export type BlockItem = number | Block;

export interface Block {
  /** Of its first and last node: the same after another recipe. */
  readonly id: string;
  readonly title: string;
  /** Indices of all nodes inside, in order. */
  readonly nodes: readonly number[];
  /** Nodes and blocks directly inside, in order. */
  readonly items: readonly BlockItem[];
  /** A layer with its activation function: counts as one node where chains are made. */
  readonly gate: boolean;
}

export function blockOf(items: readonly BlockItem[], view: GraphView): Block {
  const nodes = items.flatMap((item) => (typeof item === "number" ? [item] : item.nodes)).toSorted((a, b) => a - b);
  const [first, last] = [view.nodes[nodes[0] ?? 0], view.nodes[nodes.at(-1) ?? 0]];
  return { id: `block:${first?.name} – ${last?.name}`, title: titleOf(items, nodes, view), nodes, items, gate: false };
}
