/** @file Cost against accuracy of variants: where each point lies, which are on the front, and where names fit. */
import type { DeviceLimit } from "../../core/evaluate/device/limits.ts";
import type { Estimate, ScoreChange } from "../../core/evaluate/evaluation.ts";
import { lostOf } from "../../core/evaluate/main-score.ts";
import type { MetricName } from "../../core/evaluate/metric.ts";
import type { Precision } from "../../core/precision.ts";
import { bytes, milliseconds, percent, points, sig, signed } from "../parts/format.ts";
import { niceTicks } from "./ticks.ts";

export interface ParetoPoint {
  readonly id: string;
  readonly name: string;
  readonly precision: Precision | null;
  /** What the file or running it costs, by the id of the axis. */
  readonly costs: Costs;
  /** On the axis of the plot, more is better; FP32 itself has no interval. */
  readonly score: Pick<Estimate, "value" | "lo" | "hi">;
}

/** Room for labels around the plot, px. */
export const PARETO_ROOM = { left: 48, right: 16, top: 12, bottom: 24 } as const;

/** Kinds of cost; another is a line here. Those of running it are estimates of one sample on one device. */
export const COST_AXES = [
  { id: "size", title: "Size", question: "What does each size cost?", text: bytes },
  { id: "ram", title: "RAM, estimate", question: "What does less RAM cost?", text: bytes },
  { id: "time", title: "Time, estimate", question: "What does speed cost?", text: milliseconds },
  {
    id: "energy",
    title: "Relative energy, estimate",
    question: "What does less energy cost?",
    text: (share: number) => percent(100 * share, 0),
  },
] as const;
export type CostId = (typeof COST_AXES)[number]["id"];

/** Bytes; milliseconds for `time`; a share of FP32's for `energy`. What is not known is absent. */
export type Costs = Readonly<{ size: number } & Partial<Record<CostId, number>>>;

export function costAxis(cost: CostId): (typeof COST_AXES)[number] {
  return COST_AXES.find(({ id }) => id === cost) ?? COST_AXES[0];
}

/** NaN when it is not known. */
export function costOf({ costs }: Pick<ParetoPoint, "costs">, cost: CostId): number {
  return costs[cost] ?? NaN;
}

/** Points that no other beats in both cost and score, cheapest first. */
export function paretoFront(points: readonly ParetoPoint[], cost: CostId): readonly ParetoPoint[] {
  const order = points.toSorted((a, b) => costOf(a, cost) - costOf(b, cost) || b.score.value - a.score.value);
  const front: ParetoPoint[] = [];
  for (const point of order) {
    const last = front.at(-1);
    if (last === undefined || point.score.value > last.score.value) front.push(point);
  }
  return front;
}

/** What is plotted upwards: more is better. */
export interface ScoreAxis {
  /** Id of the metric; `agreement` without labels. */
  readonly id: string;
  readonly title: string;
  /** Of FP32 itself. */
  readonly best: number;
  /** A value and an end of its interval, in words. */
  readonly text: (value: number) => string;
  readonly short: (value: number) => string;
}

const AGREEMENT_AXIS: ScoreAxis = {
  id: "agreement",
  title: "agreement with FP32, %",
  best: 100,
  text: (value) => `${percent(value)} agreement`,
  short: (value) => signed(value),
};

/** @param metric the main score of the task; null without labels */
export function scoreAxis(metric: MetricName | null): ScoreAxis {
  if (metric === null) return AGREEMENT_AXIS;
  const { id, title, unit, better } = metric;
  const short = (value: number) => (unit === "" ? `${value > 0 ? "+" : ""}${sig(value)}` : signed(value));
  const amount = (value: number) => (unit === "%" ? points(value) : `${short(value)}${unit === "" ? "" : ` ${unit}`}`);
  const inUnit = unit === "%" ? ", points" : unit === "" ? "" : `, ${unit}`;
  return better === "higher"
    ? {
        id,
        title: `change of ${title} against FP32${inUnit}`,
        best: 0,
        short,
        text: (value) => `${amount(value)} of ${title}`,
      }
    : {
        id,
        title: `improvement of ${title} over FP32${inUnit}, below 0 is worse`,
        best: 0,
        short,
        text: (value) => `${title} ${value < 0 ? "worse" : "better"} by ${amount(Math.abs(value)).replace(/^\+/, "")}`,
      };
}

/** A change as a place on the axis: up is better. */
export function gainOf(score: Pick<ScoreChange, "metric" | "change">): Pick<Estimate, "value" | "lo" | "hi"> {
  const { value, lo, hi } = lostOf(score);
  // Without an interval it is a point.
  const end = (x: number) => 0 - (Number.isNaN(x) ? value : x);
  return { value: 0 - value, lo: end(hi), hi: end(lo) };
}

/** What a budget allows on an axis of devices; null where it says nothing. The least of several counts. */
export function deviceLimit(limits: readonly DeviceLimit[], cost: CostId, device: string): number | null {
  const allowed = limits.flatMap((limit) => {
    // RAM is the same wherever it is planned for.
    if (cost === "ram" && limit.cost === "fit") return limit.device.ram ?? [];
    if (limit.cost !== cost || (cost !== "ram" && limit.device.id !== device)) return [];
    return limit.most ?? [];
  });
  return allowed.length === 0 ? null : Math.min(...allowed);
}

export interface Domains {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Limits of the budget, drawn as lines; null where there is none. */
export interface Limits {
  readonly cost: number | null;
  readonly score: number | null;
}

/** Everything fits, intervals and limits too, with a little room around. The cost does not start at 0. */
export function paretoDomains(points: readonly ParetoPoint[], cost: CostId, limits: Limits): Domains {
  const costs = [...points.map((p) => costOf(p, cost)), ...(limits.cost === null ? [] : [limits.cost])];
  const scores = [
    ...points.flatMap(({ score }) => [score.lo, score.hi]),
    ...(limits.score === null ? [] : [limits.score]),
  ];
  return { x: padded(costs, 0.08, 0), y: padded(scores, 0.1, -Infinity) };
}

function padded(values: readonly number[], share: number, floor: number): readonly [number, number] {
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  const room = share * (hi - lo || Math.abs(hi) || 1);
  return [Math.max(floor, lo - room), hi + room];
}

/** Place of a point in the plot, 0..1 from the left and from the top. */
export function placeOf(point: ParetoPoint, cost: CostId, { x, y }: Domains): readonly [number, number] {
  return [(costOf(point, cost) - x[0]) / (x[1] - x[0]), (y[1] - point.score.value) / (y[1] - y[0])];
}

export function paretoTicks({ x, y }: Domains): { readonly x: readonly number[]; readonly y: readonly number[] } {
  return { x: niceTicks(x[0], x[1], 5), y: niceTicks(y[0], y[1], 4) };
}

export interface Label {
  readonly id: string;
  /** Left end of its text and its baseline, px. */
  readonly x: number;
  readonly y: number;
}

/** Text or a mark that is there already, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width of a character and height of a line at 12 px, px; distance from the point. */
const [CHARACTER, LINE, GAP] = [7, 14, 8];

/**
 * Names beside their points where they cover neither each other nor a point, else above or below, else nowhere: the
 * tooltip has them all. Those that come first are placed first.
 * @param points in px @param size of the drawing, px
 */
export function placeLabels(
  points: readonly { readonly id: string; readonly name: string; readonly x: number; readonly y: number }[],
  size: { readonly width: number; readonly height: number },
  others: readonly Box[] = [],
): readonly Label[] {
  const marks = points.map(({ x, y }) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }));
  const taken: Box[] = [...others, ...marks];
  const labels: Label[] = [];
  for (const { id, name, x, y } of points) {
    const width = name.length * CHARACTER;
    const candidates: readonly Box[] = [
      { x: x + GAP, y: y - LINE / 2, width, height: LINE },
      { x: x - GAP - width, y: y - LINE / 2, width, height: LINE },
      { x: x + GAP / 2, y: y - GAP - LINE, width, height: LINE },
      { x: x + GAP / 2, y: y + GAP, width, height: LINE },
      { x: x - GAP / 2 - width, y: y - GAP - LINE, width, height: LINE },
      { x: x - GAP / 2 - width, y: y + GAP, width, height: LINE },
    ];
    const free = candidates.find((box) => isInside(box, size) && !taken.some((other) => overlap(box, other)));
    if (free === undefined) continue;
    taken.push(free);
    labels.push({ id, x: free.x, y: free.y + LINE - 3 });
  }
  return labels;
}

function isInside({ x, y, width, height }: Box, size: { readonly width: number; readonly height: number }): boolean {
  return x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
