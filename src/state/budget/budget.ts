/** @file What may be lost and what must be gained, as the user states it. */
import { DEVICES } from "../../core/evaluate/device/devices.ts";
import { type DeviceLimit, limitText } from "../../core/evaluate/device/limits.ts";
import { unitText, usualUnit } from "../../core/evaluate/main-score.ts";
import type { LossUnit } from "../../core/evaluate/loss-unit.ts";
import type { MetricName } from "../../core/evaluate/metric.ts";
import { type Goal, type SegmentLimit, usualAgreement } from "../../core/search/goal.ts";

export const SIZE_UNITS = ["kB", "MB", "times"] as const;
/** `times`: at most FP32 divided by this. */
export type SizeUnit = (typeof SIZE_UNITS)[number];

export interface Budget {
  /** Largest loss of the main score that is allowed, in `unit`. */
  readonly maxDrop: number;
  /** `usual`: as suits the score, until the user chooses. */
  readonly unit: LossUnit | "usual";
  /** Segments and classes with a limit of their own, in the same unit. */
  readonly segments: readonly SegmentLimit[];
  /** Without labels: least agreement with FP32, percent. */
  readonly minAgreement: number;
  /** How small the file must be; null: any size. */
  readonly size: { readonly value: number; readonly unit: SizeUnit } | null;
  /** What it may cost on devices. */
  readonly devices: readonly DeviceLimit[];
}

export const DEFAULT_BUDGET: Budget = {
  maxDrop: 1,
  unit: "usual",
  segments: [],
  minAgreement: 97,
  size: null,
  devices: [],
};

/** A budget of an earlier visit: what its version did not know has no limit, and devices have the figures of today. */
export function currentBudget(kept: Partial<Budget>): Budget {
  const devices = (kept.devices ?? []).map((limit): DeviceLimit => {
    return { ...limit, device: DEVICES.find(({ id }) => id === limit.device.id) ?? limit.device };
  });
  return { ...DEFAULT_BUDGET, ...kept, devices };
}

const KILO: Readonly<Record<Exclude<SizeUnit, "times">, number>> = { kB: 1e3, MB: 1e6 };

/** Largest file in bytes, or null. @param float bytes of the FP32 file */
export function maxBytes({ size }: Pick<Budget, "size">, float: number): number | null {
  if (size === null) return null;
  return size.unit === "times" ? float / size.value : size.value * KILO[size.unit];
}

/** In which its limits are meant. */
export function unitOf({ unit }: Pick<Budget, "unit">, metric: Pick<MetricName, "unit">): LossUnit {
  return unit === "usual" ? usualUnit(metric) : unit;
}

/**
 * The budget as a search takes it.
 * @param float bytes of the FP32 file
 * @param metric the main score of the task; null without labels for it
 */
export function goalOf(budget: Budget, float: number, metric: MetricName | null): Omit<Goal, "until"> {
  const { maxDrop, segments, devices } = budget;
  const gain = { maxBytes: maxBytes(budget, float), devices };
  if (metric !== null) {
    const minAgreement = usualAgreement(maxDrop, metric);
    return { metric: "score", maxDrop, unit: unitOf(budget, metric), segments, ...gain, minAgreement };
  }
  const { minAgreement } = budget;
  const drop = 100 - minAgreement;
  return { metric: "agreement", maxDrop: drop, unit: "points", segments: [], ...gain, minAgreement };
}

/** "lose at most 1 point of top-1, 0.5 of low-light; 3 MB; at most 30 ms on Cortex-A53". @param metric null without labels */
export function budgetText(budget: Budget, metric: MetricName | null): string {
  const { maxDrop, segments, minAgreement, size, devices } = budget;
  const small =
    size === null ? "any size" : size.unit === "times" ? `${size.value} × smaller` : `${size.value} ${size.unit}`;
  const gain = [...(size === null && devices.length > 0 ? [] : [small]), ...devices.map(limitText)].join("; ");
  if (metric === null) return `agree on at least ${minAgreement} %; ${gain}`;
  const unit = unitOf(budget, metric);
  const isPoints = unit === "points" && metric.unit === "%";
  const of = isPoints ? "" : unitText(metric, unit);
  const behind = isPoints ? (maxDrop === 1 ? " point" : " points") : of;
  const lost =
    metric.better === "higher"
      ? `lose at most ${maxDrop}${behind} of ${metric.title}`
      : `raise ${metric.title} by at most ${maxDrop}${behind}`;
  const apart = segments.map(({ segment, maxDrop: drop }) => `, ${drop}${of} of ${segment}`).join("");
  return `${lost}${apart}; ${gain}`;
}
