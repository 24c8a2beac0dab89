/**
 * @file YOLOX (Ge et al. 2021, arXiv:2107.08430): one row per cell, `[cells, 4 + 1 + classes]`, with a centre relative
 * to the cell, the logarithm of the size, objectness and class scores; the last two are probabilities already.
 */
import type { Detection } from "../box.ts";
import { bestClass, cellsOf, centred, type Decoder, type InputSize, type RawOutput, STRIDES } from "./decoder.ts";

/** Centre, size, objectness. */
const FIXED = 5;

export const yolox: Decoder = {
  id: "yolox",
  title: "YOLOX",
  overlapLimit: 0.65,
  classesOf: ([cells, columns], input) =>
    cells === cellsOf(input) && columns !== undefined && columns > FIXED ? columns - FIXED : null,
  decode(output, input, minScore) {
    const isRaw = hasLogarithms(output);
    const found: Detection[] = [];
    let row = 0;
    for (const { x, y, stride } of cells(input)) {
      const detection = readRow(output, row++, minScore);
      if (detection === null) continue;
      found.push(isRaw ? unfold(detection, x, y, stride) : corner(detection));
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

/** Columns and rows of cells with their stride, scale by scale, row by row. */
function* cells({ width, height }: InputSize) {
  for (const stride of STRIDES) {
    for (let y = 0; y < Math.floor(height / stride); y++) {
      for (let x = 0; x < Math.floor(width / stride); x++) yield { x, y, stride };
    }
  }
}

/** The numbers as they stand, `x` and `y` those of the centre; null when no class is sure enough. */
function readRow({ data, dims }: RawOutput, row: number, minScore: number): Detection | null {
  const columns = dims[1] as number;
  const at = row * columns;
  const objectness = data[at + 4] as number;
  const { label, score } = bestClass(data, at + FIXED, columns - FIXED, 1);
  if (objectness * score < minScore) return null;
  const [x, y, width, height] = data.subarray(at, at + 4) as unknown as [number, number, number, number];
  return { x, y, width, height, label, score: objectness * score };
}

function unfold({ x, y, width, height, ...rest }: Detection, column: number, row: number, stride: number): Detection {
  return {
    ...centred((x + column) * stride, (y + row) * stride, Math.exp(width) * stride, Math.exp(height) * stride),
    ...rest,
  };
}

function corner({ x, y, width, height, ...rest }: Detection): Detection {
  return { ...centred(x, y, width, height), ...rest };
}
