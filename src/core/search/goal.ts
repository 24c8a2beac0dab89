/** @file What a search looks for: how much may be lost, overall and in chosen segments, and how small the file must be. */
import { checkOn, type DeviceLimit, type NeedsOfBoth } from "../evaluate/device/limits.ts";
import type { Comparison, Estimate, SegmentComparison } from "../evaluate/evaluation.ts";
import type { LossUnit } from "../evaluate/loss-unit.ts";
import type { MetricName } from "../evaluate/metric.ts";
import { lossText, lostOf, mainOf, TOP1, unitText } from "../evaluate/main-score.ts";

export const GOAL_METRICS = ["score", "agreement", "top1"] as const;
/**
 * `score`: the main one of the task, which needs labels; `top1` is an older name of it. `agreement` with FP32 counts every
 * changed answer as lost.
 */
export type GoalMetric = (typeof GOAL_METRICS)[number];

export interface Goal {
  readonly metric: GoalMetric;
  /** Largest loss that is allowed. */
  readonly maxDrop: number;
  readonly unit: LossUnit;
  /**
   * Least agreement with FP32, percent. Answers lost and won cancel in top-1, though each is a change that a user
   * meets; a search that looks at top-1 alone finds models that are right by luck.
   */
  readonly minAgreement: number;
  /** Largest file, bytes; null: as small as possible. */
  readonly maxBytes: number | null;
  /** What it may cost on devices, estimates; absent in searches that are older than that. */
  readonly devices?: readonly DeviceLimit[];
  /** Segments and classes with a budget of their own, in the unit and the metric of the whole. */
  readonly segments: readonly SegmentLimit[];
  /** Stop at the first model that passes, or go on for the best one. */
  readonly until: "first" | "best";
}

export interface SegmentLimit {
  readonly segment: string;
  readonly maxDrop: number;
  /** It is a class; else a segment, or a class where there is no segment of this name. */
  readonly kind?: "class";
}

/** The segment or class that a limit is about; undefined where it was not measured. */
export function partOf(
  { segments, classes = [] }: Pick<Comparison, "segments" | "classes">,
  { segment, kind }: Pick<SegmentLimit, "segment" | "kind">,
): SegmentComparison | undefined {
  const of = (parts: readonly SegmentComparison[]) => parts.find((part) => part.segment === segment);
  return kind === "class" ? of(classes) : (of(segments) ?? of(classes));
}

/** What is made as little as possible; undefined where that is the file. */
export function cheapestOf({ devices = [] }: Pick<Goal, "devices">): number | undefined {
  const at = devices.findIndex(({ cost, most }) => cost !== "fit" && most === null);
  return at < 0 ? undefined : at;
}

/** A size or a cost was set: the most accurate model within it is wanted, else the smallest or cheapest. */
export function isBounded(goal: Pick<Goal, "maxBytes" | "devices">): boolean {
  if (cheapestOf(goal) !== undefined) return false;
  return goal.maxBytes !== null || (goal.devices ?? []).length > 0;
}

/**
 * Agreement that a budget of so many points asks for unless another is set: five times as many answers may move. Only of shares
 * of right answers: no other score is in the unit of agreement.
 */
export function usualAgreement(maxDrop: number, { proportion }: Pick<MetricName, "proportion"> = TOP1): number {
  return proportion ? Math.max(0, 100 - 5 * Math.max(1, maxDrop)) : 0;
}

export interface Judgement {
  /** What was lost, in the unit of the goal; negative when something was gained. */
  readonly loss: Estimate;
  /** Every limit that is not kept, in words; empty when the model passes. */
  readonly misses: readonly string[];
  /** How far the worst limit is exceeded, as a share of it; 0 when all are kept. */
  readonly excess: number;
}

type Measured = Pick<SegmentComparison, "base" | "other" | "agreement" | "top1Change" | "main">;

/** Loss with its 95 % interval. Without labels the score is unknown and agreement stands for it. */
export function lossOf(measured: Measured, { metric, unit }: Pick<Goal, "metric" | "unit">): Estimate {
  const { agreement } = measured;
  const main = metric === "agreement" ? undefined : mainOf(measured);
  const points =
    main === undefined
      ? { value: 100 - agreement.value, lo: 100 - agreement.hi, hi: 100 - agreement.lo, n: agreement.n }
      : lostOf(main);
  const whole = Math.abs(main?.base.value ?? 100);
  if (unit === "points" || whole === 0) return points;
  const share = (x: number) => (100 * x) / whole;
  return { value: share(points.value), lo: share(points.lo), hi: share(points.hi), n: points.n };
}

/** What is known of a file before it runs. */
export interface Made {
  /** Of the file. */
  readonly bytes: number;
  /** Left out where no device is asked for. */
  readonly needs?: NeedsOfBoth | undefined;
}

export function judge(comparison: Comparison, made: Made, goal: Goal): Judgement {
  const loss = lossOf(comparison, goal);
  const checks = [
    ...gainChecks(made, goal),
    check(loss.value, goal.maxDrop, lostText(goal, comparison)),
    check(100 - comparison.agreement.value, 100 - goal.minAgreement, agreementText(comparison)),
    ...goal.segments.flatMap((limit) => {
      const { segment, maxDrop } = limit;
      const found = partOf(comparison, limit);
      if (found === undefined) return [];
      const text = lostText(goal, found);
      return [check(lossOf(found, goal).value, maxDrop, (v, most) => `${segment}: ${text(v, most)}`)];
    }),
  ];
  const missed = checks.filter(({ excess }) => excess > 0);
  return { loss, misses: missed.map(({ text }) => text), excess: Math.max(0, ...checks.map((c) => c.excess)) };
}

/** Found before anything is run: a file that is too large, or costs too much, needs no measurement. */
export function gainChecks({ bytes, needs }: Made, goal: Pick<Goal, "maxBytes" | "devices">): readonly Check[] {
  const { maxBytes, devices = [] } = goal;
  const size = maxBytes === null ? [] : [check(bytes, maxBytes, (v, most) => `${kilo(v)} kB, ${kilo(most)} allowed`)];
  return [...size, ...(needs === undefined ? [] : devices.map((limit) => checkOn(limit, needs)))];
}

export interface Check {
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

function lostText({ metric, unit }: Goal, measured: Measured) {
  const main = metric === "agreement" ? undefined : mainOf(measured);
  const of = main?.metric ?? { ...TOP1, title: "agreement" };
  const behind = of.unit === "%" && unit === "points" ? "" : unitText(of, unit);
  return (value: number, limit: number) => `${lossText(of, value, unit)}, ${limit}${behind} allowed`;
}

function agreementText({ near }: Comparison) {
  const agrees = near === undefined ? "agrees on" : `${near} of`;
  return (changed: number, limit: number) =>
    `${agrees} ${(100 - changed).toFixed(1)} %, ${(100 - limit).toFixed(1)} % wanted`;
}
