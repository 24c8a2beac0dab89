/**
 * @file YOLOX (Ge et al. 2021, arXiv:2107.08430): one row per cell, `[cells, 4 + 1 + classes]`, with a centre relative
 * to the cell, the logarithm of the size, objectness and class scores; the last two are probabilities already.
 */
import type { Box, Detection } from "../box.ts";
import { cellsOf, centred, type Decoder, type InputSize, perClass, type RawOutput, STRIDES } from "./decoder.ts";

/** Centre, size, objectness. */
const FIXED = 5;

export const yolox: Decoder = {
  id: "yolox",
  title: "YOLOX",
  overlapLimit: 0.65,
  classesOf: ([cells, columns], input) =>
    cells === cellsOf(input) && columns !== undefined && columns > FIXED ? columns - FIXED : null,
  decode(output, input, minScore) {
    const { data, dims } = output;
    const columns = dims[1] as number;
    const boxAt = hasLogarithms(output) ? unfolded : written;
    const found: Detection[] = [];
    let at = 0;
    for (const cell of cells(input)) {
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

interface Cell {
  readonly column: number;
  readonly row: number;
  readonly stride: number;
}

/** Scale by scale, row by row. */
function* cells({ width, height }: InputSize): Generator<Cell> {
  for (const stride of STRIDES) {
    for (let row = 0; row < Math.floor(height / stride); row++) {
      for (let column = 0; column < Math.floor(width / stride); column++) yield { column, row, stride };
    }
  }
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
