/** @file A model's raw output as an answer: its best classes and how sure it is of each. */
import { numbersOf } from "../../core/samples/cast.ts";
import type { Tensor } from "../../core/tensor.ts";

export interface Answer {
  /** Best classes, best first, at most 5; of equal ones the lower index first. */
  readonly top: readonly number[];
  /** Probability of each: softmax of the output, or the output itself where it already is a distribution. */
  readonly confidence: readonly number[];
}

const BEST = 5;
/** How far a float32 softmax over a thousand classes may be from 1. */
const SUM_TOLERANCE = 1e-3;

/** @param output not empty and finite */
export function answerOf(output: Float32Array): Answer {
  const top = bestOf(output);
  const max = output[top[0] ?? 0] as number;
  let [sum, exponentials, lowest] = [0, 0, 0];
  for (let i = 0; i < output.length; i++) {
    const x = output[i] as number;
    sum += x;
    exponentials += Math.exp(x - max);
    lowest = Math.min(lowest, x);
  }
  const isDistribution = lowest >= 0 && Math.abs(sum - 1) < SUM_TOLERANCE;
  const value = (index: number) => output[index] as number;
  const confidence = (index: number) => (isDistribution ? value(index) : Math.exp(value(index) - max) / exponentials);
  return { top, confidence: top.map(confidence) };
}

function bestOf(output: Float32Array): number[] {
  const best: number[] = [];
  // Detectors give hundreds of thousands of values, nearly all of them no better than the fifth so far.
  let least = -Infinity;
  for (let i = 0; i < output.length; i++) {
    const x = output[i] as number;
    if (best.length === BEST && x <= least) continue;
    const at = best.findIndex((index) => x > (output[index] as number));
    best.splice(at < 0 ? best.length : at, 0, i);
    if (best.length > BEST) best.pop();
    least = output[best.at(-1) as number] as number;
  }
  return best;
}

/** Whether the first axis of a value divides over the `rows` of a batch. */
export function hasRows(dims: readonly number[], rows: number): boolean {
  const [first = 0] = dims;
  return first > 0 && first % rows === 0;
}

/** Row `index` of `rows` of an output, flattened, as float32. Outputs without a batch axis belong to every row. */
export function rowOf({ dtype, data, dims }: Tensor, index: number, rows: number): Float32Array {
  const perRow = hasRows(dims, rows) ? data.length / rows : data.length;
  const start = perRow === data.length ? 0 : index * perRow;
  const part = data.subarray(start, start + perRow);
  return Float32Array.from(numbersOf({ dtype, dims, data: part }));
}

export function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
