/** @file Chains of a drawn graph: neighbours with one way from each to the next are gathered, so that a long network opens readable. */
import type { GraphView } from "./view.ts";
import { type BlockItem, blockOf } from "./view-block.ts";
import type { Arcs } from "./view-dominators.ts";

/** A chain of loose nodes is cut before it is longer, at a layer with weights if one is near. */
const LONGEST = 16;
const GOOD = 10;
/** Fewer loose nodes in a row are left as they are. */
const FEWEST = 3;
/** More blocks in sight than this are gathered into stages. */
const MANY = 64;
const STAGE = 12;

const LINEAR = /^(Conv|Gemm|MatMul)/;

/** Runs of loose nodes in series become blocks. Small networks and blocks in between stay as they are. */
export function chainsOf(items: readonly BlockItem[], arcs: Arcs, view: GraphView): readonly BlockItem[] {
  if (items.length <= GOOD) return items;
  const isLoose = (item: BlockItem) => typeof item === "number" || item.gate;
  return inSeries(items, arcs).flatMap((series) =>
    splitBy(series, isLoose).flatMap((run) =>
      isLoose(run[0] ?? 0) ? pieces(run, view).flatMap((p) => (p.length < FEWEST ? p : [blockOf(p, view)])) : run,
    ),
  );
}

/** Only where too many items are left: a dozen neighbours at a time become a stage. */
export function stagesOf(items: readonly BlockItem[], arcs: Arcs, view: GraphView): readonly BlockItem[] {
  if (items.length <= MANY) return items;
  return inSeries(items, arcs).flatMap((series) => {
    const stages = Math.ceil(series.length / STAGE);
    const size = Math.ceil(series.length / stages);
    return Array.from({ length: stages }, (_, i) => series.slice(i * size, (i + 1) * size)).flatMap((stage) =>
      stage.length < FEWEST ? stage : [blockOf(stage, view)],
    );
  });
}

/** Items in groups: within a group, each has the next as its only reader, which reads nothing else. */
function inSeries(items: readonly BlockItem[], arcs: Arcs): readonly (readonly BlockItem[])[] {
  const owner = new Map<number, number>();
  items.forEach((item, i) => {
    for (const n of typeof item === "number" ? [item] : item.nodes) owner.set(n, i);
  });
  const readers = items.map((item, i) => {
    const nodes = typeof item === "number" ? [item] : item.nodes;
    return new Set(
      nodes
        .flatMap((n) => arcs.next[n] ?? [])
        .map((n) => owner.get(n))
        .filter((o) => o !== i),
    );
  });
  const sources = items.map(() => new Set<number>());
  readers.forEach((set, i) => set.forEach((reader) => reader !== undefined && sources[reader]?.add(i)));
  const groups: BlockItem[][] = [];
  const groupOf = new Map<number, BlockItem[]>();
  items.forEach((item, i) => {
    const [source = -1] = sources[i] ?? [];
    const series = sources[i]?.size === 1 && readers[source]?.size === 1;
    const group = (series && groupOf.get(source)) || [];
    if (group.length === 0) groups.push(group);
    group.push(item);
    groupOf.set(i, group);
  });
  return groups;
}

/** Neighbours for which the test says the same stay together. */
function splitBy<T>(list: readonly T[], test: (item: T) => boolean): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (const item of list) {
    const last = parts.at(-1);
    if (last?.[0] !== undefined && test(last[0]) === test(item)) last.push(item);
    else parts.push([item]);
  }
  return parts;
}

function pieces(run: readonly BlockItem[], { nodes }: GraphView): readonly (readonly BlockItem[])[] {
  const parts: BlockItem[][] = [[]];
  run.forEach((item, i) => {
    const part = parts.at(-1) ?? [];
    const first = typeof item === "number" ? item : (item.nodes[0] ?? 0);
    const linear = LINEAR.test(nodes[first]?.op ?? "");
    const full = part.length >= LONGEST || (part.length >= GOOD && linear && run.length - i >= FEWEST);
    if (full) parts.push([item]);
    else part.push(item);
  });
  return parts;
}
