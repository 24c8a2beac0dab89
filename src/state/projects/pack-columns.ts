/** @file Parts of thousands of results as a few arrays each: boxes that were found, boxes that are marked, and what sketches stand for. */
import type { TruthBox } from "../../core/evaluate/detection/box.ts";
import { packed, unpacked } from "../../core/evaluate/detection/packed.ts";
import type { SampleResult, Truth } from "../../core/evaluate/evaluation.ts";
import type { PackedEvaluation } from "./database.ts";

type Column<K extends keyof PackedEvaluation> = NonNullable<PackedEvaluation[K]>;

export function packDetections(results: readonly SampleResult[]): Column<"found"> {
  const counts = results.map(({ detections }) => detections?.length ?? -1);
  return { counts, boxes: packed(results.flatMap(({ detections = [] }) => detections)) };
}

export function unpackDetections({ counts, boxes }: Column<"found">) {
  const all = unpacked(boxes);
  let at = 0;
  return counts.map((n) => (n < 0 ? {} : { detections: all.slice(at, (at += n)) }));
}

/** Label, x, y, width, height, area, and 1 for a crowd. */
const PER_TRUTH = 7;

export function packTruths(results: readonly SampleResult[]): Column<"marked"> {
  const images = results.map(({ truth }) => (truth?.kind === "boxes" ? truth.image : null));
  const boxes = images.flatMap((image) => image?.boxes ?? []);
  const numbers = new Float64Array(PER_TRUTH * boxes.length);
  for (const [i, { label, x, y, width, height, area, crowd }] of boxes.entries()) {
    numbers.set([label, x, y, width, height, area, crowd ? 1 : 0], PER_TRUTH * i);
  }
  return {
    counts: images.map((image) => image?.boxes.length ?? -1),
    sizes: images.flatMap((image) => (image ? [image.width, image.height] : [0, 0])),
    boxes: numbers,
  };
}

export function unpackTruths({ counts, sizes, boxes }: Column<"marked">): readonly { readonly truth?: Truth }[] {
  const all = Array.from({ length: boxes.length / PER_TRUTH }, (_, i): TruthBox => {
    const part = boxes.subarray(PER_TRUTH * i, PER_TRUTH * (i + 1));
    const [label = 0, x = 0, y = 0, width = 0, height = 0, area = 0, crowd = 0] = part;
    return { label, x, y, width, height, area, crowd: crowd === 1 };
  });
  let at = 0;
  return counts.map((n, i) => {
    if (n < 0) return {};
    const [width = 0, height = 0] = sizes.slice(2 * i, 2 * i + 2);
    return { truth: { kind: "boxes", image: { width, height, boxes: all.slice(at, (at += n)) } } };
  });
}

/** All samples have the same outputs; only lists of boxes differ in length. */
export function packSketches(results: readonly SampleResult[]): Column<"sketches"> {
  const outputs = Math.max(0, ...results.map(({ sketch }) => sketch?.values.length ?? 0));
  const width = 1 + 2 * outputs;
  const numbers = new Float64Array(width * results.length).fill(NaN);
  for (const [i, { sketch }] of results.entries()) {
    if (sketch) numbers.set([sketch.seed, ...sketch.values, ...sketch.largest], width * i);
  }
  return { outputs, numbers };
}

export function unpackSketches({ outputs, numbers }: Column<"sketches">) {
  const width = 1 + 2 * outputs;
  return Array.from({ length: numbers.length / width }, (_, i) => {
    const [seed = NaN, ...rest] = numbers.subarray(width * i, width * (i + 1));
    if (Number.isNaN(seed)) return {};
    return { sketch: { seed, values: rest.slice(0, outputs), largest: rest.slice(outputs) } };
  });
}
