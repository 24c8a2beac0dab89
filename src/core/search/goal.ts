/** @file What a search looks for: how much may be lost, overall and in chosen segments, and how small the file must be. */
import type { Comparison, Estimate } from "../evaluate/evaluation.ts";

export const GOAL_METRICS = ["top1", "agreement"] as const;
/** `top1` needs labels; `agreement` with FP32 counts every changed answer as lost. */
export type GoalMetric = (typeof GOAL_METRICS)[number];

export interface Goal {
  readonly metric: GoalMetric;
  /** Largest loss that is allowed. */
  readonly maxDrop: number;
  /** `points`: of the score itself. `relative`: percent of FP32's score. */
  readonly unit: "points" | "relative";
  /**
   * Least agreement with FP32, percent. Answers lost and won cancel in top-1, though each is a change that a user
   * meets; a search that looks at top-1 alone finds models that are right by luck.
   */
  readonly minAgreement: number;
  /** Largest file, bytes; null: as small as possible. */
  readonly maxBytes: number | null;
  /** Segments with a budget of their own, in the unit and the metric of the whole. */
  readonly segments: readonly { readonly segment: string; readonly maxDrop: number }[];
  /** Stop at the first model that passes, or go on for the best one. */
  readonly until: "first" | "best";
}

/** Agreement that a budget of so many points asks for unless another is set: five times as many answers may move. */
export function usualAgreement(maxDrop: number): number {
  return Math.max(0, 100 - 5 * Math.max(1, maxDrop));
}

export interface Judgement {
  /** What was lost, in the unit of the goal; negative when something was gained. */
  readonly loss: Estimate;
  /** Every limit that is not kept, in words; empty when the model passes. */
  readonly misses: readonly string[];
  /** How far the worst limit is exceeded, as a share of it; 0 when all are kept. */
  readonly excess: number;
}

type Measured = Pick<Comparison, "base" | "agreement" | "top1Change">;

/** Loss with its 95 % interval. Without labels top-1 is unknown and agreement stands for it. */
export function lossOf(measured: Measured, { metric, unit }: Pick<Goal, "metric" | "unit">): Estimate {
  const { top1Change: change, agreement, base } = measured;
  const points =
    metric === "top1" && change !== undefined
      ? { value: -change.value, lo: -change.hi, hi: -change.lo, n: change.n }
      : { value: 100 - agreement.value, lo: 100 - agreement.hi, hi: 100 - agreement.lo, n: agreement.n };
  const whole = metric === "top1" ? base.top1?.value : 100;
  if (unit === "points" || whole === undefined || whole === 0) return points;
  const share = (x: number) => (100 * x) / whole;
  return { value: share(points.value), lo: share(points.lo), hi: share(points.hi), n: points.n };
}

/** @param bytes of the file */
export function judge(comparison: Comparison, bytes: number, goal: Goal): Judgement {
  const loss = lossOf(comparison, goal);
  const checks = [
    ...sizeCheck(bytes, goal),
    check(loss.value, goal.maxDrop, lostText(goal)),
    check(100 - comparison.agreement.value, 100 - goal.minAgreement, agreementText),
    ...goal.segments.flatMap(({ segment, maxDrop }) => {
      const found = comparison.segments.find((s) => s.segment === segment);
      if (found === undefined) return [];
      return [check(lossOf(found, goal).value, maxDrop, (v, limit) => `${segment}: ${lostText(goal)(v, limit)}`)];
    }),
  ];
  const missed = checks.filter(({ excess }) => excess > 0);
  return { loss, misses: missed.map(({ text }) => text), excess: Math.max(0, ...checks.map((c) => c.excess)) };
}

/** Found before anything is run: a file that is too large needs no measurement. */
export function sizeCheck(bytes: number, { maxBytes }: Pick<Goal, "maxBytes">): Check[] {
  if (maxBytes === null) return [];
  return [check(bytes, maxBytes, (v, limit) => `${kilo(v)} kB, ${kilo(limit)} allowed`)];
}

interface Check {
  readonly excess: number;
  readonly text: string;
}

/** Scores come in steps of one sample: what misses the limit by rounding alone keeps it. */
const SLACK = 1e-9;

function check(value: number, limit: number, text: (value: number, limit: number) => string): Check {
  const over = value - limit;
  return { excess: over > SLACK ? over / Math.max(Math.abs(limit), 1) : 0, text: text(value, limit) };
}

const kilo = (bytes: number) => (bytes / 1000).toFixed(0);

function lostText({ metric, unit }: Goal) {
  const of = metric === "top1" ? "top-1" : "agreement";
  const points = unit === "points" ? "points" : "%";
  return (value: number, limit: number) => `loses ${value.toFixed(1)} ${points} of ${of}, ${limit} allowed`;
}

function agreementText(changed: number, limit: number): string {
  return `agrees on ${(100 - changed).toFixed(1)} %, ${(100 - limit).toFixed(1)} % wanted`;
}
