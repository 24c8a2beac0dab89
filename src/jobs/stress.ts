/**
 * @file Stress: FP32 and a quantized model answer the same samples under growing corruptions, so that a small set shows where
 * quantization breaks first. All of it is synthetic, and kept apart from what was measured on real samples.
 */
import { hashOfText } from "../core/fnv.ts";
import { isLarge, sketched } from "../core/evaluate/closeness/sketch.ts";
import type { SampleResult, Truth } from "../core/evaluate/evaluation.ts";
import { pairsOf } from "../core/evaluate/paired/paired.ts";
import {
  type Plain,
  plainScores,
  type StressRow,
  stressRow,
  type StressScores,
  type StressTask,
} from "../core/evaluate/stress/row.ts";
import { StudioError } from "../core/errors.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import type { Corruption, Stress } from "../core/samples/stress/corruption.ts";
import { corruptionsFor } from "../core/samples/stress/index.ts";
import { stressedTruth } from "../core/samples/stress/stressed.ts";
import { dataOf, type Desk, keyOf, modelOf, sampleSet } from "./desk.ts";
import type { EngineSample } from "./engine-protocol.ts";
import type { ModelSource } from "./engines.ts";
import { macrotask } from "./engine/macrotask.ts";
import { evaluateOver, inOrder, type Job, type SampleSet } from "./evaluate.ts";
import type { StressProgress, StressResult, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";
import { spread } from "./saturation.ts";
import { openTask, type OpenTask, type Reading } from "./task.ts";

type Request = StudioApi["stress"]["request"];

/** @throws StudioError as quantizing and measuring do, `stress/nothing` */
export async function stressJob(desk: Desk, request: Request, job: Job<StressProgress>): Promise<StressResult> {
  const { inputs, recipe, validation, preprocess, task, corruptions, samples } = request;
  const { source, channels } = modelOf(desk, inputs.model);
  checkChannels(preprocess, channels);
  const quiet = { ...job, progress: () => tellStart(job) };
  const variant = await variantOf(desk, { ...inputs, recipe }, quiet);
  const reading: Reading = { model: inputs.model, validation, preprocess, ...(task && { task }) };
  return stressOver(desk, { base: source, other: variant.source, reading, corruptions, samples }, job);
}

const tellStart = ({ progress }: Job<StressProgress>) =>
  progress({ stage: "stress", done: 0, total: 1, unit: "answers", rows: [], plain: null });

export interface StressOrder {
  readonly base: ModelSource;
  readonly other: ModelSource;
  readonly reading: Reading;
  readonly corruptions: Request["corruptions"];
  /** At most so many; spread over segments and classes. */
  readonly samples: number;
}

/** Samples that both models answer in turn: their corrupted crops are made once, and kept for so long. */
const CHUNK = 64;

/** What all cells of one run have in common. */
interface Run {
  readonly desk: Desk;
  readonly order: StressOrder;
  readonly opened: OpenTask;
  readonly set: SampleSet;
  readonly job: Job<StressProgress>;
  /** Answers finished so far, of how many. */
  done: number;
  readonly total: number;
}

/** Rows that were finished before a Stop are not run again. */
export async function stressOver(desk: Desk, order: StressOrder, job: Job<StressProgress>): Promise<StressResult> {
  const opened = await openTask(desk, order.reading);
  const whole = await sampleSet(desk, order.reading.validation, order.reading);
  const samples = chosenSamples(whole.samples, order.samples);
  const kind = desk.models.peek(order.reading.model)?.source.inputs.primary.kind ?? "image";
  const { cells, left } = cellsOf(order, kind, opened, samples);
  if (cells.length === 0) throw new StudioError("stress/nothing", { kind });
  const set = { ...whole, samples };
  const run: Run = { desk, order, opened, set, job, done: 0, total: 2 * samples.length * (cells.length + 1) };
  const plain = await plainOf(run);
  tell(run, { plain });
  const rows: StressRow[] = [];
  for (const stress of cells) {
    const row = await rowOf(run, stress, plain);
    rows.push(row);
    tell(run, { rows: [row] });
    // A row takes up to a second of drawing samples again: Stop is heard in between.
    await macrotask();
    job.signal.throwIfAborted();
  }
  const counts = { samples: samples.length, of: whole.samples.length };
  return { metric: plain.metric, plain: scoresAlone(plain), rows, ...counts, left };
}

function tell({ job, done, total }: Run, more: Partial<Pick<StressProgress, "rows">> & { plain?: Plain }): void {
  const { rows = [], plain } = more;
  const known = plain && { metric: plain.metric, scores: scoresAlone(plain) };
  job.progress({ stage: "stress", done, total, unit: "answers", rows, plain: known ?? null });
}

/** Without what only further rows need. */
function scoresAlone({ n, base, other, change, p, agreement }: Plain): StressScores {
  return { n, base, other, change, p, agreement };
}

/** Segments and, in them, classes are represented as they are in the whole set. */
export function chosenSamples(all: readonly EngineSample[], limit: number): readonly EngineSample[] {
  const key = ({ segment = "", label = -1 }: EngineSample) => [segment, label] as const;
  const sorted = all.toSorted((a, b) => {
    const [[s, l], [t, m]] = [key(a), key(b)];
    return s < t ? -1 : s > t ? 1 : l - m || a.index - b.index;
  });
  // Counted anew: an index also says which engine a sample goes to.
  return spread(sorted, limit).map((sample, index) => ({ ...sample, index }));
}

/** Every corruption at every strength, the mildest of all corruptions first: what breaks first is seen first. */
function cellsOf(
  { corruptions }: StressOrder,
  kind: "image" | "audio" | "tensor",
  { context }: OpenTask,
  samples: readonly EngineSample[],
): { readonly cells: readonly Stress[]; readonly left: StressResult["left"] } {
  const wanted = corruptionsFor(kind).filter(({ id }) => corruptions.includes(id));
  const kinds = new Set(samples.flatMap(({ id }) => context.truthOf?.(id)?.kind ?? []));
  const stays = (corruption: Corruption) => corruption.takes === "image" && corruption.movement !== undefined;
  const isFixed = [...kinds].some((k) => k !== "boxes");
  const left = isFixed ? wanted.filter(stays).map(({ id }) => ({ corruption: id, why: STAY })) : [];
  const used = wanted.filter(({ id }) => left.every(({ corruption }) => corruption !== id));
  const steps = Math.max(0, ...used.map((corruption) => corruption.steps.length));
  const cells = Array.from({ length: steps }, (_, step) =>
    used.flatMap(({ id, steps: all }): Stress[] => {
      const strength = all[step];
      return strength === undefined ? [] : [{ corruption: id, strength }];
    }),
  ).flat();
  return { cells, left };
}

const STAY = "labels of this kind do not move with the picture";

/** Kept under everything that decides it. */
function cellKey({ order, opened, set }: Run, stress: Stress | null): string {
  const { base, other, reading } = order;
  const { validation, preprocess } = reading;
  const ids = [set.samples.length, order.samples];
  return keyOf(base.key, other.key, validation, preprocess, opened.task.id, ids, stress);
}

async function plainOf(run: Run): Promise<Plain> {
  const plain = await run.desk.plainStress.get(cellKey(run, null), async () => {
    return plainScores(stressTask(run), await answers(run, null));
  });
  run.done = 2 * run.set.samples.length;
  return plain;
}

async function rowOf(run: Run, stress: Stress, plain: Plain): Promise<StressRow> {
  const before = run.done;
  const row = await run.desk.stressed.get(cellKey(run, stress), async () => {
    const pairs = await answers(run, stress);
    return stressRow(stressTask(run), stress, pairs, plain);
  });
  run.done = before + 2 * run.set.samples.length;
  return row;
}

function stressTask({ opened: { task, context } }: Run): StressTask {
  return { task, clues: context };
}

/** Both models on the corrupted samples; null leaves them as they are. @throws StudioError `data/none` */
async function answers(run: Run, stress: Stress | null) {
  const { order, set } = run;
  const samples = set.samples.map((sample) => (stress === null ? sample : { ...sample, stress }));
  const size = CHUNK * (order.base.inputs.batch ?? 1);
  const found: { readonly base: SampleResult[]; readonly other: SampleResult[] } = { base: [], other: [] };
  for (let i = 0; i < samples.length; i += size) {
    const part = { ...set, samples: samples.slice(i, i + size) };
    found.base.push(...(await runPart(run, order.base, part, stress)));
    found.other.push(...(await runPart(run, order.other, part, stress)));
  }
  const pairs = pairsOf(found.base, found.other);
  if (pairs.length > 0) return pairs;
  const { dataset } = await dataOf(run.desk, order.reading.validation, order.reading);
  throw new StudioError("data/none", { role: "validation", source: dataset.name });
}

async function runPart(run: Run, model: ModelSource, set: SampleSet, stress: Stress | null) {
  const { desk, opened, job, order } = run;
  const before = run.done;
  const progress = ({ done }: { readonly done: number }) => {
    run.done = before + done;
    tell(run, {});
  };
  const keep = (raw: SampleResult) => kept(opened, raw, stress, order.reading);
  const task = { model, set, stage: "stress", further: opened.further, keep } as const;
  const measured = await evaluateOver(desk.engines, task, { signal: job.signal, progress });
  return inOrder(measured);
}

/** In the terms of the task, with the labels where the corruption put them. */
function kept({ task, context }: OpenTask, raw: SampleResult, stress: Stress | null, { preprocess }: Reading) {
  const truthOf = (id: string): Truth | undefined => {
    const truth = context.truthOf?.(id);
    if (stress === null || truth?.kind !== "boxes") return truth;
    return { kind: "boxes", image: stressedTruth(truth.image, stress, id, preprocess) };
  };
  const read = task.read(raw, { ...context, truthOf });
  return task.needsValues || !isLarge(read) ? read : sketched(read, hashOfText(read.id));
}
