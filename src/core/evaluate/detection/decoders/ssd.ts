/**
 * @file SSD (W. Liu et al., ECCV 2016, arXiv:1512.02325) and its relatives: one output with a box for each prior, `[priors, 4]`, and
 * one with its class scores, `[priors, 1 + classes]` or, without background, `[priors, classes]`.
 */
import type { OutputShape, RawOutput } from "../../output-shape.ts";
import type { Box } from "../box.ts";
import { between, centred, type Decoder, type InputSize, perClass } from "./decoder.ts";
import { priorsFor } from "./priors.ts";

/** Fewer rows are boxes that were chosen already. */
const FEWEST = 200;

/** By shape: one output has four columns, the other as many rows. */
function roles<T extends Pick<OutputShape, "dims" | "name">>(outputs: readonly T[]): { boxes: T; scores: T } | null {
  const tables = outputs.map((output) => ({ output, dims: flat(output.dims) }));
  if (tables.length !== 2 || tables.some(({ dims }) => dims.length !== 2)) return null;
  const boxes =
    tables.find(({ output, dims }) => dims[1] === 4 && /box|loc|reg/i.test(output.name)) ??
    tables.find(({ dims }) => dims[1] === 4);
  const scores = tables.find((table) => table !== boxes);
  if (boxes === undefined || scores === undefined || boxes.dims[0] !== scores.dims[0]) return null;
  return { boxes: boxes.output, scores: scores.output };
}

/** Some exports keep an axis of one: `[priors, 1, 4]`. */
function flat(dims: readonly (number | null)[]): readonly (number | null)[] {
  return dims.length === 3 ? dims.filter((d, axis) => d !== 1 || axis !== 1) : dims;
}

export const ssd: Decoder = {
  id: "ssd",
  title: "SSD",
  shapes: "[1, priors, 4] with [1, priors, classes]",
  overlapLimit: 0.45,
  fits: (outputs) => (flat(roles(outputs)?.boxes.dims ?? [])[0] ?? 0) >= FEWEST,
  decode(outputs, input, minScore) {
    const found = roles(outputs);
    if (found === null) return [];
    const { boxes, scores } = found;
    const count = flat(boxes.dims)[0] ?? 0;
    const classes = flat(scores.dims)[1] ?? 0;
    const { data, first } = scoresOf(scores, count, classes);
    const boxAt = boxReader(boxes, count, input);
    return Array.from({ length: count }, (_, i) =>
      perClass({ data, first: i * classes + first, count: classes - first, step: 1, objectness: 1 }, minScore, () =>
        boxAt(i),
      ),
    ).flat();
  },
};

/** Rows that sum to 1, or logits, start with the background; independent probabilities have none. */
function scoresOf({ data }: RawOutput, count: number, classes: number): { data: Float32Array; first: number } {
  const rowSum = (i: number) => data.subarray(i * classes, (i + 1) * classes).reduce((a, b) => a + b, 0);
  const isProbability = data.every((x) => x >= 0 && x <= 1);
  if (!isProbability) return { data: softmaxRows(data, classes), first: 1 };
  const sumsToOne = Array.from({ length: Math.min(count, 50) }, (_, i) => rowSum(i)).every(
    (x) => Math.abs(x - 1) < 1e-2,
  );
  return { data, first: sumsToOne && classes > 1 ? 1 : 0 };
}

function softmaxRows(data: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += classes) {
    const row = data.subarray(at, at + classes);
    const max = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = row.reduce((sum, x) => sum + Math.exp(x - max), 0);
    for (let c = 0; c < classes; c++) out[at + c] = Math.exp((row[c] as number) - max) / total;
  }
  return out;
}

/** The usual variances of SSD: offsets are divided by these in training. */
const [CENTRE, SIZE] = [0.1, 0.2];

/** Corners as shares of the image where the export decoded them, else offsets from the priors of the usual layout. */
function boxReader({ data }: RawOutput, count: number, { width, height }: InputSize): (i: number) => Box {
  const value = (i: number, k: number) => data[i * 4 + k] as number;
  const priors = isCorners(data) ? null : priorsFor(count);
  if (priors === null) {
    // Pixels where values go far beyond 1.
    const share = data.some((x) => Math.abs(x) > 4) ? { x: 1, y: 1 } : { x: width, y: height };
    return (i) => between(value(i, 0) * share.x, value(i, 1) * share.y, value(i, 2) * share.x, value(i, 3) * share.y);
  }
  return (i) => {
    const prior = priors[i] ?? { x: 0, y: 0, width: 0, height: 0 };
    const [x, y] = [prior.x + value(i, 0) * CENTRE * prior.width, prior.y + value(i, 1) * CENTRE * prior.height];
    const [w, h] = [prior.width * Math.exp(value(i, 2) * SIZE), prior.height * Math.exp(value(i, 3) * SIZE)];
    return centred(x * width, y * height, w * width, h * height);
  };
}

/** Of corners, the second is almost never left of or above the first; of offsets it is for half of the rows. */
function isCorners(data: Float32Array): boolean {
  let wrong = 0;
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 2] as number) < (data[i] as number) || (data[i + 3] as number) < (data[i + 1] as number)) wrong++;
  }
  return wrong <= data.length / 4 / 20;
}
