/** @file `qstudio compare BASE.json OTHER.json`: what quantization changed, and whether it stays in the budget. */
import { StudioError } from "../core/errors.ts";
import { compare } from "../core/evaluate/compare.ts";
import type { Comparison } from "../core/evaluate/evaluation.ts";
import { TASKS } from "../core/evaluate/tasks/index.ts";
import { EXIT } from "./failure.ts";
import { readText } from "./inputs.ts";
import type { Io } from "./io.ts";
import { evaluationOf, parseResults, type ResultsFile } from "./results-file.ts";
import { bytesText, changeText, decibelText, percentText, plural, table } from "./text.ts";

export interface CompareOptions {
  readonly maxDrop?: string;
  readonly json?: boolean;
}

export async function compareCommand(base: string, other: string, options: CompareOptions, io: Io): Promise<number> {
  const limit = options.maxDrop === undefined ? null : parsePoints(options.maxDrop);
  const files = { base: await readResults(base), other: await readResults(other) };
  const comparison = compare(evaluationOf(files.base), evaluationOf(files.other));
  checkPairs(comparison, files, other);
  const drop = dropOf(comparison, files);
  const missed = limit !== null && drop.points > limit + 1e-9;
  const budget = limit === null ? null : { maxDrop: limit, drop: drop.points, of: drop.of, met: !missed };
  if (options.json) io.out(jsonText(comparison, files, budget));
  else io.out(summaryText(comparison, files));
  if (budget !== null) io.err(budgetText(budget));
  return missed ? EXIT.budget : EXIT.done;
}

interface Files {
  readonly base: ResultsFile;
  readonly other: ResultsFile;
}

interface Budget {
  readonly maxDrop: number;
  readonly drop: number;
  readonly of: string;
  readonly met: boolean;
}

function parsePoints(text: string): number {
  const points = Number(text);
  if (text.trim() !== "" && Number.isFinite(points) && points >= 0) return points;
  throw new StudioError("cli/usage", {
    what: `--max-drop ${text} is not a number of points.`,
    why: "It is the largest loss of top-1 or mAP50-95 that is accepted, in percentage points, 0 or more.",
    fix: "Write e.g. --max-drop 1.0",
  });
}

async function readResults(file: string): Promise<ResultsFile> {
  return parseResults(await readText(file), file);
}

/** @throws StudioError `results/invalid` when the files share no sample or their outputs differ in size */
function checkPairs({ n, sqnr }: Comparison, { base, other }: Files, file: string): void {
  if (n === 0) throw new StudioError("results/invalid", { file, message: "It shares no sample with the other file." });
  if (Number.isNaN(sqnr.value) || base.samples[0]?.output.length !== other.samples[0]?.output.length) {
    throw new StudioError("results/invalid", {
      file,
      message: "Its outputs have another size than those of the other file.",
    });
  }
}

/** Points of the task's main score lost; without labels, points of agreement lost. */
function dropOf({ top1Change, agreement }: Comparison, files: Files): { points: number; of: string } {
  const [main] = detectorScores(files);
  if (main !== undefined) return { points: main.before - main.after, of: main.title };
  if (top1Change === undefined) return { points: 100 - agreement.value, of: "agreement" };
  return { points: -top1Change.value, of: "top-1" };
}

interface ScorePair {
  readonly title: string;
  /** Percent. */
  readonly before: number;
  readonly after: number;
}

/** What the files say of detectors, main score first: over all samples of each, since precision is no mean over images. */
function detectorScores({ base, other }: Files): ScorePair[] {
  const task = TASKS.find(({ id }) => id === base.task);
  if (task?.labels !== "boxes" || base.task !== other.task) return [];
  return task.metrics.flatMap(({ id, title }) => {
    const [before, after] = [base.metrics[id], other.metrics[id]];
    return before === undefined || after === undefined ? [] : [{ title, before, after }];
  });
}

function summaryText(comparison: Comparison, files: Files): string {
  const { base, other } = files;
  const { n, agreement, sqnr } = comparison;
  const sizes = [base.model.bytes, other.model.bytes] as const;
  const rows: string[][] = [
    ["", base.model.file, other.model.file, "change"],
    ["size", ...sizes.map(bytesText), ratioText(...sizes)],
    ...scoreRows(comparison, files),
    ["agreement", "", percentText(agreement)],
    ["output SQNR", "", decibelText(sqnr)],
    ...(base.task === "classification" ? [flipsRow(comparison)] : []),
  ];
  const notes = [`${plural(n, "sample")}, 95 % intervals. ${runtimes(base, other)}`];
  if (base.data.hash !== other.data.hash)
    notes.push("The data sets differ: only the samples that both have are compared.");
  return table(rows) + segmentsText(comparison) + notes.map((note) => `${note}\n`).join("");
}

function scoreRows({ base: before, other: after, top1Change }: Comparison, files: Files): string[][] {
  const rows = detectorScores(files).map(({ title, before: x, after: y }) => {
    return [title, `${x.toFixed(1)} %`, `${y.toFixed(1)} %`, `${y < x ? "" : "+"}${(y - x).toFixed(1)} points`];
  });
  if (before.top1 && after.top1 && top1Change) {
    rows.push(["top-1", percentText(before.top1), percentText(after.top1), `${changeText(top1Change)} points`]);
  }
  if (before.top5 && after.top5) rows.push(["top-5", percentText(before.top5), percentText(after.top5)]);
  return rows;
}

function flipsRow({ n, flips }: Comparison): string[] {
  const count = (kind: string) => flips.filter((flip) => flip.kind === kind).length;
  const kinds = `${count("lost")} lost, ${count("won")} won, ${count("moved")} moved`;
  return ["flips", "", `${flips.length} of ${n}`, kinds];
}

function segmentsText({ segments }: Comparison): string {
  if (segments.length === 0) return "";
  const rows = segments.map(({ segment, n, base, other, agreement }) => [
    `  ${segment}`,
    base.top1 ? percentText(base.top1) : "",
    other.top1 ? percentText(other.top1) : "",
    `${agreement.value.toFixed(1)} % agree`,
    `n ${n}`,
  ]);
  return `by segment, top-1\n${table(rows)}`;
}

function runtimes(base: ResultsFile, other: ResultsFile): string {
  if (base.runtime === other.runtime) return `Measured in ${base.runtime}.`;
  return `Measured in different runtimes: ${base.runtime} and ${other.runtime}.`;
}

function ratioText(before: number, after: number): string {
  return after <= before ? `${(before / after).toFixed(2)}x smaller` : `${(after / before).toFixed(2)}x larger`;
}

function budgetText({ met, drop, maxDrop, of }: Budget): string {
  const lost = `${drop.toFixed(1)} points of ${of} lost, ${maxDrop} allowed`;
  return met ? `Within the budget: ${lost}.\n` : `The budget was missed: ${lost}.\n`;
}

function jsonText(comparison: Comparison, { base, other }: Files, budget: Budget | null): string {
  const side = ({ model, runtime, data, metrics }: ResultsFile) => ({ model, runtime, data, metrics });
  return `${JSON.stringify({ format: "qstudio-comparison", version: 1, base: side(base), other: side(other), budget, comparison }, null, 2)}\n`;
}
