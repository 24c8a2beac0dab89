/**
 * @file YOLOX (Ge et al. 2021, arXiv:2107.08430): one row per cell, `[cells, 4 + 1 + classes]`, with a centre relative
 * to the cell, the logarithm of the size, objectness and class scores; the last two are probabilities already.
 */
import type { Box, Detection } from "../box.ts";
import type { RawOutput } from "../../output-shape.ts";
import { type Cell, cellsOf, centred, type Decoder, perClass, stridesOf } from "./decoder.ts";

/** Centre, size, objectness. */
const FIXED = 5;

export const yolox: Decoder = {
  id: "yolox",
  title: "YOLOX",
  shapes: "[1, cells, 5 + classes]",
  overlapLimit: 0.65,
  // With 84 columns COCO's 80 classes without objectness are likelier than 79 with it.
  fits: ([only, ...more], input) => {
    const [cells, columns] = only?.dims ?? [];
    if (more.length > 0 || only?.dims.length !== 2 || input.preset === "yolo") return false;
    return stridesOf(cells, input) !== null && columns !== undefined && (columns ?? 0) > FIXED && columns !== 84;
  },
  decode([output], input, minScore) {
    const { data, dims } = output as RawOutput;
    const [count = 0, columns = 0] = dims;
    const boxAt = hasLogarithms(output as RawOutput) ? unfolded : written;
    const found: Detection[] = [];
    let at = 0;
    for (const cell of cellsOf(input, count)) {
      const [start, objectness] = [at, data[at + 4] as number];
      const scores = { data, first: at + FIXED, count: columns - FIXED, step: 1, objectness };
      found.push(...perClass(scores, minScore, () => boxAt(data, start, cell)));
      at += columns;
    }
    return found;
  },
};

/** Exports with the decoding inside have sizes in pixels; among logarithms of thousands of cells some are negative. */
function hasLogarithms({ data, dims }: RawOutput): boolean {
  const columns = dims[1] as number;
  for (let i = 0; i < data.length; i += columns) {
    if ((data[i + 2] as number) < 0 || (data[i + 3] as number) < 0) return true;
  }
  return false;
}

function unfolded(data: Float32Array, at: number, { column, row, stride }: Cell): Box {
  const value = (i: number) => data[at + i] as number;
  const [x, y] = [(value(0) + column) * stride, (value(1) + row) * stride];
  return centred(x, y, Math.exp(value(2)) * stride, Math.exp(value(3)) * stride);
}

function written(data: Float32Array, at: number): Box {
  const value = (i: number) => data[at + i] as number;
  return centred(value(0), value(1), value(2), value(3));
}
