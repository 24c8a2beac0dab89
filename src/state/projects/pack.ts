/** @file Evaluations as few objects: cloning thousands of small arrays for the database would hold the page up. */
import { packed, unpacked } from "../../core/evaluate/detection/packed.ts";
import type { Evaluation, SampleResult } from "../../core/evaluate/evaluation.ts";
import type { PackedEvaluation } from "./database.ts";

/** Outputs of more values than this (32 MB) are not kept; the comparison with FP32 is, and is all that is shown. */
const MOST_VALUES = 1 << 23;

const NO_OUTPUT = new Float32Array(0);

export function packEvaluation(evaluation: Evaluation): PackedEvaluation {
  const { results } = evaluation;
  const lengths = results.map(({ output }) => output.length);
  const values = lengths.reduce((sum, length) => sum + length, 0);
  const bare = { ...evaluation, results: results.map(withoutArrays) };
  const found = results.some(({ detections }) => detections !== undefined) ? { found: packDetections(results) } : {};
  if (values > MOST_VALUES) return { evaluation: bare, outputs: null, lengths, ...found };
  const outputs = new Float32Array(values);
  let at = 0;
  for (const { output } of results) {
    outputs.set(output, at);
    at += output.length;
  }
  return { evaluation: bare, outputs, lengths, ...found };
}

function withoutArrays(result: SampleResult): SampleResult {
  const { detections: _, ...rest } = result;
  return { ...rest, output: NO_OUTPUT };
}

function packDetections(results: readonly SampleResult[]): NonNullable<PackedEvaluation["found"]> {
  const counts = results.map(({ detections }) => detections?.length ?? -1);
  return { counts, boxes: packed(results.flatMap(({ detections = [] }) => detections)) };
}

function unpackDetections({ counts, boxes }: NonNullable<PackedEvaluation["found"]>) {
  const all = unpacked(boxes);
  let at = 0;
  return counts.map((n) => (n < 0 ? {} : { detections: all.slice(at, (at += n)) }));
}

/** Without outputs they stay empty. */
export function unpackEvaluation({ evaluation, outputs, lengths, found }: PackedEvaluation): Evaluation {
  const boxes = found && unpackDetections(found);
  let at = 0;
  const results = evaluation.results.map((result, i): SampleResult => {
    const from = at;
    at += lengths[i] ?? 0;
    return { ...result, ...(outputs && { output: outputs.subarray(from, at) }), ...boxes?.[i] };
  });
  return { ...evaluation, results };
}

/** Whether the outputs are there, so that it can be compared with others. */
export function isWhole({ results }: Evaluation): boolean {
  return results.length > 0 && results.every(({ output }) => output.length > 0);
}
