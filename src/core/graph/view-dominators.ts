/**
 * @file Dominators of a drawn graph, which is acyclic: one pass in topological order (Cooper, Harvey, Kennedy, "A Simple,
 * Fast Dominance Algorithm", 2001). Node d dominates n when every way from an input to n leads through d.
 */

/** Arcs between node indices; an arc leads from a smaller to a larger index. */
export interface Arcs {
  readonly count: number;
  readonly next: readonly (readonly number[])[];
  readonly previous: readonly (readonly number[])[];
}

/** Stands for all beginnings, or all ends, at once. */
export const OUTSIDE = -1;

export interface Dominators {
  /** Nearest dominator of each node, or `OUTSIDE`. */
  readonly nearest: readonly number[];
  /** A node dominates itself. */
  readonly dominates: (d: number, n: number) => boolean;
}

/** Parallel arcs are joined. */
export function arcsOf(count: number, edges: readonly { readonly from: number; readonly to: number }[]): Arcs {
  const next = Array.from({ length: count }, () => new Set<number>());
  const previous = Array.from({ length: count }, () => new Set<number>());
  for (const { from, to } of edges) {
    next[from]?.add(to);
    previous[to]?.add(from);
  }
  return { count, next: next.map((set) => [...set]), previous: previous.map((set) => [...set]) };
}

/** Of every way from the beginning. */
export function dominatorsOf({ count, previous }: Arcs): Dominators {
  return solve(
    Array.from({ length: count }, (_, i) => i),
    previous,
  );
}

/** Of every way to the end. */
export function postDominatorsOf({ count, next }: Arcs): Dominators {
  return solve(
    Array.from({ length: count }, (_, i) => count - 1 - i),
    next,
  );
}

/** @param before in which every way to a node comes in; nodes without any begin outside */
function solve(order: readonly number[], before: Arcs["previous"]): Dominators {
  const nearest: number[] = [];
  const depth: number[] = [];
  const common = (a: number, b: number) => {
    while (a !== b) {
      if (a === OUTSIDE || b === OUTSIDE) return OUTSIDE;
      if ((depth[a] ?? 0) >= (depth[b] ?? 0)) a = nearest[a] ?? OUTSIDE;
      else b = nearest[b] ?? OUTSIDE;
    }
    return a;
  };
  for (const n of order) {
    const all = before[n] ?? [];
    const d = all.length === 0 ? OUTSIDE : all.reduce(common);
    nearest[n] = d;
    depth[n] = d === OUTSIDE ? 1 : (depth[d] ?? 0) + 1;
  }
  const dominates = (d: number, n: number) => {
    while (n !== OUTSIDE && (depth[n] ?? 0) > (depth[d] ?? 0)) n = nearest[n] ?? OUTSIDE;
    return n === d;
  };
  return { nearest, dominates };
}
