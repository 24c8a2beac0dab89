/**
 * @file RESULTS.json: what `evaluate` measured, complete enough that `compare` needs nothing else.
 * Outputs are kept as float32 bytes in base64, so nothing is rounded on the way.
 */
import { z } from "zod";
import { StudioError } from "../core/errors.ts";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import type { OutputShape } from "../core/evaluate/output-shape.ts";
import { type Metric, TASK_IDS, type TaskId } from "../core/evaluate/tasks/task.ts";
import { type Preprocess, preprocessSchema } from "../core/samples/preprocess-spec.ts";
import { answerEntry, answerOf, answerShape, floatsOf, textOf } from "./results-file-answers.ts";

export const RESULTS_VERSION = 1;

const times = z.object({ median: z.number(), p95: z.number(), n: z.number() });

const interval = z.tuple([z.number(), z.number()]);

const resultsSchema = z.object({
  format: z.literal("qstudio-results"),
  version: z.literal(RESULTS_VERSION),
  model: z.object({ file: z.string(), sha256: z.string(), bytes: z.number() }),
  /** What produced the numbers, e.g. "onnxruntime-node 1.30.0 (cpu)". */
  runtime: z.string(),
  preprocess: preprocessSchema,
  data: z.object({
    name: z.string(),
    hash: z.string(),
    samples: z.number(),
    skipped: z.number(),
    /** Samples that calibration holds too, and copies within the set, by content. */
    overlap: z
      .object({
        shared: z.array(z.object({ calibration: z.string(), validation: z.string() })),
        repeated: z.array(z.object({ id: z.string(), first: z.string() })),
      })
      .readonly()
      .optional(),
  }),
  task: z.enum(TASK_IDS).default("classification"),
  /** Every output, without the batch axis; an open axis is null. */
  outputs: z.array(z.object({ name: z.string(), dims: z.array(z.number().nullable()) })).default([]),
  /** Names by index, where they are known. */
  classes: z.array(z.string()).default([]),
  /** Shares in percent, by the ids of the task's scores; `intervals` are the 95 % ones. No scores when nothing is labelled. */
  metrics: z
    .object({ n: z.number(), intervals: z.record(z.string(), interval) })
    .catchall(z.number())
    .readonly(),
  /** For one sample, ms; the only part that another run of the same does not repeat. */
  timing: z.object({ preprocess: times, model: times, postprocess: times, total: times }).optional(),
  samples: z.array(
    z.object({
      id: z.string(),
      label: z.number().optional(),
      segment: z.string().optional(),
      top: z.array(z.number()),
      confidence: z.array(z.number()),
      ...answerShape,
      /** First output, flattened; float32 little-endian in base64. */
      output: z.base64(),
      /** Where large outputs are not kept, `output` and `outputs` hold sums of their values under this seed. */
      sketch: z.object({ seed: z.number(), values: z.array(z.number()), largest: z.array(z.number()) }).optional(),
    }),
  ),
});

export type ResultsFile = z.infer<typeof resultsSchema>;

export interface Measured {
  readonly file: string;
  readonly preprocess: Preprocess;
  readonly data: ResultsFile["data"];
  readonly evaluation: Evaluation;
  readonly task: TaskId;
  readonly outputs: readonly OutputShape[];
  readonly classes: readonly string[];
  readonly metrics: readonly Metric[];
}

export function resultsFile(measured: Measured): ResultsFile {
  const { file, preprocess, data, evaluation, task, outputs, classes, metrics } = measured;
  return {
    format: "qstudio-results",
    version: RESULTS_VERSION,
    model: { file, sha256: evaluation.model, bytes: evaluation.bytes },
    runtime: evaluation.runtime,
    preprocess,
    data,
    task,
    outputs: outputs.map(({ name, dims }) => ({ name, dims: [...dims] })),
    classes: [...classes],
    metrics: metricsEntry(evaluation.results.length, metrics),
    ...(evaluation.timing && { timing: evaluation.timing }),
    samples: evaluation.results.map(sampleEntry),
  };
}

function metricsEntry(n: number, metrics: readonly Metric[]): ResultsFile["metrics"] {
  const values = Object.fromEntries(metrics.map(({ id, value }) => [id, value]));
  const known = metrics.flatMap(({ id, interval }) => (interval ? [[id, [...interval]] as const] : []));
  return { n, ...values, intervals: Object.fromEntries(known) } as ResultsFile["metrics"];
}

function sampleEntry(result: SampleResult): ResultsFile["samples"][number] {
  const { id, label, segment, top, confidence, output, sketch } = result;
  return {
    id,
    ...(label !== undefined && { label }),
    ...(segment !== undefined && { segment }),
    top: [...top],
    confidence: [...confidence],
    ...answerEntry(result),
    output: textOf(output),
    ...(sketch && { sketch: { seed: sketch.seed, values: [...sketch.values], largest: [...sketch.largest] } }),
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

export function evaluationOf({ model, runtime, samples, timing, task }: ResultsFile): Evaluation {
  const results = samples.map(sampleResult);
  return { model: model.sha256, bytes: model.bytes, runtime, results, task, ...(timing && { timing }) };
}

function sampleResult(sample: ResultsFile["samples"][number]): SampleResult {
  const { id, label, segment, top, confidence, output, sketch } = sample;
  return {
    id,
    top,
    confidence,
    ...(label !== undefined && { label }),
    ...(segment !== undefined && { segment }),
    ...answerOf(sample),
    output: floatsOf(output),
    ...(sketch && { sketch }),
  };
}
