/** @file The score that a model is judged by: the first of its task, with its change and what of it was lost. */
import type { Comparison, Estimate, ScoreChange, SegmentComparison } from "./evaluation.ts";
import type { LossUnit } from "./loss-unit.ts";
import type { MetricName } from "./metric.ts";
import type { Breakdown, BreakdownRow } from "./paired/breakdown.ts";
import type { PairedScores } from "./paired/paired.ts";

export const TOP1: MetricName = { id: "top1", title: "top-1", unit: "%", better: "higher", proportion: true };

type Measured = Pick<SegmentComparison, "base" | "other" | "top1Change" | "main">;

/** Undefined where nothing is labelled, and while a score that takes long is not worked out. */
export function mainOf({ base, other, top1Change: change, main }: Measured): ScoreChange | undefined {
  if (main !== undefined) return main;
  return change && base.top1 && other.top1 ? { metric: TOP1, base: base.top1, other: other.top1, change } : undefined;
}

/** How much worse it became, whichever way is better; negative when it became better. In the unit of the change. */
export function lostOf({ metric, change: { value, lo, hi, n } }: Pick<ScoreChange, "metric" | "change">): Estimate {
  return metric.better === "higher" ? { value: 0 - value, lo: 0 - hi, hi: 0 - lo, n } : { value, lo, hi, n };
}

/** What a number without a unit of its own, such as an error in metres, is best limited by. */
export function usualUnit({ unit }: Pick<MetricName, "unit">): LossUnit {
  return unit === "%" || unit === "dB" ? "points" : "relative";
}

/** As it is read behind a number: " points", " %", " dB" or nothing. */
export function unitText({ unit }: Pick<MetricName, "unit">, of: LossUnit): string {
  if (of === "relative") return " %";
  return unit === "%" ? " points" : unit === "" ? "" : ` ${unit}`;
}

/** "loses 1.2 points of top-1", "raises MAE by 3.1 %", "changes nothing in mIoU". */
export function lossText(metric: MetricName, loss: number, of: LossUnit): string {
  const size = lossNumber(metric, loss, of);
  if (Number(size) === 0) return `changes nothing in ${metric.title}`;
  const amount = `${size}${unitText(metric, of)}`;
  if (metric.better === "lower") return `${loss > 0 ? "raises" : "lowers"} ${metric.title} by ${amount}`;
  return `${loss > 0 ? "loses" : "gains"} ${amount} of ${metric.title}`;
}

/** Without a sign: one digit of points, percent and decibels; three digits of plain numbers. */
export function lossNumber({ unit }: Pick<MetricName, "unit">, loss: number, of: LossUnit): string {
  const size = Math.abs(loss);
  return of === "relative" || unit === "%" || unit === "dB" ? size.toFixed(1) : String(Number(size.toPrecision(3)));
}

/**
 * The comparison with what takes draws to know: the main score of any task, also in segments that were made by hand, and by
 * class. Scores of classes that `compare` knows already stay as they are.
 */
export function withScores(given: Comparison, scores: PairedScores, { rows }: Breakdown): Comparison {
  const comparison = withAgreement(given, scores);
  const [first] = scores.metrics;
  if (first === undefined) return comparison;
  const { id, title, unit, better, proportion } = first;
  const metric: MetricName = { id, title, unit, better, ...(proportion && { proportion }) };
  const known = new Map(comparison.segments.map((segment) => [segment.segment, segment]));
  const of = (kind: BreakdownRow["kind"]) =>
    rows.flatMap((row): SegmentComparison[] => {
      if (row.kind !== kind || row.base === null) return [];
      const before = kind === "segment" ? known.get(row.name) : undefined;
      if (before?.top1Change !== undefined) return [before];
      return [{ ...(before ?? bare(row)), main: { metric, base: row.base, other: row.other, change: row.change } }];
    });
  const segments = of("segment");
  const named = new Set(segments.map(({ segment }) => segment));
  const all = [...segments, ...comparison.segments.filter(({ segment }) => !named.has(segment))];
  const { base, other, change } = first;
  return {
    ...comparison,
    ...(comparison.top1Change === undefined && { main: { metric, base, other, change } }),
    segments: all.toSorted((a, b) => (a.segment < b.segment ? -1 : 1)),
    classes: of("class"),
  };
}

/** Exactly, where `compare` looked at a part of each answer. */
function withAgreement(comparison: Comparison, { closeness }: PairedScores): Comparison {
  const exact = closeness.find(({ id, title }) => id === "agreement" && title === comparison.near);
  return exact === undefined ? comparison : { ...comparison, agreement: exact.estimate };
}

/** How far the two models agree there was not looked at. */
function bare({ name, n }: BreakdownRow): SegmentComparison {
  return { segment: name, n, base: { n }, other: { n }, agreement: { value: NaN, lo: NaN, hi: NaN, n } };
}
