/** @file The samples that reach furthest in one tensor, and what its observed range would be without each of them. */
import { withoutSamples } from "../../../../core/calibrate/sample-extremes.ts";
import type { TensorStats } from "../../../../core/calibrate/stats.ts";

export interface ExtremeOwner {
  /** Index in the calibration set. */
  readonly sample: number;
  readonly end: "lo" | "hi";
  readonly value: number;
  /** This end of what is observed without the sample; equal to `value` where another reaches as far. */
  readonly without: number | null;
}

/** @param left samples that are left out already @returns the furthest first; nothing on a side without values */
export function extremeOwners(
  stats: TensorStats,
  end: "lo" | "hi",
  left: ReadonlySet<number>,
  most = 4,
): readonly ExtremeOwner[] {
  const { extremes } = stats;
  if (extremes === undefined) return [];
  const sign = end === "hi" ? 1 : -1;
  const values = extremes[end];
  const order = [...extremes.samples.keys()]
    .filter((i) => !left.has(extremes.samples[i] as number) && sign * (values[i] as number) > 0)
    .sort((a, b) => sign * ((values[b] as number) - (values[a] as number)) || a - b)
    .slice(0, most);
  return order.map((i) => {
    const sample = extremes.samples[i] as number;
    const rest = withoutSamples(stats, new Set([...left, sample]));
    return {
      sample,
      end,
      value: values[i] as number,
      without: rest === null ? null : end === "hi" ? rest.max : rest.min,
    };
  });
}
