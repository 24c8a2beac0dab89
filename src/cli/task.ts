/** @file `--task`: what a model is evaluated for, the labels which that needs, and the segments of the samples. */
import { StudioError } from "../core/errors.ts";
import { DECODERS } from "../core/evaluate/detection/decoders/index.ts";
import { type NmsSettings, nmsSchema } from "../core/evaluate/detection/non-maximum.ts";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import { guessTask, taskOf, TASKS } from "../core/evaluate/tasks/index.ts";
import { scoreOf } from "../core/evaluate/tasks/score.ts";
import type { Metric, Task, TaskContext } from "../core/evaluate/tasks/task.ts";
import type { Graph } from "../core/graph/graph.ts";
import { cluesOf } from "../core/evaluate/tasks/clues.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { byColumn, byFolder, byPattern, isPattern, type SegmentOf } from "../core/samples/segments.ts";
import type { SourceFile } from "../jobs/protocol.ts";
import { dataFiles, readText } from "./inputs.ts";
import { LABEL_READERS } from "./task-labels.ts";

export interface TaskOptions {
  readonly data: string;
  readonly labels?: string;
  readonly task?: string;
  readonly segments?: string;
  readonly decoder?: string;
  readonly nms?: string;
}

export interface OpenTask {
  readonly task: Task;
  readonly context: TaskContext;
  /** The samples, and the class labels where the task takes those. */
  readonly files: readonly SourceFile[];
  /** Class names that the task's own labels give. */
  readonly classes: readonly string[];
  /** Null leaves the segments of labels.csv as they are. */
  readonly segmentOf: SegmentOf | null;
  /** What was put right or left out in the labels. */
  readonly notes: readonly string[];
}

/** @throws StudioError `cli/usage`, `cli/file`, `data/*`, `evaluate/no-decoder`, `evaluate/output` */
export async function openTask(
  { file, graph }: { readonly file: string; readonly graph: Graph },
  preprocess: Preprocess,
  options: TaskOptions,
): Promise<OpenTask> {
  const { data, labels } = options;
  const clues = cluesOf(graph, preprocess);
  const task = options.task === undefined ? guess(options, clues) : wanted(options.task);
  const context: TaskContext = {
    ...clues,
    model: file,
    ...(options.decoder !== undefined && { decoder: requireDecoder(options.decoder) }),
    ...(options.nms !== undefined && { nms: parseNms(options.nms) }),
  };
  if (task.id === "detection" && options.decoder === undefined && !task.fits(context)) {
    const shape = clues.outputs?.map(({ dims }) => `[1, ${dims.map((d) => d ?? "?").join(", ")}]`).join(" and ") ?? "?";
    throw new StudioError("evaluate/no-decoder", { model: file, shape });
  }
  const reader = LABEL_READERS[task.labels];
  const files = await dataFiles(data, reader === undefined ? labels : undefined);
  const segmentOf = await segmentsOf(options.segments, files, labels, reader !== undefined);
  if (reader === undefined) return { task, context, files, classes: [], segmentOf, notes: [] };
  const { truthOf, ...read } = await reader({ files, labels, data, dims: clues.dims });
  return { task, context: { ...context, truthOf }, segmentOf, ...read };
}

/** A decoder says that the model is a detector. */
function guess({ decoder }: TaskOptions, clues: Parameters<typeof guessTask>[0]): Task {
  return decoder === undefined ? guessTask(clues) : wanted("detection");
}

function wanted(id: string): Task {
  const task = taskOf(id);
  if (task !== undefined) return task;
  const ids = TASKS.map((t) => t.id).join(", ");
  throw new StudioError("cli/usage", {
    what: `--task ${id} is not known.`,
    why: `It is one of ${ids}.`,
    fix: "Leave it out to have it guessed from the model's output.",
  });
}

function requireDecoder(id: string): string {
  if (DECODERS.some((decoder) => decoder.id === id)) return id;
  const list = DECODERS.map((decoder) => `${decoder.id} (${decoder.shapes})`).join(", ");
  throw new StudioError("cli/usage", {
    what: `--decoder ${id} is not known.`,
    why: `It is one of ${list}.`,
    fix: "Leave it out to have it found by the shape of the outputs.",
  });
}

/** `score=0.25,overlap=0.45,perClass=false,most=100` */
function parseNms(text: string): NmsSettings {
  const entries = text.split(",").map((part) => part.split("=").map((side) => side.trim()));
  const values = entries.map(([key = "", value = ""]) => [
    key,
    value === "true" ? true : value === "false" ? false : Number(value),
  ]);
  const parsed = nmsSchema.safeParse(Object.fromEntries(values));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError("cli/usage", {
    what: `--nms ${text} is not understood.`,
    why: `${issue?.path.join(".") || "The settings"}: ${issue?.message ?? "does not match"}.`,
    fix: "Write e.g. --nms score=0.25,overlap=0.45,perClass=true,most=100; what is left out stays as the decoder has it.",
  });
}

/**
 * `folder`, a pattern, or a column of the table.
 * @param alone the table is not read with the samples, so its column of segments is read here
 */
async function segmentsOf(
  given: string | undefined,
  files: readonly SourceFile[],
  labels: string | undefined,
  alone: boolean,
): Promise<SegmentOf | null> {
  const table = files.find(({ path }) => /(^|\/)labels\.csv$/i.test(path));
  if (given === undefined) {
    const text = alone ? await table?.blob.text() : undefined;
    const hasColumn = /(^|[,;\t])\s*"?segment"?\s*([,;\t]|$)/i.test(text?.split(/\r?\n/, 1)[0] ?? "");
    return text !== undefined && hasColumn ? byColumn(text, "labels.csv", "segment") : null;
  }
  if (given === "folder") return byFolder;
  if (isPattern(given)) return byPattern(given);
  if (labels !== undefined && /\.(csv|tsv|txt)$/i.test(labels)) return byColumn(await readText(labels), labels, given);
  if (table !== undefined) return byColumn(await table.blob.text(), table.path, given);
  throw new StudioError("cli/usage", {
    what: `--segments ${given} is the name of a column, and there is no table.`,
    why: "The samples have no labels.csv, and --labels names none.",
    fix: "Use --segments folder, or a pattern with a group such as --segments '^([^_]+)_'.",
  });
}

/** The evaluation with every answer in the terms of the task, and its scores. */
export function judge(
  evaluation: Evaluation,
  { task, context, segmentOf }: OpenTask,
  readOf = (result: SampleResult) => (result.sketch === undefined ? task.read(result, context) : result),
) {
  const results = evaluation.results.map((result) => {
    const read = readOf(result);
    if (segmentOf === null) return read;
    const { segment: _, ...rest } = read;
    const segment = segmentOf(result.id);
    return segment === undefined ? rest : { ...rest, segment };
  });
  return { evaluation: { ...evaluation, results }, metrics: scoreOf(task, results) };
}

/** One line per score, "top-1 81.5 % [80.0, 83.0]"; what is missing when there is none. */
export function metricsText(metrics: readonly Metric[]): string[] {
  if (metrics.length === 0) return ["no labels: compare this file with another to see agreement"];
  return metrics.map(({ title, value, unit, interval }) => {
    const digits = unit === "" ? 3 : 1;
    const range = interval === undefined ? "" : ` [${interval.map((x) => x.toFixed(digits)).join(", ")}]`;
    return `${title} ${value.toFixed(digits)}${unit === "" ? "" : ` ${unit}`}${range}`;
  });
}
