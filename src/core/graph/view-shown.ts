/** @file What is drawn while some blocks are open and the others are one box each. */
import type { Carried, GraphView } from "./view.ts";
import type { Block, BlockItem } from "./view-block.ts";
import type { BlockTree } from "./view-blocks.ts";

/** A node of the network, or a closed block. */
export interface ShownBox {
  readonly id: string;
  /** Index of the node; null for a block. */
  readonly node: number | null;
  readonly block: Block | null;
  /** The open block directly around it; null outside of all. */
  readonly inside: string | null;
}

export interface ShownFrame {
  readonly block: Block;
  readonly inside: string | null;
}

export interface ShownEdge {
  readonly id: string;
  /** Ids of boxes. */
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly shape: readonly (number | string)[];
  readonly carried: Carried;
}

export interface Shown {
  readonly boxes: readonly ShownBox[];
  /** Open blocks, outer ones first. */
  readonly frames: readonly ShownFrame[];
  readonly edges: readonly ShownEdge[];
  /** Id of the box that shows each node. */
  readonly boxOf: readonly string[];
}

/** @param open ids of open blocks; one inside of a closed block is not seen */
export function shownGraph(view: GraphView, tree: BlockTree, open: ReadonlySet<string>): Shown {
  const boxes: ShownBox[] = [];
  const frames: ShownFrame[] = [];
  const boxOf: string[] = [];
  const visit = (items: readonly BlockItem[], inside: string | null) => {
    for (const item of items) {
      if (typeof item === "number") {
        const id = view.nodes[item]?.id ?? "";
        boxes.push({ id, node: item, block: null, inside });
        boxOf[item] = id;
      } else if (open.has(item.id)) {
        frames.push({ block: item, inside });
        visit(item.items, item.id);
      } else {
        boxes.push({ id: item.id, node: null, block: item, inside });
        for (const n of item.nodes) boxOf[n] = item.id;
      }
    }
  };
  visit(tree.items, null);
  return { boxes, frames, edges: edgesOf(view, boxOf), boxOf };
}

/** One line per value and reader; values that stay inside of a closed block are not seen. */
function edgesOf(view: GraphView, boxOf: readonly string[]): readonly ShownEdge[] {
  const edges = new Map<string, ShownEdge>();
  for (const { from: source, to: reader, value, shape, carried } of view.edges) {
    const [from = "", to = ""] = [boxOf[source], boxOf[reader]];
    if (from === to) continue;
    const id = `${from} ${value} ${to}`;
    edges.set(id, { id, from, to, value, shape, carried });
  }
  return [...edges.values()];
}

/** Open from the start: everything where the whole network is readable, else nothing. */
export function openAtStart({ nodes }: GraphView, { blocks }: BlockTree): ReadonlySet<string> {
  return new Set(nodes.length <= READABLE ? [...blocks.values()].filter(({ gate }) => !gate).map(({ id }) => id) : []);
}

const READABLE = 24;

/** The open blocks, with those around a node, so that it is seen. */
export function openedFor(open: ReadonlySet<string>, holders: readonly string[]): ReadonlySet<string> {
  return holders.every((id) => open.has(id)) ? open : new Set([...open, ...holders]);
}
