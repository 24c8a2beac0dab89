/**
 * @file COCO's matching of the detections of one class on one image with its marked objects, as
 * `COCOeval.evaluateImg` of pycocotools defines it.
 */
import { type Detection, overlapWithTruth, type TruthBox } from "./box.ts";

/** Overlaps at which a detection counts as found: 0.50, 0.55 .. 0.95. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, i) => 0.5 + i * ((0.95 - 0.5) / 9));

/** Detections of one class on one image beyond this many, the least sure ones, do not count. */
const MOST = 100;

/** Square pixels, both ends included. */
export interface AreaRange {
  readonly lo: number;
  readonly hi: number;
}

export const AREAS = {
  all: { lo: 0, hi: 1e10 },
  small: { lo: 0, hi: 32 ** 2 },
  medium: { lo: 32 ** 2, hi: 96 ** 2 },
  large: { lo: 96 ** 2, hi: 1e10 },
} as const satisfies Readonly<Record<string, AreaRange>>;

export type AreaName = keyof typeof AREAS;

/** What became of a detection: `ignored` counts neither for nor against. */
export const VERDICTS = { wrong: 0, right: 1, ignored: 2 } as const;

export interface Matches {
  /** Scores, best first. */
  readonly scores: readonly number[];
  /** Per threshold, the verdict on each detection in the order of `scores`. */
  readonly verdicts: readonly Uint8Array[];
  /** Marked objects that should be found. */
  readonly wanted: number;
}

/**
 * @param found of one class on one image, in any order; of equal scores the earlier one goes first
 * @param truth of the same class on the same image
 */
export function match(found: readonly Detection[], truth: readonly TruthBox[], area: AreaRange): Matches {
  const best = found.toSorted((a, b) => b.score - a.score).slice(0, MOST);
  const isIgnored = (t: TruthBox) => t.crowd || isOutside(t.area, area);
  // Objects that count come first, so that a detection prefers them.
  const objects = [...truth.filter((t) => !isIgnored(t)), ...truth.filter(isIgnored)];
  const wanted = truth.length - truth.filter(isIgnored).length;
  const overlaps = best.map((d) => objects.map((t) => overlapWithTruth(d, t)));
  const board: Board = { objects, wanted, overlaps };
  return {
    scores: best.map(({ score }) => score),
    verdicts: THRESHOLDS.map((threshold) => verdictsAt(threshold, board, best, area)),
    wanted,
  };
}

interface Board {
  /** The first `wanted` count, the others are ignored. */
  readonly objects: readonly TruthBox[];
  readonly wanted: number;
  /** `[detection][object]` */
  readonly overlaps: readonly (readonly number[])[];
}

function verdictsAt(threshold: number, board: Board, found: readonly Detection[], area: AreaRange): Uint8Array {
  const taken = new Uint8Array(board.objects.length);
  return Uint8Array.from(found, (detection, i) => {
    const object = partner(board, i, threshold, taken);
    if (object < 0) return isOutside(detection.width * detection.height, area) ? VERDICTS.ignored : VERDICTS.wrong;
    taken[object] = 1;
    return object < board.wanted ? VERDICTS.right : VERDICTS.ignored;
  });
}

/** The free object that overlaps most, at least by `threshold`; of equal ones the last. -1 when there is none. */
function partner({ objects, wanted, overlaps }: Board, detection: number, threshold: number, taken: Uint8Array) {
  let [partner, most] = [-1, Math.min(threshold, 1 - 1e-10)];
  for (let o = 0; o < objects.length; o++) {
    if (taken[o] === 1 && !objects[o]?.crowd) continue;
    if (partner >= 0 && partner < wanted && o >= wanted) break;
    const shared = overlaps[detection]?.[o] as number;
    if (shared < most) continue;
    [partner, most] = [o, shared];
  }
  return partner;
}

function isOutside(size: number, { lo, hi }: AreaRange): boolean {
  return size < lo || size > hi;
}
