/** @file The ranges of one tensor with some samples left out, without a new calibration: at once, and as far as it goes. */
import { CALIBRATION_METHODS } from "../../../../core/calibrate/index.ts";
import type { Range } from "../../../../core/calibrate/method.ts";
import { withoutSamples } from "../../../../core/calibrate/sample-extremes.ts";
import type { TensorStats } from "../../../../core/calibrate/stats.ts";
import { gridOf } from "../../../../core/quantize/affine.ts";
import { rangeCost } from "../../../../core/quantize/range-cost.ts";
import type { Recipe } from "../../../../core/recipe.ts";
import type { RangeSetting, TensorView } from "../../../../jobs/protocol.ts";
import type { MethodRow } from "./MethodRows.tsx";

export interface Preview {
  readonly stats: TensorStats;
  readonly automatic: Range;
  readonly rows: readonly MethodRow[];
}

/** This one searches the histogram for long, and the histogram still holds what is left out. */
const SLOW = "entropy";

/** @param left indices of samples; empty for the ranges as they are */
export function previewOf(
  { stats, methods }: TensorView,
  setting: RangeSetting,
  recipe: Recipe,
  left: ReadonlySet<number>,
): Preview {
  const { grid } = setting;
  const without = left.size === 0 ? null : withoutSamples(stats, left);
  const { qmin, qmax } = gridOf(grid.type, grid);
  const params = { percentile: recipe.calibration.percentile, levels: qmax - qmin + 1, symmetric: grid.symmetric };
  const rows = methods.map(({ id, title, lo, hi }): MethodRow => {
    const method = CALIBRATION_METHODS.find((m) => m.id === id);
    const outdated = left.size > 0 && (without === null || method === undefined || id === SLOW);
    const range = without === null || outdated || method === undefined ? { lo, hi } : method.range(without, params);
    const cost = rangeCost(without ?? stats, range, grid);
    return { id, title, range, cost, current: id === recipe.calibration.method, outdated };
  });
  return { stats: without ?? stats, automatic: automaticOf(setting, without, rows), rows };
}

function automaticOf(setting: RangeSetting, without: TensorStats | null, rows: readonly MethodRow[]): Range {
  if (without === null || setting.bounded) return setting.automatic;
  if (setting.grid.type.endsWith("16")) return { lo: without.min, hi: without.max };
  const current = rows.find((row) => row.current && !row.outdated);
  return current?.range ?? setting.automatic;
}
