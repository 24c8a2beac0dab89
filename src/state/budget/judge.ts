/** @file One measured model against the budget: which limits it keeps, misses, or leaves open, and what would settle it. */
import type { Comparison, Estimate } from "../../core/evaluate/evaluation.ts";
import { lossOf } from "../../core/search/goal.ts";
import { type Budget, maxBytes } from "./budget.ts";

/** `open`: the limit lies within the 95 % interval. */
export type CheckState = "kept" | "open" | "missed";

export interface Check {
  /** What is limited: "accuracy", "size", or the name of a segment. */
  readonly about: "accuracy" | "segment" | "size";
  readonly state: CheckState;
  /** The measurement is on the good side, whether it is sure or not. */
  readonly likely: boolean;
  /** In words, with the numbers. */
  readonly text: string;
  /** Samples in addition that would settle it if the value stayed where it is; 0 where it is settled. */
  readonly more: number;
}

export interface Judgement {
  readonly state: CheckState;
  readonly checks: readonly Check[];
}

/** Fewer samples decide nothing: an interval from a handful of answers that did not change has no width. */
const ENOUGH = 30;

const n1 = (x: number) => Math.abs(x).toFixed(1);
const signed = (x: number) => (n1(x) === "0.0" ? "0" : `${x < 0 ? "−" : "+"}${n1(x)}`);

/** @param float bytes of the FP32 file */
export function judgeBy(budget: Budget, float: number, comparison: Comparison, bytes: number): Judgement {
  const checks = [...accuracyChecks(budget, comparison), ...sizeChecks(budget, float, bytes)];
  const state = checks.some((c) => c.state === "missed")
    ? "missed"
    : checks.some((c) => c.state === "open")
      ? "open"
      : "kept";
  return { state, checks };
}

function accuracyChecks(budget: Budget, comparison: Comparison): readonly Check[] {
  if (comparison.top1Change === undefined) return [agreementCheck(budget, comparison)];
  const of = { metric: "top1", unit: budget.unit } as const;
  const whole = lossCheck("accuracy", "top-1", lossOf(comparison, of), budget.maxDrop, budget.unit);
  const parts = budget.segments.flatMap(({ segment, maxDrop }) => {
    const found = comparison.segments.find((s) => s.segment === segment);
    if (found?.top1Change === undefined) return [];
    return [lossCheck("segment", `top-1 on ${segment}`, lossOf(found, of), maxDrop, budget.unit)];
  });
  return [whole, ...parts];
}

function agreementCheck({ minAgreement }: Budget, { agreement }: Comparison): Check {
  const { value, lo, hi, n } = agreement;
  const text = `agrees with FP32 on ${n1(value)} % of ${n} samples (95 % interval ${n1(lo)} to ${n1(hi)} %); ${minAgreement} % wanted`;
  const lost = { value: 100 - value, lo: 100 - hi, hi: 100 - lo, n };
  return { about: "accuracy", text, ...settled(lost, 100 - minAgreement) };
}

function lossCheck(about: Check["about"], of: string, loss: Estimate, limit: number, unit: Budget["unit"]): Check {
  const word = unit === "points" ? "points" : "%";
  const change =
    n1(loss.value) === "0.0"
      ? `changes nothing in ${of}`
      : `${loss.value > 0 ? "loses" : "gains"} ${n1(loss.value)} ${word} of ${of}`;
  const interval = `95 % interval ${signed(-loss.hi)} to ${signed(-loss.lo)} on ${loss.n} samples`;
  return { about, text: `${change} (${interval}); ${limit} may be lost`, ...settled(loss, limit) };
}

function settled(loss: Estimate, limit: number): Pick<Check, "state" | "likely" | "more"> {
  const likely = loss.value <= limit;
  if (loss.lo > limit) return { state: "missed", likely, more: 0 };
  if (loss.hi <= limit && loss.n >= ENOUGH) return { state: "kept", likely, more: 0 };
  return { state: "open", likely, more: Math.max(ENOUGH - loss.n, samplesToSettle(loss, limit)) };
}

/** The width of an interval falls with the square root of the number of samples. */
function samplesToSettle({ value, lo, hi, n }: Estimate, limit: number): number {
  const far = value <= limit ? hi - value : value - lo;
  const gap = Math.abs(limit - value);
  return Math.max(1, Math.ceil(n * (far / gap) ** 2) - n);
}

function sizeChecks(budget: Budget, float: number, bytes: number): readonly Check[] {
  const limit = maxBytes(budget, float);
  if (limit === null) return [];
  const isKept = bytes <= limit;
  const text = `takes ${sizeText(bytes)}; ${sizeText(limit)} allowed`;
  return [{ about: "size", state: isKept ? "kept" : "missed", likely: isKept, text, more: 0 }];
}

/** 3842000 -> "3.84 MB". */
export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(bytes < 1e5 ? 1 : 0)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}
