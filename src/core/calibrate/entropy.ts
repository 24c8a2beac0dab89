import { type CalibrationMethod, within } from "./method.ts";
import { BINS, type TensorStats } from "./stats.ts";

const MIDDLE = BINS / 2;
const CANDIDATES = 128;
/** Mass given to a quantized bin that would otherwise be impossible. */
const EPSILON = 1e-4;
/** More than rounding can move a divergence. */
const SLACK = 1e-9;

/**
 * Threshold with the smallest Kullback-Leibler divergence from the observed distribution (outliers folded
 * into the edge bins) to the quantized one (S. Migacz, "8-bit inference with TensorRT", GTC 2017).
 * A real search over 128 thresholds: on bell-shaped data with one far outlier it does not return the outlier.
 */
export const entropy: CalibrationMethod = {
  id: "entropy",
  title: "Entropy (KL)",
  when: "Keeps the shape of the distribution; good for classifiers with long tails.",
  range: (stats, { levels }) => {
    if (stats.limit === 0) return { lo: 0, hi: 0 };
    const hist = prepare(stats);
    const reach = (Math.max(-stats.min, stats.max) * MIDDLE) / stats.limit;
    const oneSided = stats.min >= 0 || stats.max <= 0;
    const least = Math.min(reach, oneSided ? levels : levels / 2);
    let [threshold, divergence] = [reach, Infinity];
    for (let i = 0; i <= CANDIDATES; i++) {
      const t = reach - ((reach - least) * i) / CANDIDATES;
      const from = Math.max(0, MIDDLE - Math.round(Math.min(t, (-stats.min * MIDDLE) / stats.limit)));
      const to = Math.min(BINS, MIDDLE + Math.round(Math.min(t, (stats.max * MIDDLE) / stats.limit)));
      const cut = cutOf(hist, Math.min(from, MIDDLE), Math.max(to, MIDDLE + 1), levels);
      if (cut === null || leastDivergence(hist, cut) > divergence + SLACK) continue;
      const kl = divergenceOf(hist, cut);
      if (kl < divergence) [threshold, divergence] = [t, kl];
    }
    const end = (threshold * stats.limit) / MIDDLE;
    return within(stats, -end, end);
  },
};

interface Histogram {
  readonly bins: Float64Array;
  /** Prefix sums of counts, of occupied bins and of c log c. */
  readonly count: Float64Array;
  readonly occupied: Float64Array;
  readonly information: Float64Array;
}

function prepare(stats: TensorStats): Histogram {
  const bins = stats.bins.slice();
  // Exact zeros are represented without error; their spike would drown every other bin.
  bins[MIDDLE] = Math.min(bins[MIDDLE] as number, Math.max(bins[MIDDLE - 1] as number, bins[MIDDLE + 1] as number));
  const count = new Float64Array(BINS + 1);
  const occupied = new Float64Array(BINS + 1);
  const information = new Float64Array(BINS + 1);
  for (let i = 0; i < BINS; i++) {
    const c = bins[i] as number;
    count[i + 1] = (count[i] as number) + c;
    occupied[i + 1] = (occupied[i] as number) + (c > 0 ? 1 : 0);
    information[i + 1] = (information[i] as number) + (c > 0 ? c * Math.log(c) : 0);
  }
  return { bins, count, occupied, information };
}

/** Bins `from`..`to` quantized to `steps` levels; everything outside is clipped. */
interface Cut {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** Elements inside; more than 0. */
  readonly inside: number;
  /** The outermost bins that take in outliers. */
  readonly edges: readonly Edge[];
}

interface Edge {
  /** Elements of the bin itself, and beyond it. */
  readonly own: number;
  readonly outliers: number;
  /** Probability that Q gives the bin. */
  readonly q: number;
}

function cutOf(hist: Histogram, from: number, to: number, levels: number): Cut | null {
  const { count } = hist;
  const inside = between(count, from, to);
  if (inside <= 0) return null;
  const steps = Math.min(levels, to - from);
  const range = { from, to, steps, inside };
  const below = edgeOf(hist, range, { bin: from, step: 0, outliers: between(count, 0, from) });
  const above = edgeOf(hist, range, { bin: to - 1, step: steps - 1, outliers: between(count, to, BINS) });
  return { ...range, edges: [below, above].filter(({ outliers }) => outliers > 0) };
}

interface Place {
  readonly bin: number;
  /** The quantized bin it is part of. */
  readonly step: number;
  readonly outliers: number;
}

/** Q shares what a quantized bin holds among the occupied bins in it. */
function edgeOf(
  hist: Histogram,
  { from, to, steps, inside }: Omit<Cut, "edges">,
  { bin, step, outliers }: Place,
): Edge {
  const own = hist.bins[bin] as number;
  const a = from + Math.floor((step * (to - from)) / steps);
  const b = from + Math.floor(((step + 1) * (to - from)) / steps);
  const shared = between(hist.count, a, b) / between(hist.occupied, a, b) / inside;
  return { own, outliers, q: own > 0 ? shared : EPSILON / (hist.count[BINS] as number) };
}

/** Sum over the bins `a`..`b`, from prefix sums. */
function between(sums: Float64Array, a: number, b: number): number {
  return (sums[b] as number) - (sums[a] as number);
}

/**
 * A lower bound of the divergence from the edges alone, by the log sum inequality: merging the bins between them
 * cannot raise it. Rules out about half of the thresholds without looking at their bins.
 */
function leastDivergence({ count }: Histogram, { edges }: Cut): number {
  const total = count[BINS] as number;
  let [bound, restP, restQ] = [0, 1, 1];
  for (const { own, outliers, q } of edges) {
    const p = (own + outliers) / total;
    bound += p * Math.log(p / q);
    restP -= p;
    restQ -= own > 0 ? q : 0;
  }
  return restP > SLACK && restQ > SLACK ? bound + restP * Math.log(restP / restQ) : bound;
}

/** KL(P || Q), nats; O(levels) thanks to the prefix sums. */
function divergenceOf(hist: Histogram, cut: Cut): number {
  const { count, information } = hist;
  const total = count[BINS] as number;
  let cross = crossEntropy(hist, cut);
  let entropyP = between(information, cut.from, cut.to);
  // Outliers join the edge bins of P, but not of Q: that is what makes clipping cost something.
  for (const { own, outliers, q } of cut.edges) {
    entropyP += (own + outliers) * Math.log(own + outliers) - (own > 0 ? own * Math.log(own) : 0);
    cross += outliers * Math.log(q);
  }
  return (entropyP - total * Math.log(total) - cross) / total;
}

/** Sum over the bins inside of count times log Q. The innermost loop of the search. */
function crossEntropy({ count, occupied }: Histogram, { from, to, steps, inside }: Cut): number {
  const width = to - from;
  let cross = 0;
  for (let j = 1, a = from; j <= steps; j++) {
    const b = from + Math.floor((j * width) / steps);
    const sum = between(count, a, b);
    if (sum > 0) cross += sum * Math.log(sum / between(occupied, a, b) / inside);
    a = b;
  }
  return cross;
}
