/** @file What the range editor draws: a window on the values, the bars in it, and the integers that fall there. */
import type { Range } from "../../core/calibrate/method.ts";
import type { TensorStats } from "../../core/calibrate/stats.ts";
import type { UsedRange } from "../../core/quantize/range-cost.ts";
import { niceTicks } from "./ticks.ts";

/** Real values at the left and right edge of the plot. */
export type Window = readonly [from: number, to: number];

export type Look = "all" | "range" | "low" | "high";

export interface WindowBar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** log10(1 + count): the drawn height. */
  readonly height: number;
}

const MAX_BARS = 128;
/** Beside what must be seen, on each side. */
const MARGIN = 0.04;
/** Integer steps on each side of an end when it is looked at closely. */
const STEPS = 24;

/** The window of a look. It depends on settled ranges alone, so that it stands still while an end is dragged. */
export function windowOf(look: Look, stats: TensorStats, used: UsedRange, others: readonly Range[]): Window {
  if (look === "low") return [used.lo - STEPS * used.scale, used.lo + STEPS * used.scale];
  if (look === "high") return [used.hi - STEPS * used.scale, used.hi + STEPS * used.scale];
  const all = look === "range" ? [used] : [used, ...others, { lo: stats.min, hi: stats.max }];
  const lo = Math.min(0, ...all.map((range) => range.lo));
  const hi = Math.max(0, ...all.map((range) => range.hi));
  const margin = MARGIN * (hi - lo) || 1;
  return [lo - margin, hi + margin];
}

/** Occupied bins of the window, folded evenly into at most `maxBars` bars. */
export function windowBars(
  { bins, limit }: Pick<TensorStats, "bins" | "limit">,
  [from, to]: Window,
  maxBars = MAX_BARS,
): readonly WindowBar[] {
  if (limit <= 0) return [];
  const width = (2 * limit) / bins.length;
  const first = Math.max(0, Math.floor((from + limit) / width));
  const last = Math.min(bins.length - 1, Math.floor((to + limit) / width));
  const fold = Math.max(1, Math.ceil((last - first + 1) / maxBars));
  const bars: WindowBar[] = [];
  // Counted from 0: no bar holds values of both signs, and a window that moves a little does not reshuffle them.
  const middle = bins.length / 2;
  for (let i = middle + Math.floor((first - middle) / fold) * fold; i <= last; i += fold) {
    let count = 0;
    for (let k = Math.max(0, i); k < Math.min(i + fold, bins.length); k++) count += bins[k] as number;
    if (count === 0) continue;
    bars.push({ from: i * width - limit, to: (i + fold) * width - limit, count, height: Math.log10(1 + count) });
  }
  return bars;
}

/** An integer on the upper axis. */
export interface IntegerTick {
  readonly x: number;
  readonly q: number;
}

/**
 * Integers worth a label: both ends, that of real 0, and round ones between them that are in the window.
 * @param qmin the lowest integer of the type, which stands for `used.lo`
 * @param width of the plot, px
 */
export function integerTicks(
  used: UsedRange,
  { qmin, levels }: { readonly qmin: number; readonly levels: number },
  [from, to]: Window,
  width: number,
): readonly IntegerTick[] {
  const at = (q: number) => used.lo + (q - qmin) * used.scale;
  const lowest = Math.max(qmin, Math.ceil(qmin + (from - used.lo) / used.scale));
  const highest = Math.min(qmin + levels - 1, Math.floor(qmin + (to - used.lo) / used.scale));
  if (highest < lowest) return [];
  const gap = (LABEL * (to - from)) / width;
  const wanted = [used.zero, qmin, qmin + levels - 1, ...niceTicks(lowest, highest, 6).filter(Number.isInteger)];
  const ticks: IntegerTick[] = [];
  for (const q of wanted) {
    const seen = q >= lowest && q <= highest && ticks.every((tick) => Math.abs(tick.x - at(q)) > gap);
    if (seen) ticks.push({ q, x: at(q) });
  }
  return ticks.sort((a, b) => a.q - b.q);
}

/** px that a label takes with its air. */
const LABEL = 40;

/** Real values of all integers in the window; none when they lie closer than `least` pixels. */
export function gridLines(
  used: UsedRange,
  levels: number,
  [from, to]: Window,
  width: number,
  least = 4,
): readonly number[] {
  if ((used.scale * width) / (to - from) < least) return [];
  const first = Math.max(0, Math.ceil((from - used.lo) / used.scale));
  const last = Math.min(levels - 1, Math.floor((to - used.lo) / used.scale));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => used.lo + (first + i) * used.scale);
}

/** Linear map of the window onto pixels, and back. */
export interface Scale {
  readonly toPx: (x: number) => number;
  readonly toValue: (px: number) => number;
}

export function scaleOf([from, to]: Window, left: number, width: number): Scale {
  const perPx = (to - from) / Math.max(1, width);
  return { toPx: (x) => left + (x - from) / perPx, toValue: (px) => from + (px - left) * perPx };
}
