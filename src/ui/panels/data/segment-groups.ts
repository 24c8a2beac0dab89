/** @file Who is in which segment, for the filter above the grid. */
import type { Sample } from "../../../core/samples/dataset.ts";

export interface SegmentGroup {
  readonly name: string;
  /** `own`: of folders, tables and hard cases; `made`: by a pattern over names, or tagged by hand. */
  readonly kind: "own" | "made";
  readonly samples: ReadonlySet<string>;
}

interface Named {
  readonly name: string;
  readonly samples: readonly string[];
}

/** Own segments by name, then those that were made, in their order; samples that are gone do not count. */
export function segmentGroups(samples: readonly Sample[], made: readonly Named[]): readonly SegmentGroup[] {
  const own = new Map<string, Set<string>>();
  for (const { id, segment } of samples) {
    if (segment !== undefined) own.set(segment, (own.get(segment) ?? new Set()).add(id));
  }
  const present = new Set(samples.map(({ id }) => id));
  return [
    ...[...own]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, members]): SegmentGroup => ({ name, kind: "own", samples: members })),
    ...made.map(({ name, samples: ids }): SegmentGroup => {
      return { name, kind: "made", samples: new Set(ids.filter((id) => present.has(id))) };
    }),
  ];
}

/** Names of what was made, by the id of each sample. */
export function tagsBySample(made: readonly Named[]): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const { name, samples } of made) {
    for (const id of samples) tags.set(id, [...(tags.get(id) ?? []), name]);
  }
  return tags;
}
