/** @file What a model is scored for in the page: guessed from its outputs and the labels, or chosen. */
import { StudioError } from "../core/errors.ts";
import type { SampleResult, Truth } from "../core/evaluate/evaluation.ts";
import { cluesOf } from "../core/evaluate/tasks/clues.ts";
import { classification } from "../core/evaluate/tasks/classification.ts";
import { detection } from "../core/evaluate/tasks/detection.ts";
import { guessTask, TASKS, taskOf } from "../core/evaluate/tasks/index.ts";
import type { Task, TaskContext, TaskId } from "../core/evaluate/tasks/task.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { dataOf, type Desk, modelOf, type OpenData } from "./desk.ts";
import type { StudioApi } from "./protocol.ts";

/** What tells how answers are read. */
export interface Reading {
  readonly model: string;
  readonly validation: string;
  readonly preprocess: Preprocess;
  /** Chosen by hand; guessed when left out. */
  readonly task?: TaskId;
}

export interface OpenTask {
  readonly task: Task;
  readonly context: TaskContext;
  /** Outputs beside the first one that it reads. */
  readonly further: readonly string[];
  /** An answer in the terms of the task; the same answer again is not read again. */
  readonly read: (result: SampleResult) => SampleResult;
}

/** @throws StudioError `evaluate/no-decoder`, `runtime/missing-source` */
export async function openTask(desk: Desk, reading: Reading): Promise<OpenTask> {
  const { model, validation, preprocess } = reading;
  const { file, graph } = modelOf(desk, model);
  const data = await dataOf(desk, validation, reading);
  const clues = cluesOf(graph, preprocess);
  const guess = guessFor(clues, data.dataset);
  const task = (reading.task === undefined ? undefined : taskOf(reading.task)) ?? guess;
  if (task === detection && !task.fits(clues)) {
    const shape = clues.outputs.map(({ dims }) => `[1, ${dims.map((d) => d ?? "?").join(", ")}]`).join(" and ");
    throw new StudioError("evaluate/no-decoder", { model: file, shape });
  }
  const context: TaskContext = { ...clues, model: file, truthOf: truthOf(data) };
  const further = task.needsAll?.(clues) ? graph.outputs.slice(1) : [];
  return { task, context, further, read: (result) => readOnce(task, context, result) };
}

/** Labels say more than the shape of an output: [1, 10] may be classes or ten numbers. */
function guessFor(clues: ReturnType<typeof cluesOf>, { samples, boxes }: Dataset): Task {
  if (boxes === undefined && samples.some(({ label }) => label !== undefined) && classification.fits(clues)) {
    return classification;
  }
  return guessTask(clues);
}

function truthOf({ boxesOf }: OpenData): (id: string) => Truth | undefined {
  return (id) => {
    const image = boxesOf?.(id);
    return image && { kind: "boxes", image };
  };
}

/** Decoding boxes takes milliseconds for each image, and answers are kept while the page looks at them again. */
const known = new WeakMap<SampleResult, { readonly task: TaskId; readonly read: SampleResult }>();

function readOnce(task: Task, context: TaskContext, result: SampleResult): SampleResult {
  const before = known.get(result);
  if (before?.task === task.id) return before.read;
  const read = task.read(result, context);
  known.set(result, { task: task.id, read });
  return read;
}

/** What the model looks like, and everything else it may be scored for. */
export async function taskJob(desk: Desk, request: StudioApi["task"]["request"]): Promise<StudioApi["task"]["result"]> {
  const { task, context } = await openTask(desk, request);
  return { guess: task.id, fits: TASKS.filter(({ fits }) => fits(context)).map(({ id }) => id) };
}
