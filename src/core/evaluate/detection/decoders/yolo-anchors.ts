/**
 * @file YOLOv5 and YOLOv7 as exported with their decoding: three anchors for each cell, one row each, `[3 cells, 5 + classes]`,
 * with centre and size in pixels of the network's input, objectness and class probabilities.
 */
import type { RawOutput } from "../../output-shape.ts";
import type { Detection } from "../box.ts";
import { centred, type Decoder, perClass, stridesOf } from "./decoder.ts";

const FIXED = 5;
const ANCHORS = 3;

export const yoloAnchors: Decoder = {
  id: "yolo-anchors",
  title: "YOLOv5, YOLOv7",
  shapes: "[1, 3 cells, 5 + classes]",
  overlapLimit: 0.6,
  fits: ([only, ...more], input) => {
    const [rows, columns] = only?.dims ?? [];
    if (more.length > 0 || only?.dims.length !== 2 || typeof rows !== "number") return false;
    return stridesOf(rows / ANCHORS, input) !== null && (columns ?? 0) > FIXED;
  },
  decode([output], _input, minScore) {
    const { data, dims } = output as RawOutput;
    const [rows = 0, columns = 0] = dims;
    const found: Detection[] = [];
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      const value = (i: number) => data[at + i] as number;
      const scores = { data, first: at + FIXED, count: columns - FIXED, step: 1, objectness: value(4) };
      found.push(...perClass(scores, minScore, () => centred(value(0), value(1), value(2), value(3))));
    }
    return found;
  },
};
