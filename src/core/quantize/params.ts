/** @file COMPUTE: scale and zero point of every planned value, weight and bias. Pure: plan and statistics in, affines out. */
import { CALIBRATION_METHODS, methodById } from "../calibrate/index.ts";
import type { CalibrationMethod, Range } from "../calibrate/method.ts";
import type { CalibrationStats, TensorStats } from "../calibrate/stats.ts";
import { assert } from "../errors.ts";
import type { Graph, ValueName } from "../graph/graph.ts";
import { floatsOf } from "../onnx/tensor-data.ts";
import type { Recipe } from "../recipe.ts";
import { type Affine, channelRanges, channelView, gridOf, solveAffine } from "./affine.ts";
import { guardBias } from "./bias.ts";
import type { Plan, ValuePlan } from "./plan.ts";
import { type QuantizedWeight, quantizedWeight, withAffine } from "./weights.ts";

export interface Params {
  /** Per-tensor affine of every planned value and constant operand. */
  readonly values: ReadonlyMap<ValueName, Affine>;
  /** By node name. */
  readonly weights: ReadonlyMap<string, QuantizedWeight>;
  readonly notes: readonly string[];
}

export function solveParams(plan: Plan, stats: CalibrationStats, graph: Graph, recipe: Recipe): Params {
  const ranges = groupRanges(plan, stats, recipe);
  const values = new Map<ValueName, Affine>();
  for (const [value, { group }] of plan.values) {
    const range = ranges.get(group);
    assert(range !== undefined, `no range for ${value}`);
    values.set(value, perTensor(range, recipe));
  }
  for (const name of plan.operands) values.set(name, perTensor(constantRange(graph, name), recipe));
  const notes: string[] = [];
  const weights = new Map<string, QuantizedWeight>();
  for (const weight of plan.weights.values()) {
    const tensor = graph.constants.get(weight.constant);
    const input = values.get(weight.input);
    assert(tensor !== undefined && input !== undefined, `no weight or input scale for ${weight.node}`);
    const solved = quantizedWeight(tensor, weight.axis, recipe.weights);
    const guarded = guardBias(graph, weight, solved.affine, input);
    const raised = guarded !== solved.affine;
    if (raised) notes.push(`${weight.node}: weight scale raised so that the bias fits int32.`);
    weights.set(weight.node, raised ? withAffine(tensor, weight.axis, guarded) : solved);
  }
  return { values, weights, notes };
}

/** The range of each group: that of the value its numbers come from. */
function groupRanges(plan: Plan, stats: CalibrationStats, recipe: Recipe): ReadonlyMap<ValueName, Range> {
  const ranges = new Map<ValueName, Range>();
  for (const value of plan.values.values()) {
    if (value.group === value.value) ranges.set(value.value, rangeOf(value, stats.get(value.value), recipe));
  }
  return ranges;
}

/** Range of one activation: by hand, by mathematics or by the calibration method; never beyond a folded clamp. */
export function rangeOf(value: ValuePlan, stats: TensorStats | undefined, recipe: Recipe): Range {
  const manual = recipe.ranges.find((r) => r.value === value.value);
  if (manual === undefined && value.bounded) return { lo: value.bounded[0], hi: value.bounded[1] };
  assert(manual !== undefined || stats !== undefined, `${value.value} was not calibrated`);
  const range = manual ?? chosenRange(stats as TensorStats, recipe);
  const clamp = value.clamp;
  if (clamp === undefined) return { lo: range.lo, hi: range.hi };
  return { lo: Math.max(range.lo, clamp.lo), hi: Math.min(range.hi, clamp.hi) };
}

const known = new WeakMap<TensorStats, Map<string, Range>>();

/**
 * What a method (the recipe's unless named) chooses for these statistics. Remembered with them: going back to
 * a method, pinning a layer or looking at a tensor searches nothing again.
 */
export function chosenRange(
  stats: TensorStats,
  recipe: Recipe,
  id: CalibrationMethod["id"] = recipe.calibration.method,
): Range {
  const { percentile } = recipe.calibration;
  const { symmetric } = recipe.activations;
  const levels = activationLevels(recipe);
  const key = `${id} ${percentile} ${levels} ${symmetric}`;
  const ranges = known.get(stats) ?? new Map<string, Range>();
  known.set(stats, ranges);
  const range = ranges.get(key) ?? methodById(id).range(stats, { percentile, levels, symmetric });
  ranges.set(key, range);
  return range;
}

/** Lets every method choose now, while the user still waits for calibration, so that the first switch is as fast as the next. */
export function chooseAllRanges(stats: CalibrationStats, recipe: Recipe): void {
  for (const tensor of stats.values()) for (const { id } of CALIBRATION_METHODS) chosenRange(tensor, recipe, id);
}

/** Integers an activation range spans, e.g. 256. */
export function activationLevels({ activations }: Recipe): number {
  const { qmin, qmax } = gridOf(activations.type, activations);
  return qmax - qmin + 1;
}

function perTensor(range: Range, { activations }: Recipe): Affine {
  const { scale, zero } = solveAffine(range, activations.type, activations);
  return { type: activations.type, scale: Float32Array.of(scale), zero: Int32Array.of(zero) };
}

function constantRange(graph: Graph, name: ValueName): Range {
  const tensor = graph.constants.get(name);
  assert(tensor !== undefined, `no constant ${name}`);
  const data = floatsOf(tensor);
  return channelRanges(data, channelView([data.length], null))[0] ?? { lo: 0, hi: 0 };
}
