import { binEdge } from "./histogram.ts";
import { type CalibrationMethod, within } from "./method.ts";
import { BINS, type TensorStats } from "./stats.ts";

/** Keeps the given share of values; each tail may lose half of the rest. */
export const percentile: CalibrationMethod = {
  id: "percentile",
  title: "Percentile",
  when: "A few outliers stretch the range; the tails may be clipped.",
  range: (stats, { percentile: kept }) => {
    if (stats.limit === 0) return { lo: 0, hi: 0 };
    const tail = (stats.count * (100 - kept)) / 200;
    return within(stats, quantile(stats, tail), quantile(stats, stats.count - tail));
  },
};

/** Value below which `rank` elements lie, linear within a bin. */
function quantile({ bins, limit }: TensorStats, rank: number): number {
  let below = 0;
  for (let i = 0; i < BINS; i++) {
    const count = bins[i] as number;
    if (below + count >= rank && count > 0) {
      const width = (2 * limit) / BINS;
      return binEdge(i, limit) + (width * (rank - below)) / count;
    }
    below += count;
  }
  return limit;
}
