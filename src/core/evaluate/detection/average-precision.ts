/**
 * @file Mean average precision as COCO defines it (`COCOeval.accumulate` and `summarize` of pycocotools): precision
 * at 101 recalls, ten overlaps from 0.50 to 0.95, at most 100 detections a class and image, crowds ignored.
 */
import type { Detection, ImageTruth } from "./box.ts";
import { type AreaName, AREAS, match, THRESHOLDS, VERDICTS } from "./match.ts";

/** One image: what a model found and what is there. */
export interface ScoredImage {
  readonly detections: readonly Detection[];
  readonly truth: ImageTruth;
}

export interface ClassPrecision {
  readonly label: number;
  /** Marked objects of this class. */
  readonly objects: number;
  /** Percent. */
  readonly ap50: number;
  readonly ap50to95: number;
}

/** Percent; NaN where nothing is marked. */
export interface MeanAveragePrecision {
  readonly map50: number;
  readonly map75: number;
  readonly map50to95: number;
  /** Objects up to 32 x 32 pixels, up to 96 x 96, and larger. */
  readonly small: number;
  readonly medium: number;
  readonly large: number;
  /** Classes of which something is marked, by index. */
  readonly classes: readonly ClassPrecision[];
}

const RECALLS = 101;
/** Keeps 0 / 0 from being NaN; numpy's `spacing(1)`. */
const TINY = Number.EPSILON;

/** @param images in the order in which ties between equal scores are broken */
export function meanAveragePrecision(images: readonly ScoredImage[]): MeanAveragePrecision {
  return precisionOf(images)(new Float64Array(images.length).fill(1));
}

/**
 * Matches once, so that any weighting of the images costs no more than the curves. An image that counts twice puts its
 * detections and its objects in twice.
 * @returns mean average precision as a function of how often each image counts
 */
export function precisionOf(images: readonly ScoredImage[]): (weights: Float64Array) => MeanAveragePrecision {
  const grouped = byClass(images);
  const tables: Readonly<Record<AreaName, readonly ClassMatches[]>> = {
    all: matched(grouped, "all"),
    small: matched(grouped, "small"),
    medium: matched(grouped, "medium"),
    large: matched(grouped, "large"),
  };
  return (weights) => {
    const all = tables.all.flatMap((matches) => precisions(matches, weights));
    const at = (table: readonly Precisions[], pick: (p: readonly number[]) => number) =>
      100 * mean(table.map(({ byThreshold }) => pick(byThreshold)));
    const overall = (area: AreaName) =>
      at(
        tables[area].flatMap((matches) => precisions(matches, weights)),
        mean,
      );
    return {
      map50: at(all, (p) => p[0] as number),
      map75: at(all, (p) => p[5] as number),
      map50to95: at(all, mean),
      small: overall("small"),
      medium: overall("medium"),
      large: overall("large"),
      classes: all.map(({ label, objects, byThreshold }) => {
        return { label, objects, ap50: 100 * (byThreshold[0] as number), ap50to95: 100 * mean(byThreshold) };
      }),
    };
  };
}

/** Images of each class, in index order: those where it was found or is marked. */
function byClass(images: readonly ScoredImage[]): ReadonlyMap<number, readonly ScoredImage[]> {
  const labels = new Set(images.flatMap(({ truth }) => truth.boxes.map(({ label }) => label)));
  const sorted = [...labels].sort((a, b) => a - b);
  const ofClass = (label: number) =>
    images.map(({ detections, truth }): ScoredImage => {
      const boxes = truth.boxes.filter((box) => box.label === label);
      return { detections: detections.filter((d) => d.label === label), truth: { ...truth, boxes } };
    });
  return new Map(sorted.map((label) => [label, ofClass(label)]));
}

interface ClassMatches {
  readonly label: number;
  /** Objects to be found on each image. */
  readonly wanted: readonly number[];
  /** Image of each detection, best first over all images. */
  readonly image: Uint32Array;
  /** For each of `THRESHOLDS`, the verdict on each detection in this order. */
  readonly verdicts: readonly Uint8Array[];
}

function matched(grouped: ReadonlyMap<number, readonly ScoredImage[]>, area: AreaName): ClassMatches[] {
  return [...grouped].map(([label, images]) => {
    const matches = images.map(({ detections, truth }) => match(detections, truth.boxes, AREAS[area]));
    const found = matches.flatMap(({ scores }, image) => scores.map((score, index) => ({ score, image, index })));
    // The sort is stable, as numpy's merge sort.
    const ranked = found.sort((a, b) => b.score - a.score);
    const verdict = (t: number) =>
      Uint8Array.from(ranked, ({ image, index }) => matches[image]?.verdicts[t]?.[index] as number);
    return {
      label,
      wanted: matches.map(({ wanted }) => wanted),
      image: Uint32Array.from(ranked, ({ image }) => image),
      verdicts: THRESHOLDS.map((_, t) => verdict(t)),
    };
  });
}

interface Precisions {
  readonly label: number;
  readonly objects: number;
  /** Average precision, 0..1, at each of `THRESHOLDS`. */
  readonly byThreshold: readonly number[];
}

/** Empty for a class without an object to be found among the images that count. */
function precisions({ label, wanted, image, verdicts }: ClassMatches, weights: Float64Array): Precisions[] {
  const objects = wanted.reduce((sum, n, i) => sum + n * (weights[i] as number), 0);
  if (objects === 0) return [];
  return [{ label, objects, byThreshold: verdicts.map((v) => averagePrecision(curve(image, v, objects, weights))) }];
}

/** Recall and precision after each right detection: only these raise recall, and between them precision only falls. */
interface Curve {
  readonly recall: readonly number[];
  readonly precision: number[];
}

/** Mean over 101 recalls of the best precision that is reached at that recall or a higher one, 0..1. */
function averagePrecision({ recall, precision }: Curve): number {
  for (let i = precision.length - 2; i >= 0; i--) {
    precision[i] = Math.max(precision[i] as number, precision[i + 1] as number);
  }
  let [sum, at] = [0, 0];
  for (let r = 0; r < RECALLS; r++) {
    // As numpy.linspace(0, 1, 101) computes it: the last is exactly 1.
    const wanted = r === RECALLS - 1 ? 1 : r * 0.01;
    while (at < recall.length && (recall[at] as number) < wanted) at++;
    sum += precision[at] ?? 0;
  }
  return sum / RECALLS;
}

/** Ignored detections leave both as they were. */
function curve(image: Uint32Array, verdicts: Uint8Array, objects: number, weights: Float64Array): Curve {
  const [recall, precision]: [number[], number[]] = [[], []];
  let [right, wrong] = [0, 0];
  for (let i = 0; i < verdicts.length; i++) {
    const [verdict, weight] = [verdicts[i], weights[image[i] as number] as number];
    if (verdict === VERDICTS.wrong) wrong += weight;
    if (verdict !== VERDICTS.right || weight === 0) continue;
    right += weight;
    recall.push(right / objects);
    precision.push(right / (right + wrong + TINY));
  }
  return { recall, precision };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((a, b) => a + b, 0) / values.length;
}
