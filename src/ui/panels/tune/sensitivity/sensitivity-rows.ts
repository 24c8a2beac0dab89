/** @file Rows and columns of the sensitivity table: what is shown and what sorting reads. */
import type { Precision } from "../../../../core/precision.ts";
import type { PinPrecision } from "../../../../core/recipe.ts";
import { effectOf, type Outlook } from "../../../../core/sensitivity/expected.ts";
import type { LayerSensitivity, SensitivityReport } from "../../../../core/sensitivity/report.ts";
import { totalOf } from "../../../charts/sensitivity-bars-data.ts";
import { GLOSSARY } from "../../../parts/glossary.ts";

export interface SensitivityRow {
  readonly name: string;
  /** From 1, most harmful first. */
  readonly rank: number;
  /** Null when the layer is no longer in the table. */
  readonly precision: Precision | null;
  /** Share of the error at the network's output, 0..1. */
  readonly share: number;
  /** SQNR that this layer alone leaves at the output, dB; null without an error. */
  readonly output: number | null;
  /** Share of its error that its weights cause, 0..1; null without an error. */
  readonly weights: number | null;
  /** SQNR of its own rounding, and at its output when all layers are quantized, dB. */
  readonly own: number | null;
  readonly gathered: number | null;
  /** Points. */
  readonly score: number | null;
  /**
   * Were it pinned: share of its error that remains, and bytes it would cost; null where the pin does nothing. Below 0
   * where neighbours round less too, above 1 where the pin makes it worse.
   */
  readonly remains: number | null;
  readonly cost: number | null;
  readonly found: "verified" | "adjoint" | "re-run";
  /** Share of the error that the real run found; null when there was none. */
  readonly verified: number | null;
}

/** @param precision that the last columns ask for */
export function sensitivityRows(
  { layers }: SensitivityReport,
  outlook: Outlook | null,
  precision: PinPrecision,
): readonly SensitivityRow[] {
  const total = totalOf(layers);
  const ranked = layers.toSorted((a, b) => b.impact.total - a.impact.total);
  return ranked.map((layer, i) => ({
    ...rowOf(layer, total),
    ...pinOf(layer, outlook, precision),
    rank: i + 1,
    precision: outlook?.rows.get(layer.name)?.precision ?? null,
  }));
}

function rowOf({ name, impact, own, gathered, score, verified, method }: LayerSensitivity, total: number) {
  const parts = impact.weight + impact.activation;
  return {
    name,
    share: total > 0 ? impact.total / total : 0,
    output: level(impact.total),
    weights: parts > 0 ? impact.weight / parts : null,
    own: level(own),
    gathered: gathered === null ? null : level(gathered),
    score,
    found:
      verified !== null ? ("verified" as const) : method === "adjoint" ? ("adjoint" as const) : ("re-run" as const),
    verified: verified === null || total === 0 ? null : verified / total,
  };
}

/** Noise over signal as SQNR, dB. */
function level(ratio: number): number | null {
  return ratio > 0 ? -10 * Math.log10(ratio) : null;
}

function pinOf({ name, impact, at }: LayerSensitivity, outlook: Outlook | null, precision: PinPrecision) {
  const effect = outlook && effectOf(outlook, name, precision);
  const after = at[precision];
  if (effect === null || effect.idle !== null || after === undefined) return { remains: null, cost: null };
  return { remains: impact.total > 0 ? after / impact.total : null, cost: effect.bytes };
}

export interface SensitivityColumn {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** What sorting reads; null comes last. */
  readonly value: (row: SensitivityRow) => number | string | null;
  /** The first click sorts from the largest. */
  readonly descending?: boolean;
}

export const SENSITIVITY_COLUMNS: readonly SensitivityColumn[] = [
  { id: "rank", title: "#", help: "Rank by what the layer costs at the output.", value: (r) => r.rank },
  { id: "name", title: "Layer", help: "Node name in the prepared model.", value: (r) => r.name },
  { id: "precision", title: "Bits", help: "Precision the layer computes in.", value: (r) => r.precision },
  { id: "share", title: "Impact", help: GLOSSARY.impact, value: (r) => r.share, descending: true },
  { id: "output", title: "Output", help: GLOSSARY.impactSqnr, value: (r) => r.output },
  { id: "weights", title: "Weights", help: GLOSSARY.impactWeights, value: (r) => r.weights, descending: true },
  { id: "own", title: "Own", help: GLOSSARY.ownError, value: (r) => r.own },
  { id: "gathered", title: "Gathered", help: GLOSSARY.gathered, value: (r) => r.gathered },
  { id: "score", title: "Points", help: GLOSSARY.scoreEffect, value: (r) => r.score },
  { id: "remains", title: "Left", help: GLOSSARY.remains, value: (r) => r.remains },
  { id: "cost", title: "Cost", help: GLOSSARY.pinCost, value: (r) => r.cost },
  { id: "found", title: "Found by", help: GLOSSARY.foundBy, value: (r) => r.found },
];

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** A click on a header: its first direction, then the other, then as it was. */
export function nextSorting(sorting: Sorting | null, { id, descending = false }: SensitivityColumn): Sorting | null {
  if (sorting?.column !== id) return { column: id, descending };
  return sorting.descending === descending ? { column: id, descending: !descending } : null;
}

/** Equal values keep their rank; what is not known comes last. */
export function sortRows(rows: readonly SensitivityRow[], sorting: Sorting | null): readonly SensitivityRow[] {
  const column = SENSITIVITY_COLUMNS.find(({ id }) => id === sorting?.column);
  if (column === undefined || sorting === null) return rows;
  const sign = sorting.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y));
  });
}
