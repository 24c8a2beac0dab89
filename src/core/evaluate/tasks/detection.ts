/** @file Boxes with a class each, scored as COCO does. */
import { StudioError } from "../../errors.ts";
import { meanAveragePrecision, type ScoredImage } from "../detection/average-precision.ts";
import type { Detection } from "../detection/box.ts";
import { decoderFor } from "../detection/decoders/index.ts";
import { truthFinder } from "../detection/find-boxes.ts";
import { suppress } from "../detection/non-maximum.ts";
import { toImage } from "../detection/to-image.ts";
import type { SampleResult } from "../evaluation.ts";
import type { Metric, Task, TaskContext } from "./task.ts";

/** Low enough to draw the whole precision curve. */
const MIN_SCORE = 0.01;

const METRICS = [
  { id: "mAP50_95", title: "mAP50-95", of: "map50to95" },
  { id: "mAP50", title: "mAP50", of: "map50" },
  { id: "mAP75", title: "mAP75", of: "map75" },
  { id: "mAP_small", title: "mAP small", of: "small" },
  { id: "mAP_medium", title: "mAP medium", of: "medium" },
  { id: "mAP_large", title: "mAP large", of: "large" },
] as const;

export const detection: Task = {
  id: "detection",
  title: "Detection",
  when: "The output holds boxes: YOLOX, YOLOv8 and YOLO11 are read.",
  labels: "boxes",
  metrics: METRICS.map(({ id, title }) => ({ id, title })),
  fits: ({ dims, preprocess }) => dims !== null && decoderFor(dims, preprocess) !== undefined,
  read: (result, context) => ({ ...result, top: [], confidence: [], detections: detectionsOf(result, context) }),
  score(results, context) {
    const images = scoredImages(results, context);
    if (images.length === 0) return [];
    const measured = meanAveragePrecision(images);
    const metrics: readonly Metric[] = METRICS.map(({ id, title, of }) => ({ id, title, value: measured[of] }));
    return metrics.filter(({ value }) => Number.isFinite(value));
  },
};

/**
 * In pixels of the image where the labels say how large it is, else in pixels of the network's input.
 * @throws StudioError `evaluate/no-decoder`
 */
function detectionsOf({ id, output }: SampleResult, context: TaskContext): Detection[] {
  const { model, dims, preprocess, boxes } = context;
  const decoder = dims === null ? undefined : decoderFor(dims, preprocess);
  if (dims === null || decoder === undefined) {
    throw new StudioError("evaluate/no-decoder", { model, shape: `[1, ${(dims ?? ["?"]).join(", ")}]` });
  }
  const found = suppress(decoder.decode({ data: output, dims }, preprocess, MIN_SCORE), decoder.overlapLimit);
  const size = boxes === null ? undefined : truthFinder(boxes)(id);
  return size === undefined ? found : found.map((d) => toImage(d, preprocess, size));
}

/** Images with labels, by id: the order in which equal scores are ranked. */
function scoredImages(results: readonly SampleResult[], { boxes }: TaskContext): ScoredImage[] {
  if (boxes === null) return [];
  const find = truthFinder(boxes);
  const sorted = results.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.flatMap(({ id, detections }): ScoredImage[] => {
    const truth = find(id);
    return truth === undefined || detections === undefined ? [] : [{ detections, truth }];
  });
}
