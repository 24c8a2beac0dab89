/** @file Which objects quantization lost, found anew or moved on one image, as a person would count them. */
import { type Detection, overlap, type TruthBox } from "./box.ts";

/** What a person would call found; less sure boxes come and go with the last bit. */
export const SURE = 0.3;
/** Boxes that overlap at least this much are of the same object. */
const SAME = 0.5;

export interface ObjectChanges {
  /** Sure objects of the original that the other model does not find; of labelled images only those that are there. */
  readonly lost: readonly Detection[];
  /** Found by the other model alone; of labelled images only those that are there. */
  readonly won: readonly Detection[];
  /** On labelled images: found by one of the two where nothing is marked. */
  readonly wrong: { readonly before: number; readonly after: number };
}

export function sureOf(found: readonly Detection[]): Detection[] {
  return found.filter(({ score }) => score >= SURE).sort((a, b) => b.score - a.score);
}

/** @param truth objects marked on the image; undefined when it is not labelled, so that the original stands for what is right */
export function objectChanges(
  base: readonly Detection[],
  other: readonly Detection[],
  truth: readonly TruthBox[] | undefined,
): ObjectChanges {
  const [before, after] = [sureOf(base), sureOf(other)];
  if (truth === undefined) {
    return { lost: without(before, after), won: without(after, before), wrong: { before: 0, after: 0 } };
  }
  const objects = truth.filter(({ crowd }) => !crowd);
  const [found, kept] = [partners(objects, before), partners(objects, after)];
  const lost = objects.flatMap((o) => (found.has(o) && !kept.has(o) ? (found.get(o) as Detection) : []));
  const won = objects.flatMap((o) => (!found.has(o) && kept.has(o) ? (kept.get(o) as Detection) : []));
  return { lost, won, wrong: { before: before.length - found.size, after: after.length - kept.size } };
}

/** The surest free detection of each object. */
function partners(objects: readonly TruthBox[], found: readonly Detection[]): Map<TruthBox, Detection> {
  const taken = new Map<TruthBox, Detection>();
  for (const detection of found) {
    const free = objects.filter((o) => !taken.has(o) && o.label === detection.label);
    const best = free.toSorted((a, b) => overlap(detection, b) - overlap(detection, a))[0];
    if (best !== undefined && overlap(detection, best) >= SAME) taken.set(best, detection);
  }
  return taken;
}

/** Those of `list` that have no partner among `others`, each used once. */
function without(list: readonly Detection[], others: readonly Detection[]): Detection[] {
  const free = new Set(others);
  return list.filter((detection) => {
    const same = [...free].find((o) => o.label === detection.label && overlap(detection, o) >= SAME);
    if (same !== undefined) free.delete(same);
    return same === undefined;
  });
}
