/** @file Variants side by side: the settings in which they differ, what came of them, and every segment. */
import type { Estimate } from "../../../../core/evaluate/evaluation.ts";
import { schemeTitle, SETTINGS } from "../../../../state/variants/settings.ts";
import { recipeOf, type Variant } from "../../../../state/variants/variant.ts";
import { bytes, count, decibel, NOT_MEASURED, percent, plusMinus, signed } from "../../../parts/format.ts";
import type { VariantRow } from "./variant-rows.ts";

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
  const groups = [
    { title: "Settings that differ", rows: settingRows(variants) },
    { title: "Results", rows: resultRows(rows) },
    { title: "Top-1 by segment, points against FP32", rows: segmentRows(variants) },
  ];
  return groups.filter((group) => group.rows.length > 0);
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

function resultRows(rows: readonly VariantRow[]): readonly SideRow[] {
  const of = rows.map(({ variant }) => variant.comparison);
  const sizes = rows.map(({ variant }) => variant.bytes);
  const estimates = (title: string, list: readonly (Estimate | undefined)[], text: (e: Estimate) => string) => ({
    title,
    cells: list.map((e) => (e && Number.isFinite(e.value) ? `${text(e)} ${plusMinus(e)}` : NOT_MEASURED)),
    best: bestOf(list.map((e) => e?.value)),
  });
  const labelled = of.some(({ top1Change }) => top1Change !== undefined);
  const top1s = of.map(({ other }) => other.top1);
  const changes = of.map(({ top1Change }) => top1Change);
  return [
    { title: "Size", cells: sizes.map(bytes), best: bestOf(sizes.map((size) => -size)) },
    ...(labelled
      ? [
          estimates("Top-1", top1s, (e) => percent(e.value)),
          estimates("Against FP32, points", changes, (e) => signed(e.value)),
        ]
      : []),
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

function segmentRows(variants: readonly Variant[]): readonly SideRow[] {
  const names = new Set(variants.flatMap(({ comparison }) => comparison.segments.map(({ segment }) => segment)));
  if (names.size < 2) return [];
  return [...names].map((name): SideRow => {
    const changes = variants.map(
      ({ comparison }) => comparison.segments.find(({ segment }) => segment === name)?.top1Change,
    );
    const cells = changes.map((e) => (e ? `${signed(e.value)} ${plusMinus(e)}` : NOT_MEASURED));
    return { title: name, cells, best: bestOf(changes.map((e) => e?.value)) };
  });
}

function bestOf(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value));
  if (new Set(known).size < 2) return null;
  const best = Math.max(...(known as number[]));
  return values.filter((value) => value === best).length === 1 ? values.indexOf(best) : null;
}
