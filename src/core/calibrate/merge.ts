/** @file Joins the statistics of two shards. Associative and commutative to the bit: see stats.ts. */
import { mergeMeans } from "./channel-means.ts";
import { widen } from "./histogram.ts";
import { mergeExtremes } from "./sample-extremes.ts";
import type { CalibrationStats, TensorStats } from "./stats.ts";

export function mergeStats(a: CalibrationStats, b: CalibrationStats): CalibrationStats {
  const merged = new Map(a);
  for (const [name, stats] of b) {
    const other = merged.get(name);
    merged.set(name, other === undefined ? stats : mergeTensor(other, stats));
  }
  return merged;
}

function mergeTensor(a: TensorStats, b: TensorStats): TensorStats {
  const limit = Math.max(a.limit, b.limit);
  const bins = widen(a.bins, a.limit, limit).slice();
  const other = widen(b.bins, b.limit, limit);
  for (let i = 0; i < bins.length; i++) bins[i] = (bins[i] as number) + (other[i] as number);
  const means = mergeMeans(a.means, b.means);
  const extremes = mergeExtremes(a.extremes, b.extremes);
  return {
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    samples: a.samples + b.samples,
    sumMin: a.sumMin + b.sumMin,
    sumMax: a.sumMax + b.sumMax,
    minSample: owner(a.min, a.minSample, b.min, b.minSample, a.min < b.min),
    maxSample: owner(a.max, a.maxSample, b.max, b.maxSample, a.max > b.max),
    limit,
    bins,
    ...(means && { means }),
    ...(extremes && { extremes }),
  };
}

/** The sample that owns an extreme; a tie goes to the lower index so that merging commutes. */
function owner(a: number, sampleA: number, b: number, sampleB: number, aWins: boolean): number {
  if (a === b) return Math.min(sampleA, sampleB);
  return aWins ? sampleA : sampleB;
}
