/**
 * @file Outputs that are boxes already, after suppression inside the network: `[boxes, 6]` of two corners, score and class
 * (YOLOv10, YOLO with its NMS), or boxes, scores and classes as three outputs (torchvision, TensorFlow's detection models).
 */
import type { OutputShape, RawOutput } from "../../output-shape.ts";
import type { Box, Detection } from "../box.ts";
import { between, type Decoder, type InputSize } from "./decoder.ts";

/** More rows than this come from before the suppression. */
const MOST = 1000;

const isFew = (rows: number | null | undefined) => rows === null || (rows !== undefined && rows > 0 && rows <= MOST);

export const finishedRows: Decoder = {
  id: "finished-rows",
  title: "Boxes after NMS",
  shapes: "[1, boxes, 6]",
  overlapLimit: 1,
  fits: ([only, ...more]) => {
    const dims = only?.dims ?? [];
    return more.length === 0 && dims.length === 2 && dims[1] === 6 && isFew(dims[0]);
  },
  decode([output], input, minScore) {
    const { data, dims } = output as RawOutput;
    const corners = cornersOf(data, 6, input, false);
    return Array.from({ length: dims[0] ?? 0 }, (_, i): Detection => {
      return { ...corners(i), score: data[i * 6 + 4] as number, label: Math.round(data[i * 6 + 5] as number) };
    }).filter(({ score }) => score >= minScore);
  },
};

type Named = Pick<OutputShape, "name" | "dims">;

interface Roles<T> {
  readonly boxes: T;
  readonly scores: T;
  readonly labels: T;
}

/** Boxes by their four columns; scores and classes by name, else in the order of torchvision: boxes, classes, scores. */
function roles<T extends Named>(outputs: readonly T[]): Roles<T> | null {
  const boxes = outputs.find(({ dims }) => dims.length === 2 && dims[1] === 4 && isFew(dims[0]));
  const lists = outputs.filter(({ dims }) => dims.length === 1 && isFew(dims[0]) && dims[0] !== 1);
  const scores =
    lists.find(({ name }) => /score|conf/i.test(name)) ?? lists.filter(({ name }) => !/class|label/i.test(name)).at(-1);
  const labels =
    lists.find((output) => output !== scores && /class|label/i.test(output.name)) ?? lists.find((o) => o !== scores);
  if (boxes === undefined || scores === undefined || labels === undefined) return null;
  return [...outputs].some((o) => ![boxes, scores, labels].includes(o) && !isCount(o))
    ? null
    : { boxes, scores, labels };
}

/** TensorFlow also says how many boxes there are. */
function isCount({ name, dims }: Named): boolean {
  return /num|count/i.test(name) && dims.reduce<number>((n, d) => n * (d ?? 1), 1) === 1;
}

export const finishedLists: Decoder = {
  id: "finished-lists",
  title: "Boxes, scores and classes after NMS",
  shapes: "[boxes, 4], [boxes] and [boxes]",
  overlapLimit: 1,
  fits: (outputs) => roles(outputs) !== null,
  decode(outputs, input, minScore) {
    const found = roles(outputs);
    if (found === null) return [];
    const { boxes, scores, labels } = found;
    // TensorFlow writes top, left, bottom, right as shares of the image.
    const corners = cornersOf(boxes.data, 4, input, /detection_boxes|tfl/i.test(boxes.name));
    return [...scores.data].flatMap((score, i): Detection[] =>
      score >= minScore ? [{ ...corners(i), score, label: Math.round(labels.data[i] as number) }] : [],
    );
  },
};

/** Pixels where a value goes beyond what a share of the image can be. */
function cornersOf(
  data: Float32Array,
  stride: number,
  { width, height }: InputSize,
  topFirst: boolean,
): (i: number) => Box {
  let most = 0;
  for (let i = 0; i < data.length; i += stride)
    for (let k = 0; k < 4; k++) most = Math.max(most, data[i + k] as number);
  const [sx, sy] = most <= 2 ? [width, height] : [1, 1];
  return (i) => {
    const at = (k: number) => data[i * stride + k] as number;
    return topFirst
      ? between(at(1) * sx, at(0) * sy, at(3) * sx, at(2) * sy)
      : between(at(0) * sx, at(1) * sy, at(2) * sx, at(3) * sy);
  };
}
