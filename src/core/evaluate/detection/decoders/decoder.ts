/** @file How a family of detectors writes its boxes, recognised from the shapes of the outputs. */
import type { OutputShape, RawOutput } from "../../output-shape.ts";
import type { Box, Detection } from "../box.ts";

/** Width and height of the network's input, pixels. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
  /** Id of the preprocessing: tells families of one shape apart. */
  readonly preset?: string | undefined;
}

export interface Decoder {
  /** Named on the command line: add, never rename. */
  readonly id: string;
  readonly title: string;
  /** Shapes it reads, for messages. */
  readonly shapes: string;
  /**
   * Of two detections of a class that overlap by more than this, 0..1, the less sure one is dropped. 1 where the
   * network did that already.
   */
  readonly overlapLimit: number;
  /** Whether this family writes such outputs. */
  readonly fits: (outputs: readonly OutputShape[], input: InputSize) => boolean;
  /**
   * Every box in pixels of the network's input, once for each class with a score of at least `minScore`, as detectors
   * are scored; overlapping ones included.
   */
  readonly decode: (outputs: readonly RawOutput[], input: InputSize, minScore: number) => Detection[];
}

/** Strides of the usual three scales, pixels of input per cell, and of four as some large networks have. */
export const STRIDES: readonly number[] = [8, 16, 32];
const SCALES: readonly (readonly number[])[] = [STRIDES, [8, 16, 32, 64]];

/** One place of a scale. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  readonly stride: number;
}

/** Cells of all scales together. Sizes that a stride does not divide are rounded as convolutions do. */
function countOf({ width, height }: InputSize, strides: readonly number[], round = Math.floor): number {
  return strides.reduce((sum, s) => sum + round(width / s) * round(height / s), 0);
}

/** The scales that have so many cells together; null when none has. */
export function stridesOf(cells: number | null | undefined, input: InputSize): readonly number[] | null {
  return SCALES.find((strides) => [Math.floor, Math.ceil].some((r) => countOf(input, strides, r) === cells)) ?? null;
}

/** Scale by scale, row by row. @param count of cells, which says how sizes were rounded */
export function* cellsOf(input: InputSize, count: number): Generator<Cell> {
  const strides = stridesOf(count, input) ?? STRIDES;
  const round = countOf(input, strides) === count ? Math.floor : Math.ceil;
  for (const stride of strides) {
    for (let row = 0; row < round(input.height / stride); row++) {
      for (let column = 0; column < round(input.width / stride); column++) yield { column, row, stride };
    }
  }
}

/** A box given by its centre and size. */
export function centred(x: number, y: number, width: number, height: number): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** A box given by two corners; empty where they are the wrong way round. */
export function between(left: number, top: number, right: number, bottom: number): Box {
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Class scores of one box, and where they are. */
export interface ClassScores {
  readonly data: ArrayLike<number>;
  readonly first: number;
  readonly count: number;
  /** From one class to the next. */
  readonly step: number;
  /** Multiplies every score, 0..1. */
  readonly objectness: number;
}

/** One detection for each class that is sure enough; the box is made only if there is one. */
export function perClass(scores: ClassScores, minScore: number, box: () => Box): Detection[] {
  const { data, first, count, step, objectness } = scores;
  const found: Detection[] = [];
  if (objectness < minScore) return found;
  for (let label = 0; label < count; label++) {
    const score = objectness * (data[first + label * step] as number);
    if (score >= minScore) found.push({ ...box(), label, score });
  }
  return found;
}

/** Probabilities stay as they are; anything else is taken for logits. */
export function probabilities(values: Float32Array): Float32Array {
  return values.every((x) => x >= 0 && x <= 1) ? values : values.map(sigmoid);
}
