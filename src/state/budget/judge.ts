/** @file One measured model against the budget: which limits it keeps, misses, or leaves open, and what would settle it. */
import {
  checkOn,
  type DeviceCostId,
  type DeviceLimit,
  type NeedsOfBoth,
  shortName,
} from "../../core/evaluate/device/limits.ts";
import type { Comparison, Estimate, ScoreChange } from "../../core/evaluate/evaluation.ts";
import { lossNumber, lossText, mainOf, unitText } from "../../core/evaluate/main-score.ts";
import { lossOf, partOf } from "../../core/search/goal.ts";
import { type Budget, maxBytes, unitOf } from "./budget.ts";

/** `open`: the limit lies within the 95 % interval, or what it limits is not known. */
export type CheckState = "kept" | "open" | "missed";

export interface Check {
  /** What is limited. */
  readonly about: "accuracy" | "segment" | "size" | "device";
  /** Of a device. */
  readonly cost?: DeviceCostId;
  readonly state: CheckState;
  /** The measurement is on the good side, whether it is sure or not. */
  readonly likely: boolean;
  /** In words, with the numbers. */
  readonly text: string;
  /** Samples in addition that would settle it if the value stayed where it is; 0 where samples settle nothing. */
  readonly more: number;
}

export interface Judgement {
  readonly state: CheckState;
  readonly checks: readonly Check[];
}

/** What is judged. */
export interface Candidate {
  readonly comparison: Comparison;
  /** Of the file. */
  readonly bytes: number;
  /** Left out while nothing is estimated. */
  readonly costs?: NeedsOfBoth | undefined;
}

/** Fewer samples decide nothing: an interval from a handful of answers that did not change has no width. */
const ENOUGH = 30;

const n1 = (x: number) => Math.abs(x).toFixed(1);

/** @param float bytes of the FP32 file */
export function judgeBy(budget: Budget, float: number, { comparison, bytes, costs }: Candidate): Judgement {
  const checks = [
    ...accuracyChecks(budget, comparison),
    ...sizeChecks(budget, float, bytes),
    ...budget.devices.map((limit) => deviceCheck(limit, costs)),
  ];
  const state = checks.some((c) => c.state === "missed")
    ? "missed"
    : checks.some((c) => c.state === "open")
      ? "open"
      : "kept";
  return { state, checks };
}

function accuracyChecks(budget: Budget, comparison: Comparison): readonly Check[] {
  const main = mainOf(comparison);
  if (main === undefined) return [agreementCheck(budget, comparison)];
  const unit = unitOf(budget, main.metric);
  const of = { metric: "score", unit } as const;
  const whole = lossCheck("accuracy", main.metric, lossOf(comparison, of), { most: budget.maxDrop, unit });
  const parts = budget.segments.map((limit): Check => {
    const { segment, maxDrop } = limit;
    const found = partOf(comparison, limit);
    const score = found && mainOf(found);
    if (found === undefined || score === undefined) {
      const text = `was not measured on ${segment}; measure it again`;
      return { about: "segment", state: "open", likely: true, text, more: 0 };
    }
    const metric = { ...score.metric, title: `${score.metric.title} on ${segment}` };
    return lossCheck("segment", metric, lossOf(found, of), { most: maxDrop, unit });
  });
  return [whole, ...parts];
}

function agreementCheck({ minAgreement }: Budget, { agreement, near }: Comparison): Check {
  const { value, lo, hi, n } = agreement;
  const agrees =
    near === undefined
      ? `agrees with FP32 on ${n1(value)} % of ${n} samples`
      : `has ${n1(value)} % ${near} with FP32 on ${n} samples`;
  const text = `${agrees} (95 % interval ${n1(lo)} to ${n1(hi)} %); ${minAgreement} % wanted`;
  const lost = { value: 100 - value, lo: 100 - hi, hi: 100 - lo, n };
  return { about: "accuracy", text, ...settled(lost, 100 - minAgreement) };
}

interface LossLimit {
  readonly most: number;
  readonly unit: ReturnType<typeof unitOf>;
}

function lossCheck(
  about: Check["about"],
  metric: ScoreChange["metric"],
  loss: Estimate,
  { most, unit }: LossLimit,
): Check {
  const signed = (x: number) => {
    const size = lossNumber(metric, x, unit);
    return Number(size) === 0 ? "0" : `${x < 0 ? "−" : "+"}${size}`;
  };
  const isHigher = metric.better === "higher";
  const [from, to] = isHigher ? [-loss.hi, -loss.lo] : [loss.lo, loss.hi];
  const interval = Number.isFinite(from + to)
    ? `95 % interval ${signed(from)} to ${signed(to)} on ${loss.n} samples`
    : `no interval from ${loss.n} samples`;
  const behind = unit === "points" && metric.unit === "%" ? "" : unitText(metric, unit);
  const allowed = `${most}${behind} may be ${isHigher ? "lost" : "added"}`;
  return { about, text: `${lossText(metric, loss.value, unit)} (${interval}); ${allowed}`, ...settled(loss, most) };
}

function settled(loss: Estimate, limit: number): Pick<Check, "state" | "likely" | "more"> {
  const likely = loss.value <= limit;
  if (loss.lo > limit) return { state: "missed", likely, more: 0 };
  if (loss.hi <= limit && loss.n >= ENOUGH) return { state: "kept", likely, more: 0 };
  return { state: "open", likely, more: Math.max(ENOUGH - loss.n, samplesToSettle(loss, limit)) };
}

/** The width of an interval falls with the square root of the number of samples; without one, as many again. */
function samplesToSettle({ value, lo, hi, n }: Estimate, limit: number): number {
  const far = value <= limit ? hi - value : value - lo;
  const gap = Math.abs(limit - value);
  return Number.isNaN(far) ? n : Math.max(1, Math.ceil(n * (far / gap) ** 2) - n);
}

function sizeChecks(budget: Budget, float: number, bytes: number): readonly Check[] {
  const limit = maxBytes(budget, float);
  if (limit === null) return [];
  const isKept = bytes <= limit;
  const text = `takes ${sizeText(bytes)}; ${sizeText(limit)} allowed`;
  return [{ about: "size", state: isKept ? "kept" : "missed", likely: isKept, text, more: 0 }];
}

/** An estimate has no interval: what it says is taken as it is, and called an estimate. */
function deviceCheck(limit: DeviceLimit, costs: NeedsOfBoth | undefined): Check {
  const of = { about: "device", cost: limit.cost, more: 0 } as const;
  if (costs === undefined) {
    const text = `was not estimated for ${shortName(limit.device)}; quantize it again`;
    return { ...of, state: "open", likely: true, text };
  }
  const { kept, text } = checkOn(limit, costs);
  return { ...of, state: kept ? "kept" : "missed", likely: kept, text };
}

/** 3842000 -> "3.84 MB". */
export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(bytes < 1e5 ? 1 : 0)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}
