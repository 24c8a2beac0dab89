/** @file Evaluations as few objects: cloning thousands of small arrays for the database would hold the page up. */
import type { Evaluation, SampleResult } from "../../core/evaluate/evaluation.ts";
import type { PackedEvaluation } from "./database.ts";

/** Outputs of more values than this (8 MB) are not kept; the comparison with FP32 is, and is all that is shown. */
const MOST_VALUES = 1 << 21;

const NO_OUTPUT = new Float32Array(0);

export function packEvaluation(evaluation: Evaluation): PackedEvaluation {
  const { results } = evaluation;
  const lengths = results.map(({ output }) => output.length);
  const values = lengths.reduce((sum, length) => sum + length, 0);
  const bare = { ...evaluation, results: results.map((result) => ({ ...result, output: NO_OUTPUT })) };
  if (values > MOST_VALUES) return { evaluation: bare, outputs: null, lengths };
  const outputs = new Float32Array(values);
  let at = 0;
  for (const { output } of results) {
    outputs.set(output, at);
    at += output.length;
  }
  return { evaluation: bare, outputs, lengths };
}

/** Without outputs they stay empty. */
export function unpackEvaluation({ evaluation, outputs, lengths }: PackedEvaluation): Evaluation {
  if (outputs === null) return evaluation;
  let at = 0;
  const results = evaluation.results.map((result, i): SampleResult => {
    const from = at;
    at += lengths[i] ?? 0;
    return { ...result, output: outputs.subarray(from, at) };
  });
  return { ...evaluation, results };
}

/** Whether the outputs are there, so that it can be compared with others. */
export function isWhole({ results }: Evaluation): boolean {
  return results.length > 0 && results.every(({ output }) => output.length > 0);
}
