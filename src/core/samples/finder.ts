/** @file Finding what belongs to a sample in labels that may know it by another path. */
import { fileName, normalise } from "./paths.ts";

/**
 * By the whole path, then by its end, then by the file name, with its ending or without. A name that the labels hold twice says
 * nothing by itself: better no label than another image's.
 */
export function finder<T>(labels: ReadonlyMap<string, T>): (id: string) => T | undefined {
  const byName = new Map<string, T | null>();
  for (const [path, value] of labels) {
    const name = fileName(normalise(path));
    for (const key of new Set([name, withoutEnding(name)])) byName.set(key, byName.has(key) ? null : value);
  }
  const paths = [...labels].map(([path, value]) => [`/${normalise(path)}`, value] as const);
  return (id) => {
    const known = labels.get(id);
    if (known !== undefined) return known;
    const single = byName.get(fileName(id)) ?? byName.get(withoutEnding(fileName(id)));
    if (single !== undefined && single !== null) return single;
    const matches = paths.filter(([path]) => path.endsWith(`/${id}`) || `/${id}`.endsWith(path));
    return matches.length === 1 ? matches[0]?.[1] : undefined;
  };
}

function withoutEnding(name: string): string {
  return name.replace(/\.[^.]+$/, "");
}
