/**
 * @file RESULTS.json: what `evaluate` measured, complete enough that `compare` needs nothing else.
 * Outputs are kept as float32 bytes in base64, so nothing is rounded on the way.
 */
import { z } from "zod";
import { StudioError } from "../core/errors.ts";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import type { Scores } from "../core/evaluate/evaluation.ts";
import { type Preprocess, preprocessSchema } from "../core/samples/preprocess-spec.ts";

export const RESULTS_VERSION = 1;

const interval = z.tuple([z.number(), z.number()]);

const resultsSchema = z.object({
  format: z.literal("qstudio-results"),
  version: z.literal(RESULTS_VERSION),
  model: z.object({ file: z.string(), sha256: z.string(), bytes: z.number() }),
  /** What produced the numbers, e.g. "onnxruntime-node 1.30.0 (cpu)". */
  runtime: z.string(),
  preprocess: preprocessSchema,
  data: z.object({ name: z.string(), hash: z.string(), samples: z.number(), skipped: z.number() }),
  /** Percent; `intervals` are the 95 % ones. top1 and top5 are absent when nothing is labelled. */
  metrics: z.object({
    n: z.number(),
    top1: z.number().optional(),
    top5: z.number().optional(),
    intervals: z.object({ top1: interval.optional(), top5: interval.optional() }),
  }),
  samples: z.array(
    z.object({
      id: z.string(),
      label: z.number().optional(),
      segment: z.string().optional(),
      top: z.array(z.number()),
      confidence: z.array(z.number()),
      /** First output, flattened; float32 little-endian in base64. */
      output: z.base64(),
    }),
  ),
});

export type ResultsFile = z.infer<typeof resultsSchema>;

export interface Measured {
  readonly file: string;
  readonly preprocess: Preprocess;
  readonly data: ResultsFile["data"];
  readonly evaluation: Evaluation;
  readonly scores: Scores;
}

export function resultsFile({ file, preprocess, data, evaluation, scores }: Measured): ResultsFile {
  const { top1, top5 } = scores;
  return {
    format: "qstudio-results",
    version: RESULTS_VERSION,
    model: { file, sha256: evaluation.model, bytes: evaluation.bytes },
    runtime: evaluation.runtime,
    preprocess,
    data,
    metrics: {
      n: evaluation.results.length,
      ...(top1 && { top1: top1.value }),
      ...(top5 && { top5: top5.value }),
      intervals: { ...(top1 && { top1: [top1.lo, top1.hi] }), ...(top5 && { top5: [top5.lo, top5.hi] }) },
    },
    samples: evaluation.results.map(sampleEntry),
  };
}

function sampleEntry({ id, label, segment, top, confidence, output }: SampleResult): ResultsFile["samples"][number] {
  return {
    id,
    ...(label !== undefined && { label }),
    ...(segment !== undefined && { segment }),
    top: [...top],
    confidence: [...confidence],
    output: Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString("base64"),
  };
}

/** @throws StudioError `results/invalid` saying which field does not fit */
export function parseResults(text: string, file: string): ResultsFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StudioError("results/invalid", { file, message: "It is not JSON." }, cause);
  }
  const parsed = resultsSchema.safeParse(json);
  if (parsed.success) return parsed.data as ResultsFile;
  const issue = parsed.error.issues[0];
  throw new StudioError("results/invalid", { file, message: `${issue?.path.join(".")}: ${issue?.message}.` });
}

export function evaluationOf({ model, runtime, samples }: ResultsFile): Evaluation {
  return { model: model.sha256, bytes: model.bytes, runtime, results: samples.map(sampleResult) };
}

function sampleResult({ output, label, segment, ...rest }: ResultsFile["samples"][number]): SampleResult {
  // A copy, because Buffer's pool need not be aligned to four bytes.
  const bytes = Uint8Array.from(Buffer.from(output, "base64"));
  const floats = new Float32Array(bytes.buffer, 0, bytes.byteLength >> 2);
  return { ...rest, ...(label !== undefined && { label }), ...(segment !== undefined && { segment }), output: floats };
}
