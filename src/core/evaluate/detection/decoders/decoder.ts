/** @file How a family of detectors writes its boxes, recognised from the shape of the output alone. */
import type { Box, Detection } from "../box.ts";

/** Width and height of the network's input, pixels. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}

/** The first output for one image. */
export interface RawOutput {
  readonly data: Float32Array;
  /** Without the batch axis. */
  readonly dims: readonly number[];
}

export interface Decoder {
  readonly id: string;
  readonly title: string;
  /** Of two detections of a class that overlap by more than this, 0..1, the less sure one is dropped. */
  readonly overlapLimit: number;
  /** Classes an output of these dims (without the batch axis) tells apart; null when this family does not write such. */
  readonly classesOf: (dims: readonly number[], input: InputSize) => number | null;
  /**
   * Every box in pixels of the network's input, once for each class with a score of at least `minScore`, as detectors
   * are scored; overlapping ones included.
   */
  readonly decode: (output: RawOutput, input: InputSize, minScore: number) => Detection[];
}

/** Strides of the usual three scales, pixels of input per cell. */
export const STRIDES: readonly number[] = [8, 16, 32];

/** Cells of all scales together. */
export function cellsOf({ width, height }: InputSize): number {
  return STRIDES.reduce((sum, s) => sum + Math.floor(width / s) * Math.floor(height / s), 0);
}

/** A box given by its centre and size. */
export function centred(x: number, y: number, width: number, height: number): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Class scores of one box, and where they are. */
export interface ClassScores {
  readonly data: Float32Array;
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
