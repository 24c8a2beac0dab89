/** @file Whether the answers of all samples will fit in memory, known from the first ones rather than after the last. */
import { StudioError } from "../../core/errors.ts";
import type { SampleResult } from "../../core/evaluate/evaluation.ts";

/** Of one model over one set, bytes. Two models are compared, and the page holds a copy beside the worker's. */
export const ANSWER_BYTES = 1e9;

/** About what an answer takes, bytes: its arrays, and as much as an engine keeps for the rest. */
export function answerBytes({ output, outputs = [], mask, detections = [], truth }: SampleResult): number {
  const arrays = [output, ...outputs, ...(mask ? [mask.data] : [])].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
  const right = truth?.kind === "mask" ? truth.mask.data.byteLength : 0;
  const picture = truth?.kind === "picture" ? truth.values.byteLength : 0;
  return 256 + arrays + right + picture + 96 * detections.length;
}

/**
 * Call it with every answer.
 * @param total samples that will be answered
 * @param known answers that are there already
 * @throws StudioError `evaluate/too-large`
 */
export function answerMeter(total: number, known: Iterable<SampleResult>): (result: SampleResult) => void {
  let [bytes, n] = [0, 0];
  const add = (result: SampleResult) => {
    bytes += answerBytes(result);
    n++;
  };
  for (const result of known) add(result);
  return (result) => {
    add(result);
    const each = bytes / n;
    if (each * total <= ANSWER_BYTES) return;
    const fits = Math.floor(ANSWER_BYTES / each);
    throw new StudioError("evaluate/too-large", { each: megabytes(each), all: megabytes(each * total), total, fits });
  };
}

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toPrecision(2)} MB`;
}
