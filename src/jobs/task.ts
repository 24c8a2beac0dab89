/** @file What a model is scored for in the page: guessed from its outputs and the labels, or chosen. */
import { StudioError } from "../core/errors.ts";
import type { SampleResult, Truth } from "../core/evaluate/evaluation.ts";
import { cluesOf } from "../core/evaluate/tasks/clues.ts";
import { classification } from "../core/evaluate/tasks/classification.ts";
import { detection } from "../core/evaluate/tasks/detection.ts";
import { image } from "../core/evaluate/tasks/image.ts";
import { guessTask, TASKS, taskOf } from "../core/evaluate/tasks/index.ts";
import { regression } from "../core/evaluate/tasks/regression.ts";
import { segmentation } from "../core/evaluate/tasks/segmentation.ts";
import type { Task, TaskContext, TaskId } from "../core/evaluate/tasks/task.ts";
import type { Dataset, MoreLabels } from "../core/samples/dataset.ts";
import { labelsBeyond, withinClasses } from "../core/samples/label-range.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { type Reader, readerOf } from "./answers/keep.ts";
import { dataOf, type Desk, modelOf, type OpenData } from "./desk.ts";
import type { LabelContext, LabelSet, ReadTruths } from "./labels/label-set.ts";
import type { StudioApi } from "./protocol.ts";

/** What tells how answers are read. */
export interface Reading {
  readonly model: string;
  readonly validation: string;
  readonly preprocess: Preprocess;
  /** Chosen by hand; guessed when left out. */
  readonly task?: TaskId;
}

export interface OpenTask extends Reader {
  readonly task: Task;
  readonly context: TaskContext;
  /** Outputs beside the first one that it reads. */
  readonly further: readonly string[];
  /** What was put right in the labels, a sentence each. */
  readonly notes: readonly string[];
}

/** @throws StudioError `evaluate/no-decoder`, `data/truth`, `data/decode`, `runtime/missing-source` */
export async function openTask(desk: Desk, reading: Reading): Promise<OpenTask> {
  const { model, validation, preprocess } = reading;
  const { file, graph, classes } = modelOf(desk, model);
  const data = await dataOf(desk, validation, reading);
  const clues = cluesOf(graph, preprocess);
  const guess = guessFor(clues, data.dataset);
  const task = (reading.task === undefined ? undefined : taskOf(reading.task)) ?? guess;
  if (task === detection && !task.fits(clues)) {
    const shape = clues.outputs.map(({ dims }) => `[1, ${dims.map((d) => d ?? "?").join(", ")}]`).join(" and ");
    throw new StudioError("evaluate/no-decoder", { model: file, shape });
  }
  const { truthOf, notes } = await truthsFor(task, data, { dims: clues.dims, decode: desk.deps.decode });
  const context: TaskContext = { ...clues, model: file, truthOf };
  const further = task.needsAll?.(clues) ? graph.outputs.slice(1) : [];
  const reader = readerOf(task, context, data.contents);
  const strangers = task === classification ? labelsBeyond(data.dataset.samples, classes) : null;
  if (strangers === null) return { task, context, further, notes, ...reader };
  const read = (result: SampleResult) => withoutLabel(reader.read(result), classes ?? 0);
  return { task, context, further, ...reader, read, notes: [...notes, strangers] };
}

const unlabelled = new WeakMap<SampleResult, SampleResult>();

/** The same answer again gives the same object again. */
function withoutLabel(result: SampleResult, classes: number): SampleResult {
  const within = withinClasses(result, classes);
  if (within === result) return result;
  const known = unlabelled.get(result) ?? within;
  unlabelled.set(result, known);
  return known;
}

/** Labels say more than the shape of an output: [1, 10] may be classes or ten numbers, [1, 3, H, W] a picture or classes. */
function guessFor(clues: ReturnType<typeof cluesOf>, { samples, boxes, labels = [] }: Dataset): Task {
  if (boxes === undefined && samples.some(({ label }) => label !== undefined) && classification.fits(clues)) {
    return classification;
  }
  const of = (kind: MoreLabels["kind"]) => labels.find((set) => set.kind === kind);
  const isPicture = segmentation.fits(clues) || image.fits(clues);
  if (isPicture && of("masks") && !of("pictures")) return segmentation;
  if (image.fits(clues) && of("pictures") && !of("masks")) return image;
  const numbers = clues.dims?.reduce((a, b) => a * b, 1);
  if (numbers !== undefined && of("values")?.columns === numbers) return regression;
  return guessTask(clues);
}

/** Labels of the kind that the task takes, read once for each shape of output. */
async function truthsFor(task: Task, data: OpenData, context: LabelContext): Promise<ReadTruths> {
  const { boxesOf, labels = [] } = data;
  if (task.labels === "boxes") {
    const truthOf = (id: string): Truth | undefined => {
      const marked = boxesOf?.(id);
      return marked && { kind: "boxes", image: marked };
    };
    return { truthOf, notes: [] };
  }
  const set = labels.find(({ summary }) => summary.kind === task.labels);
  if (set === undefined) return { truthOf: () => undefined, notes: [] };
  const known = truths.get(set) ?? new Map<string, Promise<ReadTruths>>();
  truths.set(set, known);
  const key = String(context.dims);
  const read = known.get(key) ?? set.read(context);
  known.set(key, read);
  return read;
}

const truths = new WeakMap<LabelSet, Map<string, Promise<ReadTruths>>>();

/** What the model looks like, and everything else it may be scored for. */
export async function taskJob(desk: Desk, request: StudioApi["task"]["request"]): Promise<StudioApi["task"]["result"]> {
  const { task, context, notes } = await openTask(desk, request);
  return { guess: task.id, fits: TASKS.filter(({ fits }) => fits(context)).map(({ id }) => id), notes };
}
