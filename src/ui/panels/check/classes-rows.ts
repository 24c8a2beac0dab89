/** @file Every class before and after quantization as a row that can be sorted, the worst harm first. */
import type { ClassChange } from "../../../core/evaluate/classification/confusion.ts";
import type { Estimate } from "../../../core/evaluate/evaluation.ts";
import { FEW } from "../../../core/evaluate/paired/breakdown.ts";
import type { PairedClass } from "../../../core/evaluate/paired/paired.ts";

export interface ClassRow extends ClassChange {
  readonly name: string;
  /** Points; NaN where one of the models has none. */
  readonly recallChange: number;
  readonly precisionChange: number;
  /** Of the change of recall, points; null where it is not known. */
  readonly interval: Pick<Estimate, "lo" | "hi"> | null;
  /** Fewer labelled samples than tell a change from chance. */
  readonly few: boolean;
  /** The whole interval on one side, of enough samples. */
  readonly reading: "worse" | "better" | null;
}

export type ClassColumn =
  "name" | "n" | "recallBase" | "recallOther" | "recallChange" | "precisionBase" | "precisionOther" | "precisionChange";

export interface ClassOrder {
  readonly column: ClassColumn;
  readonly ascending: boolean;
}

/** What lost most recall first; of equal ones, what lost most precision. */
export const WORST_FIRST: ClassOrder = { column: "recallChange", ascending: true };

/** @param intervals of recall, as the studio worker found them; empty while they are not known */
export function classRows(
  changes: readonly ClassChange[],
  intervals: readonly PairedClass[],
  nameOf: (label: number) => string,
): readonly ClassRow[] {
  const known = new Map(intervals.map((found) => [found.label, found.change]));
  return changes.map((change): ClassRow => {
    const { label, n, base, other } = change;
    const found = known.get(label);
    const few = n < FEW;
    // All draws of a class with one sample are that sample: an interval without width, which says nothing.
    const says = found && Number.isFinite(found.lo) && Number.isFinite(found.hi) && !(few && found.lo === found.hi);
    const interval = says ? found : null;
    return {
      ...change,
      name: nameOf(label),
      recallChange: other.recall - base.recall,
      precisionChange: other.precision - base.precision,
      interval: interval && { lo: interval.lo, hi: interval.hi },
      few,
      reading: interval === null || few ? null : interval.hi < 0 ? "worse" : interval.lo > 0 ? "better" : null,
    };
  });
}

const VALUES: Readonly<Record<Exclude<ClassColumn, "name">, (row: ClassRow) => number>> = {
  n: ({ n }) => n,
  recallBase: ({ base }) => base.recall,
  recallOther: ({ other }) => other.recall,
  recallChange: ({ recallChange }) => recallChange,
  precisionBase: ({ base }) => base.precision,
  precisionOther: ({ other }) => other.precision,
  precisionChange: ({ precisionChange }) => precisionChange,
};

/** What is not known comes last either way; equal rows by harm, then by name. */
export function sortClasses(rows: readonly ClassRow[], { column, ascending }: ClassOrder): readonly ClassRow[] {
  const sign = ascending ? 1 : -1;
  const byName = (a: ClassRow, b: ClassRow) => (a.name === b.name ? a.label - b.label : a.name < b.name ? -1 : 1);
  if (column === "name") return rows.toSorted((a, b) => sign * byName(a, b));
  const value = VALUES[column];
  return rows.toSorted(
    (a, b) =>
      compare(value(a), value(b), sign) ||
      compare(a.recallChange, b.recallChange, 1) ||
      compare(a.precisionChange, b.precisionChange, 1) ||
      byName(a, b),
  );
}

function compare(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}
