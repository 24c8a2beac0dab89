/** @file `--task`: what a model is evaluated for, and the labels which that needs. */
import { StudioError } from "../core/errors.ts";
import { type BoxLabels, parseCoco } from "../core/evaluate/detection/coco.ts";
import { findBoxes, truthFinder } from "../core/evaluate/detection/find-boxes.ts";
import { guessTask, TASKS } from "../core/evaluate/tasks/index.ts";
import type { Metric, Task, TaskContext } from "../core/evaluate/tasks/task.ts";
import type { Evaluation } from "../core/evaluate/evaluation.ts";
import type { Graph } from "../core/graph/graph.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { SourceFile } from "../jobs/protocol.ts";
import { dataFiles, readText } from "./inputs.ts";

export interface TaskOptions {
  readonly data: string;
  readonly labels?: string;
  readonly task?: string;
}

export interface OpenTask {
  readonly task: Task;
  readonly context: TaskContext;
  /** The samples, and the class labels where the task takes those. */
  readonly files: readonly SourceFile[];
}

/** @throws StudioError `cli/usage`, `cli/file`, `data/zip`, `data/boxes`, `data/no-boxes`, `evaluate/no-decoder` */
export async function openTask(
  { file, graph }: { readonly file: string; readonly graph: Graph },
  preprocess: Preprocess,
  options: TaskOptions,
): Promise<OpenTask> {
  const { data, labels } = options;
  const dims = dimsOf(graph);
  const task = options.task === undefined ? guessTask({ dims, preprocess }) : taskOf(options.task);
  const context = { model: file, dims, preprocess, boxes: null };
  if (!task.fits(context)) {
    throw new StudioError("evaluate/no-decoder", { model: file, shape: `[1, ${(dims ?? ["?"]).join(", ")}]` });
  }
  if (task.labels === "class") return { task, context, files: await dataFiles(data, labels) };
  const files = await dataFiles(data);
  const boxes = await readBoxes(files, labels);
  requireTruth(boxes, files, data);
  return { task, context: { ...context, boxes }, files: files.filter(({ path }) => !path.endsWith(".json")) };
}

function taskOf(id: string): Task {
  const task = TASKS.find((t) => t.id === id);
  if (task !== undefined) return task;
  const ids = TASKS.map((t) => t.id).join(", ");
  throw new StudioError("cli/usage", {
    what: `--task ${id} is not known.`,
    why: `It is one of ${ids}.`,
    fix: "Leave it out to have it guessed from the model's output.",
  });
}

/** Of the first output, without the batch axis; null where the model leaves them open. */
function dimsOf({ types, outputs }: Graph): readonly number[] | null {
  const [, ...dims] = types.get(outputs[0] ?? "")?.dims ?? [];
  const known = dims.filter((dim) => typeof dim === "number");
  return known.length === dims.length && known.length > 0 ? known : null;
}

async function readBoxes(files: readonly SourceFile[], labels: string | undefined): Promise<BoxLabels | null> {
  if (labels !== undefined) return parseCoco(await readText(labels), labels);
  const path = findBoxes(files.map((file) => file.path));
  const found = files.find((file) => file.path === path);
  return found === undefined ? null : parseCoco(await found.blob.text(), found.path);
}

/** @throws StudioError `data/no-boxes` when there are boxes, but for none of the files */
function requireTruth(boxes: BoxLabels | null, files: readonly SourceFile[], data: string): void {
  if (boxes === null || files.some(({ path }) => truthFinder(boxes)(path) !== undefined)) return;
  const reason = `the ${boxes.images.size} images of the labels have other names than its files`;
  throw new StudioError("data/no-boxes", { source: data, reason });
}

/** The evaluation with every answer in the terms of the task, and its scores. */
export function judge(evaluation: Evaluation, { task, context }: OpenTask) {
  const results = evaluation.results.map((result) => task.read(result, context));
  return { evaluation: { ...evaluation, results }, metrics: task.score(results, context) };
}

/** One line per score, "top-1 81.5 % [80.0, 83.0]"; what is missing when there is none. */
export function metricsText(metrics: readonly Metric[]): string[] {
  if (metrics.length === 0) return ["no labels: compare this file with another to see agreement"];
  return metrics.map(({ title, value, interval }) => {
    const range = interval === undefined ? "" : ` [${interval.map((x) => x.toFixed(1)).join(", ")}]`;
    return `${title} ${value.toFixed(1)} %${range}`;
  });
}
