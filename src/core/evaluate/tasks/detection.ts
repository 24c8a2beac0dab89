/** @file Boxes with a class each, scored as COCO does. */
import { StudioError } from "../../errors.ts";
import { detectionAgreement } from "../detection/agreement.ts";
import { type MeanAveragePrecision, precisionOf, type ScoredImage } from "../detection/average-precision.ts";
import type { Detection } from "../detection/box.ts";
import { decoderFor } from "../detection/decoders/index.ts";
import { AREAS } from "../detection/match.ts";
import { MIN_SCORE, suppress } from "../detection/non-maximum.ts";
import { toImage } from "../detection/to-image.ts";
import type { SampleResult } from "../evaluation.ts";
import { type OutputShape, type RawOutput, shaped } from "../output-shape.ts";
import { nameOf, SQNR } from "./common.ts";
import { type MetricPart, noScores, onceEach, type Scorer } from "./scorer.ts";
import type { MetricName, Task, TaskClues, TaskContext } from "./task.ts";

const METRICS = [
  { id: "mAP50_95", title: "mAP50-95", of: "map50to95" },
  { id: "mAP50", title: "mAP50", of: "map50" },
  { id: "mAP75", title: "mAP75", of: "map75" },
  { id: "mAP_small", title: "mAP small", of: "small" },
  { id: "mAP_medium", title: "mAP medium", of: "medium" },
  { id: "mAP_large", title: "mAP large", of: "large" },
] as const;

const AGREEMENT: MetricName = { id: "agreement", title: "agreement", unit: "%", better: "higher" };

export const detection: Task = {
  id: "detection",
  title: "Detection",
  when: "The outputs hold boxes: YOLOX, YOLOv5 to YOLO11, SSD, FCOS, NanoDet, or boxes after NMS.",
  labels: "boxes",
  metrics: METRICS.map(({ id, title }): MetricName => ({ id, title, unit: "%", better: "higher" })),
  fits: (clues) => decoderFor(outputsOf(clues), clues.preprocess) !== undefined,
  // Raw heads beside a decoded output are not read.
  needsAll: (clues) => {
    const outputs = outputsOf(clues);
    return decoderFor(outputs, clues.preprocess) !== decoderFor(outputs.slice(0, 1), clues.preprocess);
  },
  read(result, context) {
    const truth = context.truthOf?.(result.id);
    const image = truth?.kind === "boxes" ? truth.image : undefined;
    const found = detectionsOf(result, context);
    const detections = image === undefined ? found : found.map((d) => toImage(d, context.preprocess, image));
    return { ...result, top: [], confidence: [], detections, ...(image && { truth: { kind: "boxes", image } }) };
  },
  scorer: scorerOf,
  closeness: () => ({
    metrics: [AGREEMENT, nameOf(SQNR)],
    of: (base, other) => [
      base.detections && other.detections ? 100 * detectionAgreement(base.detections, other.detections) : NaN,
      SQNR.of(base.output, other.output),
    ],
  }),
};

/** All outputs; of those who only know the first, that one. */
function outputsOf({ outputs, dims }: TaskClues): readonly OutputShape[] {
  return outputs ?? (dims === null ? [] : [{ name: "", dims }]);
}

/**
 * In pixels of the network's input.
 * @throws StudioError `evaluate/no-decoder`
 */
function detectionsOf({ output, outputs = [] }: SampleResult, context: TaskContext): Detection[] {
  const { model, preprocess, nms = {} } = context;
  const shapes = outputsOf(context);
  const decoder = decoderFor(shapes, preprocess, context.decoder);
  const raw = [output, ...outputs].map((data, i) => shaped(shapes[i] ?? { name: "", dims: [data.length] }, data));
  if (decoder === undefined || raw.some((r) => r === null)) {
    const shape = shapes.map(({ dims }) => `[1, ${dims.map((d) => d ?? "?").join(", ")}]`).join(" and ");
    throw new StudioError("evaluate/no-decoder", { model, shape: shape || "unknown" });
  }
  const list = raw as readonly RawOutput[];
  // A raw head beside the decoded output is not read.
  const wanted = decoder.fits(list, preprocess) ? list : list.slice(0, 1);
  const found = decoder.decode(wanted, preprocess, nms.score ?? MIN_SCORE);
  return suppress(found, decoder.overlapLimit, nms);
}

function scorerOf(results: readonly SampleResult[]): Scorer {
  // Images by id: the order in which equal scores are ranked.
  const order = results.map((_, i) => i).sort((a, b) => ((results[a]?.id ?? "") < (results[b]?.id ?? "") ? -1 : 1));
  const chosen = order.filter((i) => results[i]?.truth?.kind === "boxes" && results[i]?.detections !== undefined);
  const images = chosen.flatMap((i): ScoredImage[] => {
    const { detections, truth } = results[i] as SampleResult;
    return detections && truth?.kind === "boxes" ? [{ detections, truth: truth.image }] : [];
  });
  if (images.length === 0) return noScores(METRICS.length);
  const measure = precisionOf(images);
  const memo: { weights?: Float64Array; measured?: MeanAveragePrecision } = {};
  const measured = (weights: Float64Array) => {
    const picked = Float64Array.from(chosen, (i) => weights[i] as number);
    // Scores and classes are asked for with the same weights one after the other.
    if (memo.weights === undefined || !isSame(memo.weights, picked)) {
      memo.measured = measure(picked);
      memo.weights = picked;
    }
    return memo.measured as MeanAveragePrecision;
  };
  const classes = measured(onceEach(results.length)).classes.map(({ label, objects }) => ({ label, n: objects }));
  const found = images.reduce((sum, { detections }) => sum + detections.length, 0);
  return {
    n: images.length,
    at: (weights) => METRICS.map(({ of }) => measured(weights)[of]),
    classes,
    parts: partsOf(images),
    byClass: (weights) => {
      const scores = new Map(measured(weights).classes.map(({ label, ap50to95 }) => [label, ap50to95]));
      return classes.map(({ label }) => scores.get(label) ?? NaN);
    },
    // Ten overlaps and four ranges of size for each detection, and 101 recalls for each class.
    steps: 40 * found + 4040 * classes.length,
  };
}

const SIZES = [
  { metric: "mAP_small", area: AREAS.small, name: "small, up to 32 × 32 px" },
  { metric: "mAP_medium", area: AREAS.medium, name: "medium, up to 96 × 96 px" },
  { metric: "mAP_large", area: AREAS.large, name: "large, above 96 × 96 px" },
] as const;

/** Objects of each size; regions of many objects are none. */
function partsOf(images: readonly ScoredImage[]): readonly MetricPart[] {
  const objects = images.flatMap(({ truth }) => truth.boxes.filter(({ crowd }) => !crowd));
  return SIZES.map(({ metric, area: { lo, hi }, name }) => {
    return { metric, name, n: objects.filter(({ area }) => area >= lo && area <= hi).length };
  });
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
