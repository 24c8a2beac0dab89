/** @file `qstudio evaluate MODEL`: runs any ONNX model over labelled images and writes what it answered. */
import { basename } from "node:path";
import { nearChance } from "../core/evaluate/scores.ts";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import { overlapInWords } from "../core/evaluate/overlap.ts";
import type { Metric } from "../core/evaluate/tasks/task.ts";
import { checkLabels, labelsBeyond, withinClasses } from "../core/samples/label-range.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { noneUsable } from "../core/samples/unusable.ts";
import { readerOf } from "../jobs/answers/keep.ts";
import { createDesk, dataOf, sampleSet } from "../jobs/desk.ts";
import { evaluateOver, evaluationOf, type Job } from "../jobs/evaluate.ts";
import { openDataJob } from "../jobs/open-data.ts";
import { TIMED } from "../jobs/measure.ts";
import { readModel, runnable } from "../jobs/open-model.ts";
import type { EvaluateProgress, Progress } from "../jobs/protocol.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { EXIT } from "./failure.ts";
import { checkWritable, choosePreprocess, modelFiles, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { chooseRuntime, nodeEngines, RUNTIME_CHOICES } from "./node-engines.ts";
import { overlapEntry, overlapWith } from "./overlap.ts";
import { progressLine } from "./progress.ts";
import { warnOfSkipped } from "./open-inputs.ts";
import { requireOneOf } from "./quantize.ts";
import { resultsFile } from "./results-file.ts";
import { judge, metricsText, type OpenTask, openTask } from "./task.ts";
import { plural } from "./text.ts";
import { timingText } from "./timing-text.ts";

export interface EvaluateOptions {
  readonly data: string;
  readonly labels?: string;
  readonly preprocess?: string;
  readonly runtime: string;
  readonly task?: string;
  readonly segments?: string;
  readonly decoder?: string;
  readonly nms?: string;
  readonly calibration?: string;
  readonly out: string;
}

export async function evaluateCommand(path: string, options: EvaluateOptions, io: Io): Promise<number> {
  const choice = requireOneOf("--runtime", options.runtime, RUNTIME_CHOICES);
  await checkWritable(options.out);
  const line = progressLine(io);
  const job: Job<Progress> = { signal: new AbortController().signal, progress: line.show };
  try {
    const model = await readModel(await modelFiles(path));
    const { source, input, classes } = runnable(model);
    const hints = { input, modelName: model.file, producer: model.graph.model.producerName };
    const preprocess = await choosePreprocess(options.preprocess, hints, io);
    checkChannels(preprocess, input.image?.channels ?? null);
    const desk = createDesk({
      engines: await nodeEngines(await chooseRuntime(choice, model.graph, io)),
      decode: decodeInNode,
    });
    const opened = await openTask(model, preprocess, options);
    const data = await openDataJob(
      desk,
      { files: opened.files, name: basename(options.data), role: "validation" },
      job,
    );
    const most = opened.task.id === "classification" ? classes : null;
    checkLabels(data.samples, most, data.name);
    const beyond = labelsBeyond(data.samples, most);
    const overlap = await overlapWith(desk, options.calibration, data.hash, job);
    const all = await sampleSet(desk, data.hash, { model: model.key, preprocess });
    const set = { ...all, samples: all.samples.map((sample) => withinClasses(sample, most)) };
    const reader = readerOf(opened.task, opened.context, (await dataOf(desk, data.hash)).contents);
    const keep = (raw: SampleResult) => {
      const result = reader.keep(raw);
      reader.read(result);
      return result;
    };
    const further = furtherOf(opened, model.graph.outputs);
    const measured = await evaluateOver(
      desk.engines,
      { model: source, set, stage: "evaluate", further, keep, timed: TIMED },
      job as Job<EvaluateProgress>,
    );
    line.clear();
    const skipped = [...data.skipped, ...measured.skipped.values()];
    warnOfSkipped({ skipped }, io);
    warnOfLabels(beyond === null ? opened.notes : [...opened.notes, beyond], io);
    for (const sentence of overlapInWords(overlap, data.samples.length)) io.err(`${sentence}\n`);
    const raw = evaluationOf(desk.engines, source, measured);
    if (raw.results.length === 0) throw noneUsable(measured.skipped.values(), "validation", data.name);
    const { name, hash, samples } = data;
    const described = { name, hash, samples: samples.length, skipped: skipped.length, ...overlapEntry(overlap) };
    const { evaluation, metrics } = judge(raw, opened, reader.read);
    const { task, context } = opened;
    if (opened.segmentOf !== null) warnOfSegments(evaluation, io);
    const names = opened.classes.length > 0 ? opened.classes : data.classes;
    const measuredAs = { task: task.id, outputs: context.outputs ?? [], classes: names };
    const results = resultsFile({ file: model.file, preprocess, data: described, evaluation, metrics, ...measuredAs });
    await writeOut(options.out, `${JSON.stringify(results)}\n`);
    io.out(summary(model.file, evaluation, metrics, options.out));
    if (task.id === "classification") warnNearChance(evaluation, io);
    return EXIT.done;
  } finally {
    line.clear();
  }
}

/** Names of the outputs beside the first one that the task reads. */
function furtherOf({ task, context }: OpenTask, outputs: readonly string[]): readonly string[] {
  return task.needsAll?.(context) ? outputs.slice(1) : [];
}

/** The first of what was put right or left out in the labels. */
function warnOfLabels(notes: readonly string[], io: Io): void {
  if (notes.length === 0) return;
  const more = notes.length > SHOWN ? `  and ${notes.length - SHOWN} more\n` : "";
  io.err(
    `Labels\n${notes
      .slice(0, SHOWN)
      .map((note) => `  ${note}\n`)
      .join("")}${more}`,
  );
}

const SHOWN = 5;

/** Samples that what was asked for puts in no segment: a pattern with a slip finds nothing, and nobody would know. */
function warnOfSegments({ results }: Evaluation, io: Io): void {
  const outside = results.filter(({ segment }) => segment === undefined);
  if (outside.length === 0) return;
  const count =
    outside.length === results.length ? "No sample is" : `${outside.length} of ${results.length} samples are not`;
  io.err(`${count} in a segment, first ${outside[0]?.id ?? ""} (--segments).\n`);
}

function summary(
  file: string,
  { results, runtime, timing }: Evaluation,
  metrics: readonly Metric[],
  out: string,
): string {
  const lines = [
    `${file}: ${plural(results.length, "sample")} in ${runtime}`,
    ...metricsText(metrics),
    ...(timing === undefined ? [] : [timingText([[file, timing]], [runtime]).trimEnd()]),
    `written to ${out}`,
  ];
  return `${lines.join("\n")}\n`;
}

function warnNearChance({ results }: Evaluation, io: Io): void {
  if (!nearChance(results)) return;
  io.err(
    "Top-1 is no better than guessing: the preprocessing or the labels are probably wrong (--preprocess, --labels).\n",
  );
}
