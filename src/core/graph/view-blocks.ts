/**
 * @file Blocks of a network, found from its structure alone: whatever lies between a value that forks and the node where
 * all its ways meet again is a block (a residual block, the branches of a module, an attention), and so is a chain
 * without forks. Names, where an exporter wrote scopes, only title them.
 */
import type { GraphView, ViewNode } from "./view.ts";
import { type Block, type BlockItem, blockOf } from "./view-block.ts";
import { chainsOf, stagesOf } from "./view-chains.ts";
import { type Arcs, arcsOf, dominatorsOf, OUTSIDE, postDominatorsOf } from "./view-dominators.ts";
import { gatesOf } from "./view-gates.ts";

export interface BlockTree {
  readonly items: readonly BlockItem[];
  readonly blocks: ReadonlyMap<string, Block>;
  /** Blocks that hold each node, outermost first. */
  readonly holders: readonly (readonly string[])[];
}

/** Less is no block. */
const FEWEST = 3;
/** A region that holds a larger share of the network is the network. */
const LARGEST_SHARE = 0.4;

export function blockTree(view: GraphView): BlockTree {
  const gates = gatesOf(view);
  const own = view.nodes.map((_, i) => gates.get(i)?.at(-1) ?? i);
  const arcs = arcsOf(
    view.nodes.length,
    view.edges
      .map(({ from, to }) => ({ from: own[from] ?? from, to: own[to] ?? to }))
      .filter(({ from, to }) => from !== to),
  );
  const layers = view.nodes.flatMap(({ kind }, i) => (kind === "layer" && own[i] === i ? [i] : []));
  const regions = regionsOf(arcs, view.nodes)
    .filter(({ length }) => length >= FEWEST && length <= Math.max(FEWEST, LARGEST_SHARE * layers.length))
    .toSorted((a, b) => b.length - a.length);
  const item = (n: number): BlockItem => {
    const gate = gates.get(n);
    return gate === undefined ? n : { ...blockOf(gate, view), gate: true };
  };
  const nested = nest(layers, regions, { view, item });
  const chained = stagesOf(chainsOf(nested, arcs, view), arcs, view);
  return treeOf(placed(chained, view), view);
}

/** Nodes between every fork and the node where its ways meet, that node included: one way in, one way out. */
function regionsOf(arcs: Arcs, nodes: readonly ViewNode[]): readonly (readonly number[])[] {
  const data = fromInputs(arcs, nodes);
  const known = arcsOf(
    arcs.count,
    arcs.next.flatMap((to, from) => (data.has(from) ? to.map((n) => ({ from, to: n })) : [])),
  );
  const [above, below] = [dominatorsOf(known), postDominatorsOf(known)];
  return known.next.flatMap((ways, fork) => {
    const join = below.nearest[fork] ?? OUTSIDE;
    if (ways.length < 2 || join === OUTSIDE || above.nearest[join] !== fork) return [];
    const inside: number[] = [];
    for (let n = fork + 1; n <= join; n++) {
      if (data.has(n) && above.dominates(fork, n) && below.dominates(join, n)) inside.push(n);
    }
    return nodes[join]?.kind === "layer" ? [inside] : [];
  });
}

/** What depends on an input of the model; the rest is computed from constants, and would hide every fork. */
function fromInputs({ count, next }: Arcs, nodes: readonly ViewNode[]): ReadonlySet<number> {
  const data = new Set(nodes.flatMap(({ kind }, i) => (kind === "input" ? [i] : [])));
  for (let n = 0; n < count; n++) if (data.has(n)) for (const to of next[n] ?? []) data.add(to);
  return data;
}

interface Nesting {
  readonly view: GraphView;
  /** What stands for a node: itself, or the gate that it closes. */
  readonly item: (node: number) => BlockItem;
}

/** Puts regions into each other. @param regions largest first; two of them are apart, or one holds the other */
function nest(
  nodes: readonly number[],
  regions: readonly (readonly number[])[],
  nesting: Nesting,
): readonly BlockItem[] {
  const taken = new Set<number>();
  const blocks = regions.flatMap((region, i) => {
    if (region.some((n) => taken.has(n))) return [];
    for (const n of region) taken.add(n);
    const held = new Set(region);
    const inner = regions.slice(i + 1).filter((r) => r.length <= region.length - 2 && r.every((n) => held.has(n)));
    return [blockOf(nest(region, inner, nesting), nesting.view)];
  });
  return ordered([...nodes.filter((n) => !taken.has(n)).map(nesting.item), ...blocks]);
}

const firstOf = (item: BlockItem) => (typeof item === "number" ? item : (item.nodes[0] ?? 0));

function ordered(items: readonly BlockItem[]): readonly BlockItem[] {
  return items.toSorted((a, b) => firstOf(a) - firstOf(b));
}

/** Inputs and outputs stand outside of every block. */
function placed(items: readonly BlockItem[], { nodes }: GraphView): readonly BlockItem[] {
  const ports = nodes.flatMap(({ kind }, i) => (kind === "layer" ? [] : [i]));
  return ordered([...items, ...ports]);
}

function treeOf(items: readonly BlockItem[], { nodes }: GraphView): BlockTree {
  const blocks = new Map<string, Block>();
  const holders: string[][] = nodes.map(() => []);
  const visit = (list: readonly BlockItem[]) => {
    for (const item of list) {
      if (typeof item === "number") continue;
      blocks.set(item.id, item);
      for (const n of item.nodes) holders[n]?.push(item.id);
      visit(item.items);
    }
  };
  visit(items);
  return { items, blocks, holders };
}
