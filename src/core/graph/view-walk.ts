/** @file Walking along the edges of a drawn graph: down to a reader, up to a producer, sideways among siblings. */
import type { Shown } from "./view-shown.ts";

export type Step = "down" | "up" | "left" | "right";

/** Middle of each box, px; what is further left comes first. */
export type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

export interface Walk {
  /** @returns id of the box one step on, or null at the end */
  readonly step: (from: string, step: Step) => string | null;
  readonly first: string | null;
  readonly last: string | null;
}

export function walkOf({ boxes, edges }: Pick<Shown, "boxes" | "edges">, places: Places): Walk {
  const readers = new Map<string, Set<string>>();
  const producers = new Map<string, Set<string>>();
  const note = (map: Map<string, Set<string>>, key: string, value: string) =>
    map.set(key, (map.get(key) ?? new Set()).add(value));
  for (const { from, to } of edges) {
    note(readers, from, to);
    note(producers, to, from);
  }
  const x = (id: string) => places.get(id)?.x ?? 0;
  const all = (map: ReadonlyMap<string, ReadonlySet<string>>, ids: Iterable<string>) =>
    [...ids].flatMap((id) => [...(map.get(id) ?? [])]);
  const nearest = (from: string, ids: readonly string[]) =>
    ids.toSorted((a, b) => Math.abs(x(a) - x(from)) - Math.abs(x(b) - x(from)))[0] ?? null;
  const siblings = (id: string) => [
    ...new Set([id, ...all(readers, producers.get(id) ?? []), ...all(producers, readers.get(id) ?? [])]),
  ];
  const aside = (from: string, sign: 1 | -1) => {
    const ahead = siblings(from).filter((id) => sign * (x(id) - x(from)) > 0);
    return nearest(from, ahead);
  };
  const steps: Readonly<Record<Step, (from: string) => string | null>> = {
    down: (from) => nearest(from, [...(readers.get(from) ?? [])]),
    up: (from) => nearest(from, [...(producers.get(from) ?? [])]),
    left: (from) => aside(from, -1),
    right: (from) => aside(from, 1),
  };
  return {
    step: (from, step) => steps[step](from),
    first: boxes[0]?.id ?? null,
    last: boxes.at(-1)?.id ?? null,
  };
}
