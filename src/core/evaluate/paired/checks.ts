/** @file What must hold before a quantized model is let through: budgets for all samples and for segments, and samples that must stay right. */
import type { LossUnit } from "../loss-unit.ts";
import type { Task } from "../tasks/task.ts";
import type { Breakdown } from "./breakdown.ts";
import { nearest, type Pair, type PairedScores } from "./paired.ts";

export interface Check {
  /** "all samples", a segment's name, or a sample's id. */
  readonly name: string;
  readonly kind: "budget" | "segment" | "gate";
  readonly met: boolean;
  /** One sentence: what was found, and what is allowed. */
  readonly text: string;
}

export interface Limits {
  /** Largest loss of the main score over all samples, in its unit unless `unit` says otherwise. */
  readonly maxDrop?: number;
  /** `relative`: limits are percent of the score of the original. */
  readonly unit?: LossUnit;
  /** The same by segment or class. */
  readonly segments?: ReadonlyMap<string, number>;
  /** Ids of samples that must stay right. */
  readonly gates?: readonly string[];
}

/** Rounding of a difference of two shares must not miss a budget. */
const SLACK = 1e-9;

/** A score, and how much of it was lost. */
export interface Loss {
  readonly title: string;
  readonly points: number;
  /** The same as a share of the original's score, percent. */
  readonly relative: number;
  /** " points" of shares, " dB", or nothing. */
  readonly unit: string;
}

/** Of the main score; without labels, of the measure of nearness that `nearest` names. */
export function lossOf({ metrics, closeness }: PairedScores): Loss {
  const main = metrics[0];
  if (main !== undefined) {
    const points = main.better === "higher" ? 0 - main.change.value : main.change.value;
    return { title: main.title, points, relative: shareOf(points, main.base.value), unit: unitText(main.unit) };
  }
  const near = nearest(closeness);
  if (near === undefined) return { title: "agreement", points: NaN, relative: NaN, unit: " points" };
  const share = near.unit === "%" ? near.estimate.value : 100 * near.estimate.value;
  return { title: near.title, points: 100 - share, relative: 100 - share, unit: " points" };
}

/** Of nothing there is no share: what is lost of it counts as it is. */
function shareOf(points: number, whole: number): number {
  return whole === 0 ? points : (100 * points) / Math.abs(whole);
}

/** As it is read behind a number. */
function unitText(unit: string): string {
  return unit === "%" ? " points" : unit === "" ? "" : ` ${unit}`;
}

/** Every limit in turn. A segment or sample that is not there fails its check: what was asked for was not measured. */
export function checksOf(task: Task, pairs: readonly Pair[], measured: Measured, limits: Limits): Check[] {
  const { maxDrop, segments = new Map<string, number>(), gates = [], unit = "points" } = limits;
  return [
    ...(maxDrop === undefined ? [] : [budgetCheck(lossOf(measured.scores), maxDrop, unit)]),
    ...[...segments].map(([name, limit]) => segmentCheck(name, limit, measured.breakdown, unit)),
    ...gateChecks(task, pairs, gates),
  ];
}

/** One for each sample that must stay right. @param gates by id */
export function gateChecks(task: Task, pairs: readonly Pair[], gates: readonly string[]): Check[] {
  return gates.map((id) => gateCheck(task, id, pairs));
}

export interface Measured {
  readonly scores: PairedScores;
  readonly breakdown: Breakdown;
}

function budgetCheck({ title, points, relative, unit: own }: Loss, limit: number, unit: LossUnit): Check {
  const [lost, behind] = unit === "relative" ? [relative, " %"] : [points, own];
  if (Number.isNaN(points)) {
    return {
      name: "all samples",
      kind: "budget",
      met: false,
      text: `${title} could not be measured, so nothing can be held against the budget`,
    };
  }
  const text = `${amountOf(lost)}${behind} of ${title} lost, ${limit} allowed`;
  return { name: "all samples", kind: "budget", met: lost <= limit + SLACK, text };
}

/** One digit, or what is left of a smaller number: an error of 0.012 is not 0.0. */
function amountOf(lost: number): string {
  return lost === 0 || Math.abs(lost) >= 0.1 ? lost.toFixed(1) : String(Number(lost.toPrecision(2)));
}

function segmentCheck(name: string, limit: number, { rows, title, unit: own }: Breakdown, unit: LossUnit): Check {
  const row = rows.find((r) => r.name === name && r.kind === "segment") ?? rows.find((r) => r.name === name);
  if (row === undefined)
    return { name, kind: "segment", met: false, text: "no sample is in a segment or class of this name" };
  const isShare = unit === "relative" && row.base !== null;
  const lost = isShare ? shareOf(row.harm, row.base.value) : row.harm;
  const text = `${amountOf(lost)}${isShare ? " %" : unitText(own)} of ${title} lost, ${limit} allowed (n ${row.n})`;
  return { name, kind: "segment", met: lost <= limit + SLACK, text };
}

/** Right is what the task calls right; of a sample without label, what the original answered. */
function gateCheck(task: Task, id: string, pairs: readonly Pair[]): Check {
  const pair = pairs.find(({ base }) => base.id === id);
  if (pair === undefined) return { name: id, kind: "gate", met: false, text: "this sample was not measured" };
  if (task.id !== "classification") return worseCheck(task, id, pair);
  const { base, other } = pair;
  const want = base.label ?? base.top[0];
  const met = other.top[0] === want;
  const against = base.label === undefined ? "the original answers" : "right is";
  return {
    name: id,
    kind: "gate",
    met,
    text: `answered class ${other.top[0] ?? "none"}, ${against} ${want ?? "none"}`,
  };
}

/** Where an answer is not simply right or wrong: it must not be worse than the original's by more than this share of it. */
export const WORSE = 0.05;

function worseCheck(task: Task, id: string, pair: Pair): Check {
  const at = (result: Pair["base"]) => task.scorer([result]).at(Float64Array.of(1))[0] ?? NaN;
  const [before, after, metric] = [at(pair.base), at(pair.other), task.metrics[0]];
  if (metric === undefined || Number.isNaN(before)) {
    return { name: id, kind: "gate", met: false, text: "nothing is labelled on this sample, so it cannot be judged" };
  }
  const lost = metric.better === "higher" ? before - after : after - before;
  const text = `${metric.title} ${after.toFixed(1)}, ${before.toFixed(1)} before`;
  return { name: id, kind: "gate", met: lost <= WORSE * Math.abs(before) + SLACK, text };
}
