/** @file One class per pixel. */
import { classMap } from "../segmentation/class-map.ts";
import { type ClassPixels, overlaps, pixelAgreement } from "../segmentation/overlaps.ts";
import { toWindow } from "../segmentation/to-window.ts";
import { StudioError } from "../../errors.ts";
import type { SampleResult } from "../evaluation.ts";
import type { Weights } from "../statistics/bootstrap.ts";
import { nameOf, SQNR } from "./common.ts";
import { noScores, type Scorer } from "./scorer.ts";
import { takesPictures } from "./takes-pictures.ts";
import type { MetricName, Task, TaskClues, TaskContext } from "./task.ts";

const METRICS: readonly MetricName[] = [
  { id: "mIoU", title: "mIoU", unit: "%", better: "higher" },
  { id: "pixels", title: "right pixels", unit: "%", better: "higher" },
];

const AGREEMENT: MetricName = { id: "agreement", title: "pixel agreement", unit: "%", better: "higher" };

/** Networks answer at the size of their input, or at a quarter or an eighth of it. */
const COARSEST = 8;

export const segmentation: Task = {
  id: "segmentation",
  title: "Segmentation",
  when: "The output holds one score per class and pixel, or the class of each pixel.",
  labels: "masks",
  metrics: METRICS,
  fits,
  read,
  scorer: scorerOf,
  closeness: () => ({
    metrics: [AGREEMENT, nameOf(SQNR)],
    of: (base, other) => [
      base.mask && other.mask ? 100 * pixelAgreement(base.mask, other.mask) : NaN,
      SQNR.of(base.output, other.output),
    ],
  }),
};

/** A picture of more channels than colours, or one that ends in a choice of classes. */
function fits({ dims, preprocess, tail = [] }: TaskClues): boolean {
  if (dims === null || dims.length < 2 || dims.length > 3 || !takesPictures(preprocess)) return false;
  const [channels, height, width] = dims.length === 2 ? [1, ...dims] : dims;
  const near = (have = 0, want = 1) => have >= want / COARSEST && have > 1;
  const isPicture = near(height, preprocess.height) && near(width, preprocess.width);
  const last = tail[0] ?? "";
  const isLast = near(dims[0], preprocess.height) && near(dims[1], preprocess.width);
  if (isPicture) return (channels !== 1 && channels !== 3) || /^(ArgMax|Sigmoid|Softmax)$/.test(last);
  return dims.length === 3 && isLast && (dims[2] ?? 0) > 3;
}

/** @throws StudioError `evaluate/output` */
function read(result: SampleResult, { model, dims, preprocess, truthOf }: TaskContext): SampleResult {
  const mask = dims === null ? null : classMap({ name: "", data: result.output, dims });
  if (mask === null) {
    throw new StudioError("evaluate/output", {
      model,
      task: "segmentation",
      shape: `[1, ${(dims ?? ["?"]).join(", ")}]`,
      want: "one score per class and pixel: [1, classes, height, width]",
    });
  }
  const truth = truthOf?.(result.id);
  const answer = { ...result, top: [], confidence: [], mask };
  return truth?.kind === "mask"
    ? { ...answer, truth: { kind: "mask", mask: toWindow(truth.mask, preprocess, mask) } }
    : answer;
}

function scorerOf(results: readonly SampleResult[]): Scorer {
  const pixels = results.map(({ mask, truth }) =>
    mask !== undefined && truth?.kind === "mask" ? overlaps(mask, truth.mask) : null,
  );
  const counted = pixels.filter((p) => p !== null);
  if (counted.length === 0) return noScores(METRICS.length);
  // Classes that are only answered, never labelled, have no IoU of their own; they still cost the others.
  const images = new Map<number, number>();
  for (const image of counted) {
    for (const [c, { labelled }] of image) if (labelled > 0) images.set(c, (images.get(c) ?? 0) + 1);
  }
  const classes = [...images].sort(([a], [b]) => a - b).map(([label, n]) => ({ label, n }));
  const byClass = (weights: Weights) => classes.map(({ label }) => ratio(pixels, weights, label));
  return {
    n: counted.length,
    at: (weights) => [mean(byClass(weights)), rightPixels(pixels, weights)],
    classes,
    byClass,
    steps: 4 * results.length * classes.length,
  };
}

type ImagePixels = ReadonlyMap<number, ClassPixels> | null;

/** IoU of one class over all images together, percent; NaN where it is not labelled. */
function ratio(images: readonly ImagePixels[], weights: Weights, label: number): number {
  let [both, either, labelled] = [0, 0, 0];
  for (const [i, image] of images.entries()) {
    const [found, weight] = [image?.get(label), weights[i] as number];
    if (found === undefined || weight === 0) continue;
    both += weight * found.both;
    either += weight * found.either;
    labelled += weight * found.labelled;
  }
  return labelled === 0 ? NaN : (100 * both) / either;
}

function rightPixels(images: readonly ImagePixels[], weights: Weights): number {
  let [right, all] = [0, 0];
  for (const [i, image] of images.entries()) {
    for (const { both, labelled } of image?.values() ?? []) {
      right += (weights[i] as number) * both;
      all += (weights[i] as number) * labelled;
    }
  }
  return all === 0 ? NaN : (100 * right) / all;
}

function mean(values: readonly number[]): number {
  const known = values.filter((x) => !Number.isNaN(x));
  return known.length === 0 ? NaN : known.reduce((a, b) => a + b, 0) / known.length;
}
