/** @file One tensor under the looking glass: histogram, chosen range, what each method would choose, who owns the extremes. */
import { CALIBRATION_METHODS } from "../calibrate/index.ts";
import type { Range } from "../calibrate/method.ts";
import { noiseOf, sqnrOf } from "../calibrate/noise.ts";
import { referenceKernel } from "../calibrate/kernel.ts";
import { statsOf } from "../calibrate/collect.ts";
import type { TensorStats } from "../calibrate/stats.ts";
import { assert } from "../errors.ts";
import { dimsOf, floatsOf } from "../onnx/tensor-data.ts";
import { type Affine, channelRanges, channelView, representable } from "./affine.ts";
import type { MethodView, TensorView } from "./layer-row.ts";
import { chosenRange, levelsOf } from "./params.ts";
import { activationType } from "./precisions.ts";
import type { Solved } from "./solved.ts";

/** @param sampleIds the calibration samples by index, to name the owners of extremes */
export function activationView(name: string, solved: Solved, sampleIds: readonly string[]): TensorView | null {
  const stats = solved.stats.get(name);
  if (stats === undefined) return null;
  const affine = solved.plan.values.has(name) ? solved.params.values.get(name) : undefined;
  const levels = levelsOf(affine?.type ?? activationType(solved.recipe, "INT8"), solved.recipe);
  return {
    name,
    kind: "activation",
    ...shape(stats),
    ...chosen(stats, affine, levels),
    methods: CALIBRATION_METHODS.map((m): MethodView => {
      const range = chosenRange(stats, solved.recipe, m.id);
      const noise = noiseOf(stats, range, levels);
      return { id: m.id, title: m.title, ...range, sqnr: sqnrOf(noise), clipped: noise.clipped };
    }),
    owners: { min: sampleIds[stats.minSample] ?? "", max: sampleIds[stats.maxSample] ?? "" },
    channels: [],
  };
}

/** @param name initializer name of a layer's weight */
export function weightView(name: string, { graph, plan, params }: Solved): TensorView | null {
  const tensor = graph.constants.get(name);
  if (tensor === undefined) return null;
  const data = floatsOf(tensor);
  const stats = statsOf(data, referenceKernel);
  assert(stats !== undefined, `weight ${name} is not finite`);
  const planned = [...plan.weights.values()].find((w) => w.constant === name);
  const solved = planned === undefined ? undefined : params.weights.get(planned.node);
  const channels = channelRanges(data, channelView(dimsOf(tensor), planned?.axis ?? null));
  const scales = solved?.affine.scale;
  return {
    name,
    kind: "weight",
    ...shape(stats),
    range: solved === undefined ? null : { lo: stats.min, hi: stats.max },
    scale: scales?.length === 1 ? (scales[0] as number) : null,
    zero: solved === undefined ? null : (solved.affine.zero[0] as number),
    clipped: 0,
    sqnr: solved === undefined ? null : 10 * Math.log10(solved.signal / Math.max(solved.noise, 1e-30)),
    methods: [],
    owners: null,
    channels: channels.map((range, c) => ({ ...range, scale: (scales?.[c] ?? scales?.[0] ?? 0) as number })),
  };
}

function shape({ min, max, count, limit, bins }: TensorStats) {
  return { min, max, count, limit, bins };
}

function chosen(stats: TensorStats, affine: Affine | undefined, levels: number) {
  if (affine === undefined) return { range: null, scale: null, zero: null, clipped: 0, sqnr: null };
  const range: Range = representable(affine);
  const noise = noiseOf(stats, range, levels);
  return {
    range,
    scale: affine.scale[0] as number,
    zero: affine.zero[0] as number,
    clipped: noise.clipped,
    sqnr: sqnrOf(noise),
  };
}
