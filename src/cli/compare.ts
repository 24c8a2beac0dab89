/** @file `qstudio compare BASE.json OTHER.json`: what quantization changed, and whether it stays within budgets and gates. */
import { StudioError } from "../core/errors.ts";
import { compare } from "../core/evaluate/compare.ts";
import { alike, sketchInWords } from "../core/evaluate/closeness/sketch.ts";
import { breakdown } from "../core/evaluate/paired/breakdown.ts";
import { type Check, checksOf, type Limits, lossOf } from "../core/evaluate/paired/checks.ts";
import { type Pair, pairedScores, pairsOf } from "../core/evaluate/paired/paired.ts";
import { taskOf } from "../core/evaluate/tasks/index.ts";
import type { Task, TaskClues } from "../core/evaluate/tasks/task.ts";
import { assert } from "../core/errors.ts";
import { classDetails } from "./compare-classes.ts";
import { junitText } from "./compare-junit.ts";
import { type LimitOptions, limitsOf } from "./compare-limits.ts";
import { checksText, type Compared, summaryText } from "./compare-text.ts";
import { EXIT } from "./failure.ts";
import { checkWritable, readText, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { timingNote } from "./timing-text.ts";
import { evaluationOf, parseResults, type ResultsFile } from "./results-file.ts";

export interface CompareOptions extends LimitOptions {
  readonly json?: boolean;
  readonly junit?: string;
}

export async function compareCommand(base: string, other: string, options: CompareOptions, io: Io): Promise<number> {
  const limits = await limitsOf(options);
  if (options.junit !== undefined) await checkWritable(options.junit);
  const files = { base: await readResults(base), other: await readResults(other) };
  const task = taskOfFiles(files, other);
  const sides = { base: evaluationOf(files.base), other: evaluationOf(files.other) };
  const pairs = pairsOf(sides.base.results, sides.other.results).map(inSameTerms);
  checkPairs(pairs, other);
  const clues = cluesOf(files.base);
  const scores = pairedScores(task, pairs, { clues });
  const className = (label: number) => files.base.classes[label] ?? String(label);
  const measured = { scores, breakdown: breakdown(task, pairs, scores, { clues, className }) };
  const checks = checksOf(task, pairs, measured, limits);
  const results = { base: pairs.map((pair) => pair.base), other: pairs.map((pair) => pair.other) };
  const comparison = compare({ ...sides.base, results: results.base }, { ...sides.other, results: results.other });
  const details = task.id === "classification" ? classDetails(pairs, className) : null;
  const sums = sketchInWords(results.base);
  const compared: Compared = { ...files, ...measured, comparison, checks, details, sums };
  io.out(options.json ? jsonText(compared, task, limits) : summaryText(compared));
  io.err(checksText(checks));
  if (options.junit !== undefined) await writeOut(options.junit, junitText(checks, files.other.model.file));
  return checks.every(({ met }) => met) ? EXIT.done : EXIT.budget;
}

interface Files {
  readonly base: ResultsFile;
  readonly other: ResultsFile;
}

async function readResults(file: string): Promise<ResultsFile> {
  return parseResults(await readText(file), file);
}

/** Earlier versions kept large outputs whole. */
function inSameTerms(pair: Pair): Pair {
  const [base, other] = alike(pair.base, pair.other);
  return { base, other };
}

/** @throws StudioError `results/invalid` when the files were measured for different tasks */
function taskOfFiles({ base, other }: Files, file: string): Task {
  if (base.task !== other.task) {
    const message = `It was measured for ${other.task}, the other file for ${base.task}.`;
    throw new StudioError("results/invalid", { file, message });
  }
  const task = taskOf(base.task);
  assert(task, "the schema only lets known tasks pass");
  return task;
}

/** Everything that a results file says of the model. */
function cluesOf({ outputs, preprocess }: ResultsFile): TaskClues {
  const dims = outputs[0]?.dims.filter((d) => d !== null) ?? [];
  return { dims: dims.length > 0 && dims.length === outputs[0]?.dims.length ? dims : null, preprocess, outputs };
}

/** @throws StudioError `results/invalid` when the files share no sample or their outputs differ in size */
function checkPairs(pairs: readonly Pair[], file: string): void {
  const refuse = (message: string) => new StudioError("results/invalid", { file, message });
  if (pairs.length === 0) throw refuse("It shares no sample with the other file.");
  // Lists of boxes that were chosen inside the network may be of any length.
  const isList = ({ base, other }: Pair) => base.detections !== undefined && other.detections !== undefined;
  if (pairs.some((pair) => !isList(pair) && pair.base.output.length !== pair.other.output.length)) {
    throw refuse("Its outputs have another size than those of the other file.");
  }
}

function jsonText(
  { base, other, comparison, scores, breakdown, checks, details }: Compared,
  task: Task,
  limits: Limits,
): string {
  const side = ({ model, runtime, data, metrics }: ResultsFile) => ({ model, runtime, data, metrics });
  const timing = { base: base.timing ?? null, other: other.timing ?? null };
  return `${JSON.stringify(
    {
      format: "qstudio-comparison",
      version: 1,
      task: task.id,
      base: side(base),
      other: side(other),
      budget: limits.maxDrop === undefined ? null : budgetOf(checks, lossOf(scores), limits),
      checks,
      scores,
      breakdown,
      ...details,
      comparison,
      ...((base.timing ?? other.timing) && { timing: { ...timing, note: timingNote([base.runtime, other.runtime]) } }),
    },
    null,
    2,
  )}\n`;
}

function budgetOf(
  checks: readonly Check[],
  { points, relative, title }: ReturnType<typeof lossOf>,
  { maxDrop, unit = "points" }: Limits,
) {
  const met = checks.find(({ kind }) => kind === "budget")?.met ?? true;
  return { maxDrop, unit, drop: unit === "relative" ? relative : points, of: title, met };
}
