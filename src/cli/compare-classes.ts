/** @file The classes of two classifiers: precision, which class is taken for which, and whether confidence can be believed. */
import { calibrationError, type ConfidenceBin, confidenceBins } from "../core/evaluate/classification/calibration.ts";
import {
  changeOf,
  classChanges,
  type ClassScore,
  type ConfusionCell,
  confusionOf,
  mistakesOf,
} from "../core/evaluate/classification/confusion.ts";
import type { Pair } from "../core/evaluate/paired/paired.ts";
import { table } from "./text.ts";

/** What the JSON holds; numbers that say nothing are null. */
export interface ClassDetails {
  /** Every class that was labelled or answered, percent. */
  readonly classes: readonly {
    readonly index: number;
    readonly name: string;
    readonly n: number;
    readonly base: ClassScore;
    readonly other: ClassScore;
  }[];
  /** Cells that neither model left empty, by class index: samples of each. */
  readonly confusion: readonly ConfusionCell[];
  readonly calibration: { readonly base: Calibration; readonly other: Calibration };
}

interface Calibration {
  /** Expected calibration error, percent. */
  readonly ece: number;
  /** Those with samples; confidence and accuracy from 0 to 1. */
  readonly bins: readonly ConfidenceBin[];
}

/** Null when no sample that both answered is labelled. */
export function classDetails(pairs: readonly Pair[], nameOf: (label: number) => string): ClassDetails | null {
  const confusion = confusionOf(pairs);
  if (confusion.length === 0) return null;
  const classes = classChanges(confusion).map(({ label, ...scores }) => ({
    index: label,
    name: nameOf(label),
    ...scores,
  }));
  const side = (which: "base" | "other"): Calibration => {
    const bins = confidenceBins(pairs.map((pair) => pair[which]));
    return { ece: calibrationError(bins), bins: bins.filter(({ n }) => n > 0) };
  };
  return { classes, confusion, calibration: { base: side("base"), other: side("other") } };
}

/** "precision 81.2 -> 70.0 %" of a class by its index; nothing where neither model ever answered it. */
export function precisionText({ classes }: ClassDetails, index: number): string {
  const found = classes.find((row) => row.index === index);
  if (found === undefined || found.base.answered + found.other.answered === 0) return "";
  const text = ({ precision }: ClassScore) => (Number.isNaN(precision) ? "-" : precision.toFixed(1));
  return `precision ${text(found.base)} -> ${text(found.other)} %`;
}

/** Rows of changed mistakes that are printed; all are in the JSON. */
const MOST = 10;

/** The mistakes that became more or fewer; empty when none did. */
export function confusionText({ classes, confusion }: ClassDetails): string {
  const changed = mistakesOf(confusion).filter((cell) => changeOf(cell) !== 0);
  if (changed.length === 0) return "";
  const names = new Map(classes.map(({ index, name }) => [index, name]));
  const name = (index: number) => names.get(index) ?? String(index);
  const rows = changed.slice(0, MOST).map((cell) => {
    const change = changeOf(cell);
    return [
      `  ${name(cell.label)} -> ${name(cell.answer)}`,
      `${cell.base}`,
      `${cell.other}`,
      `${change > 0 ? "+" : ""}${change}`,
    ];
  });
  const rest = changed.length > MOST ? `, the largest ${MOST} of ${changed.length}` : "";
  const head = ["  right class -> answer", "before", "after", "change"];
  return `mistakes that changed, in samples${rest}\n${table([head, ...rows])}`;
}
