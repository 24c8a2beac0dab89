import { type CalibrationMethod, within } from "./method.ts";
import { BINS, type TensorStats } from "./stats.ts";

const MIDDLE = BINS / 2;
const CANDIDATES = 128;
/** Mass given to a quantized bin that would otherwise be impossible. */
const EPSILON = 1e-4;

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
      const kl = divergenceOf(hist, Math.min(from, MIDDLE), Math.max(to, MIDDLE + 1), levels);
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

/** KL(P || Q), nats, for bins `from`..`to` quantized to `levels`; O(levels) thanks to the prefix sums. */
function divergenceOf({ bins, count, occupied, information }: Histogram, from: number, to: number, levels: number) {
  const at = (sums: Float64Array, i: number) => sums[i] as number;
  const total = at(count, BINS);
  const inside = at(count, to) - at(count, from);
  if (inside <= 0) return Infinity;
  const width = to - from;
  const steps = Math.min(levels, width);
  let cross = 0;
  const logQ = (j: number) => {
    const a = from + Math.floor((j * width) / steps);
    const b = from + Math.floor(((j + 1) * width) / steps);
    const used = at(occupied, b) - at(occupied, a);
    const sum = at(count, b) - at(count, a);
    return { sum, log: Math.log(used > 0 ? sum / used / inside : EPSILON / total) };
  };
  for (let j = 0; j < steps; j++) {
    const { sum, log } = logQ(j);
    if (sum > 0) cross += sum * log;
  }
  let entropyP = at(information, to) - at(information, from);
  // Outliers join the edge bins of P, but not of Q: that is what makes clipping cost something.
  for (const [edge, outliers, level] of [
    [from, at(count, from), 0],
    [to - 1, total - at(count, to), steps - 1],
  ] as const) {
    if (outliers === 0) continue;
    const c = bins[edge] as number;
    entropyP += (c + outliers) * Math.log(c + outliers) - (c > 0 ? c * Math.log(c) : 0);
    cross += outliers * (c > 0 ? logQ(level).log : Math.log(EPSILON / total));
  }
  return (entropyP - total * Math.log(total) - cross) / total;
}
