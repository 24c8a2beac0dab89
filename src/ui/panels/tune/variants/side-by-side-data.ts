/** @file Variants side by side: the settings in which they differ, what came of them, and every segment. */
import { capital } from "../../../../core/capital.ts";
import type { Estimate, ScoreChange } from "../../../../core/evaluate/evaluation.ts";
import { lostOf, mainOf } from "../../../../core/evaluate/main-score.ts";
import type { MetricName } from "../../../../core/evaluate/metric.ts";
import { schemeTitle, SETTINGS } from "../../../../state/variants/settings.ts";
import { recipeOf, type Variant } from "../../../../state/variants/variant.ts";
import { bytes, count, decibel, NOT_MEASURED, percent, plusMinus } from "../../../parts/format.ts";
import { changeNumber, scoreText, spreadText } from "../../check/score-text.ts";
import { metricOf, scoreIn, type VariantRow } from "./variant-rows.ts";

export interface SideRow {
  readonly title: string;
  readonly cells: readonly string[];
  /** Index of the best cell; null where there is none, or where all are equal. */
  readonly best: number | null;
}

export interface SideGroup {
  readonly title: string;
  readonly rows: readonly SideRow[];
}

export function sideBySide(rows: readonly VariantRow[]): readonly SideGroup[] {
  const variants = rows.map(({ variant }) => variant);
  const metric = metricOf(rows);
  const groups = [
    { title: "Settings that differ", rows: settingRows(variants) },
    { title: "Results", rows: resultRows(rows, metric) },
    ...(metric === null ? [] : [{ title: segmentTitle(metric), rows: segmentRows(variants, metric) }]),
  ];
  return groups.filter((group) => group.rows.length > 0);
}

function segmentTitle({ title, unit }: MetricName): string {
  return `${capital(title)} by segment, ${unit === "%" ? "points " : unit === "" ? "" : `${unit} `}against FP32`;
}

function settingRows(variants: readonly Variant[]): readonly SideRow[] {
  const files = variants.some(({ source }) => source.kind === "file");
  const made = variants.map(({ source }) => (source.kind === "file" ? (source.scheme ?? "not quantized") : "here"));
  const rows = SETTINGS.map(({ title, of }): SideRow => {
    const cells = variants.map((variant) => {
      const recipe = recipeOf(variant);
      if (recipe === null) return NOT_MEASURED;
      return title === "scheme" ? schemeTitle(recipe) : (of(recipe) ?? NOT_MEASURED);
    });
    return { title, cells, best: null };
  });
  // A setting that only one of them has comes with its scheme.
  const known = (row: SideRow) => row.cells.filter((cell) => cell !== NOT_MEASURED);
  return [
    ...(files ? [{ title: "made", cells: made, best: null }] : []),
    ...rows.filter((row) => new Set(known(row)).size > 1),
  ];
}

function resultRows(rows: readonly VariantRow[], metric: MetricName | null): readonly SideRow[] {
  const of = rows.map(({ variant }) => variant.comparison);
  const sizes = rows.map(({ variant }) => variant.bytes);
  const estimates = (title: string, list: readonly (Estimate | undefined)[], text: (e: Estimate) => string) => ({
    title,
    cells: list.map((e) => (e && Number.isFinite(e.value) ? `${text(e)} ${plusMinus(e)}` : NOT_MEASURED)),
    best: bestOf(list.map((e) => e?.value)),
  });
  const scores = rows.map((row) => (metric === null ? undefined : scoreIn(row, metric)));
  return [
    { title: "Size", cells: sizes.map(bytes), best: bestOf(sizes.map((size) => -size)) },
    ...(metric === null ? [] : scoreRows(scores, metric)),
    estimates(
      "Agreement",
      of.map(({ agreement }) => agreement),
      (e) => percent(e.value),
    ),
    estimates(
      "Output SQNR",
      of.map(({ sqnr }) => sqnr),
      (e) => decibel(e.value),
    ),
    {
      title: "Answers changed",
      cells: of.map(({ flips, n }) => `${count(flips.length)} of ${count(n)}`),
      best: bestOf(of.map(({ flips }) => -flips.length)),
    },
    { title: "Verdict", cells: rows.map(({ verdict }) => verdict.chip), best: null },
  ];
}

function scoreRows(scores: readonly (ScoreChange | undefined)[], { title, unit }: MetricName): readonly SideRow[] {
  const against = `Against FP32${unit === "%" ? ", points" : unit === "" ? "" : `, ${unit}`}`;
  const best = bestOf(scores.map(gain));
  const cell = (e: Estimate | undefined, text: string) => (e ? `${text} ${spreadText(e, unit)}`.trim() : NOT_MEASURED);
  return [
    { title: capital(title), cells: scores.map((s) => cell(s?.other, scoreText(s?.other.value ?? NaN, unit))), best },
    { title: against, cells: scores.map((s) => cell(s?.change, changeNumber(s?.change.value ?? NaN, unit))), best },
  ];
}

const gain = (score: ScoreChange | undefined) => score && 0 - lostOf(score).value;

function segmentRows(variants: readonly Variant[], { id, unit }: MetricName): readonly SideRow[] {
  const names = new Set(variants.flatMap(({ comparison }) => comparison.segments.map(({ segment }) => segment)));
  if (names.size < 2) return [];
  return [...names].map((name): SideRow => {
    const changes = variants.map(({ comparison }) => {
      const part = comparison.segments.find(({ segment }) => segment === name);
      const main = part && mainOf(part);
      return main?.metric.id === id ? main : undefined;
    });
    const cells = changes.map((score) =>
      score ? `${changeNumber(score.change.value, unit)} ${spreadText(score.change, unit)}`.trim() : NOT_MEASURED,
    );
    return { title: name, cells, best: bestOf(changes.map(gain)) };
  });
}

function bestOf(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value));
  if (new Set(known).size < 2) return null;
  const best = Math.max(...(known as number[]));
  return values.filter((value) => value === best).length === 1 ? values.indexOf(best) : null;
}
