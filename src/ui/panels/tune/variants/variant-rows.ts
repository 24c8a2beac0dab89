/** @file Variants as rows of a table: what is shown, and what sorting reads. */
import { capital } from "../../../../core/capital.ts";
import { lostOf, mainOf } from "../../../../core/evaluate/main-score.ts";
import type { ScoreChange } from "../../../../core/evaluate/evaluation.ts";
import type { MetricName } from "../../../../core/evaluate/metric.ts";
import type { Budget } from "../../../../state/budget/budget.ts";
import { changesOf } from "../../../../state/variants/list.ts";
import { benchKey } from "../../../../state/variants/keys.ts";
import type { Bench, Variant } from "../../../../state/variants/variant.ts";
import { type Verdict, verdictOf } from "../../../../state/verdict.ts";
import { GLOSSARY, METRIC_HELP } from "../../../parts/glossary.ts";

export interface VariantRow {
  readonly variant: Variant;
  /** Name of the variant it was changed from, or where it came from. */
  readonly from: string;
  /** In words. */
  readonly changed: string;
  readonly verdict: Verdict;
  /** Measured on the samples that are open now, so that it can be compared. */
  readonly isComparable: boolean;
}

export interface RowContext {
  readonly bench: Bench | null;
  readonly budget: Budget;
  /** Bytes of the FP32 file. */
  readonly float: number;
}

export function variantRows(variants: readonly Variant[], { bench, budget, float }: RowContext): readonly VariantRow[] {
  const key = bench && benchKey(bench);
  return variants.map((variant) => {
    const { comparison, bytes, costs, name, parent, source } = variant;
    const changes = changesOf(variants, variant);
    return {
      variant,
      from: source.kind === "file" ? "file" : (variants.find(({ id }) => id === parent)?.name ?? "FP32"),
      changed: changes.join("; ") || (parent === null ? "first variant" : "other samples"),
      verdict: verdictOf({ comparison, bytes, costs, float, budget, name }),
      isComparable: benchKey(variant.bench) === key,
    };
  });
}

export interface VariantColumn {
  readonly id: string;
  readonly title: string;
  readonly help?: string;
  readonly isNumber?: boolean;
  /** What sorting reads; what is missing goes last. */
  readonly value: (row: VariantRow) => number | string | undefined;
}

const LEVELS = { good: 0, unsure: 1, bad: 2 } as const;

/** What the variants are judged by: of those that can be compared, else of any; null where none has labels. */
export function metricOf(rows: readonly VariantRow[]): MetricName | null {
  const known = rows.filter(({ variant }) => mainOf(variant.comparison) !== undefined);
  const row = known.findLast(({ isComparable }) => isComparable) ?? known.at(-1);
  return (row && mainOf(row.variant.comparison)?.metric) ?? null;
}

/** The score of a variant in this metric; undefined where it was judged by another one. */
export function scoreIn({ variant }: Pick<VariantRow, "variant">, metric: MetricName): ScoreChange | undefined {
  const main = mainOf(variant.comparison);
  return main?.metric.id === metric.id ? main : undefined;
}

/** @param metric the main score; agreement stands for it where it is null */
export function variantColumns(metric: MetricName | null): readonly VariantColumn[] {
  const score: VariantColumn =
    metric === null
      ? { id: "score", title: "Agreement", help: GLOSSARY.agreement, isNumber: true, value: (r) => agreement(r).value }
      : {
          id: "score",
          title: capital(metric.title),
          ...(METRIC_HELP[metric.id] && { help: METRIC_HELP[metric.id] }),
          isNumber: true,
          value: (r) => scoreIn(r, metric)?.other.value,
        };
  const change: VariantColumn = {
    id: "change",
    title: "Against FP32",
    help: `Change of ${metric?.title ?? "agreement"}${inUnit(metric)}, with its 95 % interval: both models answer the same samples.`,
    isNumber: true,
    // What is better comes first, whichever way that is.
    value: (r) => gain(metric === null ? undefined : scoreIn(r, metric)),
  };
  return [
    { id: "name", title: "Variant", value: (r) => r.variant.name },
    { id: "from", title: "From", help: "The variant it was changed from.", value: (r) => r.from },
    { id: "changed", title: "What changed", value: (r) => r.changed },
    { id: "size", title: "Size", help: GLOSSARY.size, isNumber: true, value: (r) => r.variant.bytes },
    score,
    ...(metric === null ? [] : [change]),
    { id: "sqnr", title: "SQNR", help: GLOSSARY.sqnr, isNumber: true, value: (r) => r.variant.comparison.sqnr.value },
    { id: "verdict", title: "Verdict", help: "Against your budget; see Ship.", value: (r) => LEVELS[r.verdict.level] },
  ];
}

const gain = (score: ScoreChange | undefined) => score && 0 - lostOf(score).value;
const inUnit = (metric: MetricName | null) =>
  metric?.unit === "%" ? ", points" : metric?.unit ? `, ${metric.unit}` : "";
const agreement = ({ variant }: VariantRow) => variant.comparison.agreement;

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

export function sortRows(
  rows: readonly VariantRow[],
  columns: readonly VariantColumn[],
  sorting: Sorting | null,
): readonly VariantRow[] {
  const column = columns.find(({ id }) => id === sorting?.column);
  if (column === undefined || sorting === null) return rows;
  const sign = sorting.isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y));
  });
}

/** First the usual direction, then the other, then the order of measuring again. */
export function nextSorting(sorting: Sorting | null, { id, isNumber = false }: VariantColumn): Sorting | null {
  const usual = isNumber && id !== "size";
  if (sorting?.column !== id) return { column: id, isDescending: usual };
  return sorting.isDescending === usual ? { column: id, isDescending: !usual } : null;
}
