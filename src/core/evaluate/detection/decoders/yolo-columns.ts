/**
 * @file YOLOv8, YOLO11 and their relatives without objectness: centre and size in pixels of the network's input and class
 * probabilities, as their exporter writes them: one column per cell, `[4 + classes, cells]`, or one row, `[cells, 4 + classes]`.
 */
import type { OutputShape, RawOutput } from "../../output-shape.ts";
import type { Detection } from "../box.ts";
import { centred, type Decoder, type InputSize, perClass, stridesOf } from "./decoder.ts";

const FIXED = 4;
const OVERLAP = 0.7;

/** @param cells, fields axes of the only output */
function matches(
  outputs: readonly OutputShape[],
  input: InputSize,
  [cells, fields]: readonly [number, number],
): boolean {
  const dims = outputs[0]?.dims ?? [];
  if (outputs.length !== 1 || dims.length !== 2) return false;
  return stridesOf(dims[cells], input) !== null && (dims[fields] ?? 0) > FIXED;
}

function read({ data }: RawOutput, shape: Reading, minScore: number): Detection[] {
  const { cells, fields, cellStep, fieldStep } = shape;
  const found: Detection[] = [];
  for (let i = 0; i < cells; i++) {
    const at = (field: number) => data[i * cellStep + field * fieldStep] as number;
    const first = i * cellStep + FIXED * fieldStep;
    const scores = { data, first, count: fields - FIXED, step: fieldStep, objectness: 1 };
    found.push(...perClass(scores, minScore, () => centred(at(0), at(1), at(2), at(3))));
  }
  return found;
}

interface Reading {
  readonly cells: number;
  readonly fields: number;
  /** Distance in the data from one cell, and from one field, to the next. */
  readonly cellStep: number;
  readonly fieldStep: number;
}

export const yoloColumns: Decoder = {
  id: "yolo-columns",
  title: "YOLOv8, YOLO11",
  shapes: "[1, 4 + classes, cells]",
  overlapLimit: OVERLAP,
  fits: (outputs, input) => matches(outputs, input, [1, 0]),
  decode([output], _input, minScore) {
    const { dims } = output as RawOutput;
    const [fields = 0, cells = 0] = dims;
    return read(output as RawOutput, { cells, fields, cellStep: 1, fieldStep: cells }, minScore);
  },
};

export const yoloRows: Decoder = {
  id: "yolo-rows",
  title: "YOLOv8, YOLO11, transposed",
  shapes: "[1, cells, 4 + classes]",
  overlapLimit: OVERLAP,
  fits: (outputs, input) => matches(outputs, input, [0, 1]),
  decode([output], _input, minScore) {
    const { dims } = output as RawOutput;
    const [cells = 0, fields = 0] = dims;
    return read(output as RawOutput, { cells, fields, cellStep: fields, fieldStep: 1 }, minScore);
  },
};
