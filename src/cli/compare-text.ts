/** @file A comparison as a terminal and a CI log show it. */
import { overlapInWords } from "../core/evaluate/overlap.ts";
import type { Comparison } from "../core/evaluate/evaluation.ts";
import type { Breakdown, BreakdownRow } from "../core/evaluate/paired/breakdown.ts";
import type { Check } from "../core/evaluate/paired/checks.ts";
import type { CloseMetric, PairedMetric, PairedScores } from "../core/evaluate/paired/paired.ts";
import type { Estimate } from "../core/evaluate/evaluation.ts";
import { type ClassDetails, confusionText, precisionText } from "./compare-classes.ts";
import type { ResultsFile } from "./results-file.ts";
import { timingText } from "./timing-text.ts";
import { bytesText, decibelText, percentText, plural, table } from "./text.ts";

export interface Compared {
  readonly base: ResultsFile;
  readonly other: ResultsFile;
  readonly comparison: Comparison;
  readonly scores: PairedScores;
  readonly breakdown: Breakdown;
  readonly checks: readonly Check[];
  /** Of classifiers with labels. */
  readonly details: ClassDetails | null;
  /** How SQNR and cosine came about where outputs are large; null where they are exact. */
  readonly sums: string | null;
}

/** Rows of the worst classes that are printed; all are in the JSON. */
const WORST = 10;

export function summaryText(compared: Compared): string {
  const { base, other, comparison, scores, breakdown, details, sums } = compared;
  const sizes = [base.model.bytes, other.model.bytes] as const;
  const rows: string[][] = [
    ["", base.model.file, other.model.file, "change"],
    ["size", ...sizes.map(bytesText), ratioText(...sizes)],
    ...scores.metrics.map(metricRow),
    ...scores.closeness.map((metric) => [metric.title, "", nearText(metric)]),
    ...(base.task === "classification" ? [flipsRow(comparison)] : []),
  ];
  const notes = [
    ...(scores.words === null ? [] : [scores.words]),
    `${plural(scores.n, "sample")}, 95 % intervals. ${runtimes(base, other)}`,
    ...(base.data.hash === other.data.hash
      ? []
      : ["The data sets differ: only the samples that both have are compared."]),
    ...overlapNotes(other),
    ...(sums === null ? [] : [sums]),
  ];
  const timed = [base, other].flatMap(({ model, timing }) => (timing ? [[model.file, timing] as const] : []));
  const times = timingText(timed, [base.runtime, other.runtime]);
  const mistakes = details === null ? "" : confusionText(details);
  return table(rows) + breakdownText(breakdown, details) + mistakes + times + notes.map((note) => `${note}\n`).join("");
}

function metricRow({ title, unit, base, other, change }: PairedMetric): string[] {
  return [title, valueText(base, unit), valueText(other, unit), changeOf(change, unit)];
}

/** "81.5 % [80.0, 83.0]", "28.31 dB [...]"; without an interval where none is known. */
export function valueText(estimate: Estimate, unit: string): string {
  if (Number.isNaN(estimate.value)) return "-";
  const digits = unit === "" || unit === "nat" ? 3 : 1;
  const text = `${estimate.value.toFixed(digits)}${unit === "" ? "" : ` ${unit}`}`;
  return Number.isNaN(estimate.lo) ? text : `${text} [${estimate.lo.toFixed(digits)}, ${estimate.hi.toFixed(digits)}]`;
}

function changeOf({ value, lo, hi }: Estimate, unit: string): string {
  if (Number.isNaN(value)) return "-";
  const digits = unit === "" || unit === "nat" ? 3 : 1;
  const signed = (x: number) => {
    const text = x.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
    return x >= 0 || text.startsWith("0") ? `+${text}` : text;
  };
  const range = Number.isNaN(lo) ? "" : ` [${signed(lo)}, ${signed(hi)}]`;
  return `${signed(value)}${range}${unit === "%" ? " points" : unit === "" ? "" : ` ${unit}`}`;
}

function nearText({ unit, estimate }: CloseMetric): string {
  if (unit === "%") return percentText(estimate);
  if (unit === "dB") return decibelText(estimate);
  return `${estimate.value.toFixed(5)}${unit === "" ? "" : ` ${unit}`}`;
}

function flipsRow({ n, flips }: Comparison): string[] {
  const count = (kind: string) => flips.filter((flip) => flip.kind === kind).length;
  const kinds = `${count("lost")} lost, ${count("won")} won, ${count("moved")} moved`;
  return ["flips", "", `${flips.length} of ${n}`, kinds];
}

/** All segments, and the classes that lost most. */
function breakdownText({ rows, title, unit }: Breakdown, details: ClassDetails | null): string {
  const line = ({ name, label, n, base, other, change, uncertain }: BreakdownRow) => [
    `  ${name}`,
    base === null ? "" : valueText(base, unit),
    valueText(other, unit),
    changeOf(change, unit),
    ...(label === undefined || details === null ? [] : [precisionText(details, label)]),
    `n ${n}${uncertain ? " (few)" : ""}`,
  ];
  const part = (kind: BreakdownRow["kind"], heading: string) => {
    const all = rows.filter((row) => row.kind === kind);
    if (all.length === 0) return "";
    const shown = kind === "class" ? all.filter(({ harm }) => harm > 0).slice(0, WORST) : all;
    if (shown.length === 0) return "";
    const rest = kind === "class" && shown.length < all.length ? `, the worst ${shown.length} of ${all.length}` : "";
    return `${heading}, ${title}, worst first${rest}\n${table(shown.map(line))}`;
  };
  return part("segment", "by segment") + part("class", "by class");
}

/** What `evaluate --calibration` found out about the samples. */
function overlapNotes({ data }: ResultsFile): readonly string[] {
  return data.overlap === undefined ? [] : overlapInWords(data.overlap, data.samples);
}

function runtimes(base: ResultsFile, other: ResultsFile): string {
  if (base.runtime === other.runtime) return `Measured in ${base.runtime}.`;
  return `Measured in different runtimes: ${base.runtime} and ${other.runtime}.`;
}

function ratioText(before: number, after: number): string {
  return after <= before ? `${(before / after).toFixed(2)}x smaller` : `${(after / before).toFixed(2)}x larger`;
}

/** One line for each limit. */
export function checksText(checks: readonly Check[]): string {
  return checks.map(checkText).join("");
}

function checkText({ kind, name, met, text }: Check): string {
  if (kind === "gate") return `${met ? "Gate kept" : "Gate failed"}: ${name}: ${text}.\n`;
  const where = kind === "segment" ? ` for ${name}` : "";
  return met ? `Within the budget${where}: ${text}.\n` : `The budget${where} was missed: ${text}.\n`;
}
