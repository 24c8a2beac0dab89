/**
 * @file YOLOv8, YOLO11 and their relatives without objectness: one column per cell, `[4 + classes, cells]`, with centre
 * and size in pixels of the network's input and class probabilities, as their exporter writes them.
 */
import type { Detection } from "../box.ts";
import { cellsOf, centred, type Decoder, perClass } from "./decoder.ts";

const FIXED = 4;

export const yoloColumns: Decoder = {
  id: "yolo-columns",
  title: "YOLOv8, YOLO11",
  overlapLimit: 0.7,
  classesOf: ([rows, cells], input) =>
    cells === cellsOf(input) && rows !== undefined && rows > FIXED ? rows - FIXED : null,
  decode({ data, dims }, _input, minScore) {
    const [rows = 0, cells = 0] = dims;
    const found: Detection[] = [];
    for (let i = 0; i < cells; i++) {
      const at = (row: number) => data[row * cells + i] as number;
      const scores = { data, first: FIXED * cells + i, count: rows - FIXED, step: cells, objectness: 1 };
      found.push(...perClass(scores, minScore, () => centred(at(0), at(1), at(2), at(3))));
    }
    return found;
  },
};
