/** @file One activation under the looking glass: histogram, chosen range, what each method would choose, who owns the extremes. */
import { CALIBRATION_METHODS } from "../calibrate/index.ts";
import type { Range } from "../calibrate/method.ts";
import { noiseOf, sqnrOf } from "../calibrate/noise.ts";
import type { TensorStats } from "../calibrate/stats.ts";
import type { ValueName } from "../graph/graph.ts";
import { type Affine, representable } from "./affine.ts";
import type { MethodView, RangeSetting, TensorView } from "./layer-row.ts";
import { chosenRange, rangeOf } from "./params.ts";
import { activationType, bitsOf } from "./precisions.ts";
import { levelCount, rangeCost, type RangeGrid } from "./range-cost.ts";
import type { Solved } from "./solved.ts";

/** @param sampleIds the calibration samples by index, to name the owners of extremes */
export function activationView(name: string, solved: Solved, sampleIds: readonly string[]): TensorView | null {
  const { recipe } = solved;
  const stats = solved.stats.get(name);
  if (stats === undefined) return null;
  const { min, max, count, limit, bins } = stats;
  const affine = solved.plan.values.has(name) ? solved.params.values.get(name) : undefined;
  const grid = gridOfValue(name, solved);
  return {
    name,
    kind: "activation",
    ...{ min, max, count, limit, bins, stats },
    ...chosen(stats, affine),
    methods: CALIBRATION_METHODS.map((m): MethodView => {
      const range = chosenRange(stats, recipe, m.id);
      const { used, sqnr, clipped } = rangeCost(stats, range, grid);
      return { id: m.id, title: m.title, ...range, used, sqnr, clipped };
    }),
    owners: { min: sampleIds[stats.minSample] ?? "", max: sampleIds[stats.maxSample] ?? "" },
    setting: settingOf(name, solved),
    channels: [],
    codes: null,
  };
}

/** The grid the value has, or would have if its layer were not float. */
function gridOfValue(name: ValueName, { plan, recipe }: Solved): RangeGrid {
  const value = plan.values.get(name);
  const clamp = value?.clamp;
  return {
    type: value?.type ?? activationType(recipe, "INT8"),
    symmetric: recipe.activations.symmetric,
    clamp: clamp === undefined ? null : { lo: clamp.lo, hi: clamp.hi },
  };
}

/** Where a hand-set range of this value belongs; null in float, and where several values choose one range together. */
function settingOf(name: ValueName, solved: Solved): RangeSetting | null {
  const { plan, recipe, stats } = solved;
  const own = plan.values.get(name);
  if (own === undefined) return null;
  const group = [...plan.values.values()].filter((value) => value.group === own.group);
  const sources = group.filter(({ source }) => source);
  const source = own.source ? own : sources[0];
  if (source === undefined || sources.length > 1) return null;
  const grid = gridOfValue(source.value, solved);
  const set = recipe.ranges.find((range) => range.value === source.value);
  const bits = bitsOf(grid.type) === 16 ? 16 : 8;
  const free = set === undefined ? recipe : { ...recipe, ranges: [] };
  return {
    value: source.value,
    shared: group.map(({ value }) => value).filter((value) => value !== name),
    asked: set === undefined ? null : { lo: set.lo, hi: set.hi },
    automatic: rangeOf(source, stats.get(source.value), free, bits),
    grid,
    bounded: source.bounded !== undefined,
  };
}

function chosen(stats: TensorStats, affine: Affine | undefined) {
  if (affine === undefined) return { range: null, scale: null, zero: null, clipped: 0, sqnr: null };
  const range: Range = representable(affine);
  const noise = noiseOf(stats, range, levelCount(affine.type));
  return {
    range,
    scale: affine.scale[0] as number,
    zero: affine.zero[0] as number,
    clipped: noise.clipped,
    sqnr: sqnrOf(noise),
  };
}
