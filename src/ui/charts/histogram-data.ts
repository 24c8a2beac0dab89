/** @file From 4096 bins to the bars that are drawn. */

export interface HistogramInput {
  readonly bins: Float64Array;
  /** The bins cover [-limit, limit). */
  readonly limit: number;
  readonly range: { readonly lo: number; readonly hi: number } | null;
}

export interface HistogramBar {
  /** Left and right edge, in the tensor's unit. */
  readonly from: number;
  readonly to: number;
  /** Middle, where the tooltip looks. */
  readonly x: number;
  readonly count: number;
  /** log10(1 + count): the drawn height. */
  readonly height: number;
  /** The bar's middle lies outside the range. */
  readonly clipped: boolean;
}

const MAX_BARS = 128;

/**
 * Folds the occupied part of the histogram, widened to hold the range, into at most `maxBars` bars of
 * equal width. Empty for a tensor of zeros.
 */
export function histogramBars({ bins, limit, range }: HistogramInput, maxBars = MAX_BARS): readonly HistogramBar[] {
  const width = (2 * limit) / bins.length;
  const span = occupied(bins, width, limit, range);
  if (span === null) return [];
  const [first, last] = span;
  const fold = Math.ceil((last - first + 1) / maxBars);
  const bars: HistogramBar[] = [];
  for (let i = first; i <= last; i += fold) {
    let count = 0;
    for (let k = i; k < Math.min(i + fold, bins.length); k++) count += bins[k] ?? 0;
    const [from, to] = [i * width - limit, (i + fold) * width - limit];
    const x = (from + to) / 2;
    const clipped = range !== null && (x < range.lo || x > range.hi);
    bars.push({ from, to, x, count, height: Math.log10(1 + count), clipped });
  }
  return bars;
}

/** First and last bin to draw: every occupied one and those of the range. */
function occupied(
  bins: Float64Array,
  width: number,
  limit: number,
  range: HistogramInput["range"],
): readonly [number, number] | null {
  if (limit <= 0) return null;
  let [first, last] = [0, bins.length - 1];
  while (first < last && bins[first] === 0) first++;
  while (last > first && bins[last] === 0) last--;
  if (bins[first] === 0) return null;
  if (range === null) return [first, last];
  const bin = (x: number) => Math.min(bins.length - 1, Math.max(0, Math.floor((x + limit) / width)));
  return [Math.min(first, bin(range.lo)), Math.max(last, bin(range.hi))];
}

/** Powers of ten up to the highest bar, as heights, for the axis: 1, 10, 100 ... */
export function countTicks(
  bars: readonly HistogramBar[],
): readonly { readonly height: number; readonly label: string }[] {
  const top = Math.max(0, ...bars.map((bar) => bar.count));
  const steps = Math.floor(Math.log10(Math.max(1, top)));
  const every = Math.max(1, Math.ceil((steps + 1) / 5));
  const powers = Array.from({ length: steps + 1 }, (_, k) => k).filter((k) => k % every === 0);
  return powers.map((k) => ({ height: Math.log10(1 + 10 ** k), label: LABELS[k] ?? `10^${k}` }));
}

const LABELS = ["1", "10", "100", "1 k", "10 k", "100 k", "1 M", "10 M", "100 M", "1 G", "10 G"];
