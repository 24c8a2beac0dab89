/** @file How a family of detectors writes its boxes, recognised from the shape of the output alone. */
import type { Detection } from "../box.ts";

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
  /** Every box with a score of at least `minScore`, in pixels of the network's input; overlapping ones included. */
  readonly decode: (output: RawOutput, input: InputSize, minScore: number) => Detection[];
}

/** Strides of the usual three scales, pixels of input per cell. */
export const STRIDES: readonly number[] = [8, 16, 32];

/** Cells of all scales together. */
export function cellsOf({ width, height }: InputSize): number {
  return STRIDES.reduce((sum, s) => sum + Math.floor(width / s) * Math.floor(height / s), 0);
}

/** A box given by its centre and size. */
export function centred(x: number, y: number, width: number, height: number) {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Largest of `count` scores that lie `step` apart; of equal ones the first. */
export function bestClass(data: Float32Array, first: number, count: number, step: number) {
  let [label, score] = [0, data[first] as number];
  for (let c = 1; c < count; c++) {
    const x = data[first + c * step] as number;
    if (x > score) [label, score] = [c, x];
  }
  return { label, score };
}
