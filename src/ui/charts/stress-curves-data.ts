/** @file Scores against the strength of a synthetic change, one curve for each change, on one axis of scores for all. */
import type { Estimate } from "../../core/evaluate/evaluation.ts";
import type { StressReport, StressRow, StressScores } from "../../core/evaluate/stress/row.ts";
import { brokenRows } from "../../core/evaluate/stress/verdict.ts";
import type { Corruption, CorruptionId } from "../../core/samples/stress/corruption.ts";
import { corruptionOf } from "../../core/samples/stress/index.ts";

export interface StressPoint {
  /** 0 for the samples as they are. */
  readonly strength: number;
  /** With its unit, as people say it. */
  readonly text: string;
  /** On the axis. */
  readonly tick: string;
  /** Null while this strength was not measured. */
  readonly scores: StressScores | null;
  readonly row: StressRow | null;
  /** Quantization costs more here than on the plain samples, beyond chance. */
  readonly breaks: boolean;
}

export interface StressCurve {
  readonly corruption: Corruption;
  /** The plain samples first, then each strength. */
  readonly points: readonly StressPoint[];
}

/** @param ids of the changes that were asked for, in the order of the curves */
export function stressCurves(report: StressReport, ids: readonly CorruptionId[]): readonly StressCurve[] {
  const broken = new Set(brokenRows(report));
  const plain = { strength: 0, text: "plain", tick: "plain", scores: report.plain, row: null, breaks: false };
  return ids.map((id): StressCurve => {
    const corruption = corruptionOf(id);
    const points = corruption.steps.map((strength): StressPoint => {
      const row = report.rows.find((r) => r.corruption === id && r.strength === strength) ?? null;
      const breaks = row !== null && broken.has(row);
      return { strength, text: corruption.text(strength), tick: corruption.tick(strength), scores: row, row, breaks };
    });
    return { corruption, points: [plain, ...points] };
  });
}

/** Room for all scores of all curves and their intervals; percentages stay within 0 to 100. */
export function scoreDomain({ metric, plain, rows }: StressReport): readonly [number, number] {
  const ends = [plain, ...rows].flatMap(({ base, other }) => [base, other].flatMap((e) => (e ? endsOf(e) : [])));
  const [lo, hi] = [Math.min(...ends), Math.max(...ends)];
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return [0, 1];
  const room = Math.max(0.04 * (hi - lo), metric.unit === "%" ? 1 : 1e-6);
  const within = (x: number) => (metric.unit === "%" ? Math.min(100, Math.max(0, x)) : x);
  return [within(lo - room), within(hi + room)];
}

function endsOf({ value, lo, hi }: Estimate): readonly number[] {
  return [value, lo, hi].filter(Number.isFinite);
}

export interface Drawn {
  readonly x: number;
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
}

/** Runs of points that have a score of this kind: a strength that is still to come leaves a gap. */
export function drawnRuns(points: readonly StressPoint[], of: "base" | "other"): readonly (readonly Drawn[])[] {
  const runs: Drawn[][] = [];
  let open = false;
  for (const [x, { scores }] of points.entries()) {
    const estimate = scores?.[of];
    if (!estimate || !Number.isFinite(estimate.value)) {
      open = false;
      continue;
    }
    const { value } = estimate;
    const [lo, hi] = [estimate.lo, estimate.hi].map((end) => (Number.isFinite(end) ? end : value)) as [number, number];
    if (!open) runs.push([]);
    runs.at(-1)?.push({ x, value, lo, hi });
    open = true;
  }
  return runs;
}
