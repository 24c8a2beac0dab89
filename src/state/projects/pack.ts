/** @file Evaluations as few objects: cloning thousands of small arrays for the database would hold the page up. */
import type { Evaluation, SampleResult } from "../../core/evaluate/evaluation.ts";
import type { PackedEvaluation } from "./database.ts";
import {
  packDetections,
  packSketches,
  packTruths,
  unpackDetections,
  unpackSketches,
  unpackTruths,
} from "./pack-columns.ts";

/** Outputs of more values than this (32 MB) are not kept; the comparison with FP32 is, and is all that is shown. */
const MOST_VALUES = 1 << 23;

const NO_OUTPUT = new Float32Array(0);

export function packEvaluation(evaluation: Evaluation): PackedEvaluation {
  const { results } = evaluation;
  const lengths = results.map(({ output }) => output.length);
  const values = lengths.reduce((sum, length) => sum + length, 0);
  const has = (key: "detections" | "truth" | "sketch") => results.some((result) => result[key] !== undefined);
  const packed = {
    evaluation: { ...evaluation, results: results.map(withoutArrays) },
    lengths,
    ...(has("detections") && { found: packDetections(results) }),
    ...(has("truth") && { marked: packTruths(results) }),
    ...(has("sketch") && { sketches: packSketches(results) }),
  };
  if (values > MOST_VALUES) return { ...packed, outputs: null };
  const outputs = new Float32Array(values);
  let at = 0;
  for (const { output } of results) {
    outputs.set(output, at);
    at += output.length;
  }
  return { ...packed, outputs };
}

/** Labels of other kinds than boxes are arrays already. */
function withoutArrays(result: SampleResult): SampleResult {
  const { detections: _, sketch: __, truth, ...rest } = result;
  return { ...rest, output: NO_OUTPUT, ...(truth && truth.kind !== "boxes" && { truth }) };
}

/** Without outputs they stay empty. */
export function unpackEvaluation(packed: PackedEvaluation): Evaluation {
  const { evaluation, outputs, lengths, found, marked, sketches } = packed;
  const boxes = found && unpackDetections(found);
  const truths = marked && unpackTruths(marked);
  const sums = sketches && unpackSketches(sketches);
  let at = 0;
  const results = evaluation.results.map((result, i): SampleResult => {
    const from = at;
    at += lengths[i] ?? 0;
    const output = outputs ? { output: outputs.subarray(from, at) } : {};
    return { ...result, ...output, ...boxes?.[i], ...truths?.[i], ...sums?.[i] };
  });
  return { ...evaluation, results };
}

/** Whether the outputs are there, so that it can be compared with others. */
export function isWhole({ results }: Evaluation): boolean {
  return results.length > 0 && results.every(({ output }) => output.length > 0);
}
