/** @file COMPUTE: scale and zero point of every planned value, weight and bias. Pure: plan and statistics in, affines out. */
import { CALIBRATION_METHODS, methodById } from "../calibrate/index.ts";
import type { CalibrationMethod, Range } from "../calibrate/method.ts";
import { BINS, type CalibrationStats, type TensorStats } from "../calibrate/stats.ts";
import { assert, StudioError } from "../errors.ts";
import type { Graph, ValueName } from "../graph/graph.ts";
import { floatsOf } from "../onnx/tensor-data.ts";
import type { Recipe } from "../recipe.ts";
import { type Affine, channelRanges, channelView, gridOf, type IntType, solveAffine } from "./affine.ts";
import { correctedBias } from "./bias-correction.ts";
import { guardBias } from "./bias.ts";
import type { Plan, ValuePlan } from "./plan.ts";
import { activationType, bitsOf, staticWeights } from "./precisions.ts";
import { type QuantizedWeight, quantizedWeight, withAffine } from "./weights.ts";

export interface Params {
  /** Per-tensor affine of every planned value, in the type its producer rounds to. */
  readonly values: ReadonlyMap<ValueName, Affine>;
  /** By `typedName`: affines of converts and of constant operands. */
  readonly typed: ReadonlyMap<string, Affine>;
  /** By node name. */
  readonly weights: ReadonlyMap<string, QuantizedWeight>;
  /** Corrected float biases by node name, where there is something to correct. */
  readonly biases: ReadonlyMap<string, Float32Array>;
  readonly notes: readonly string[];
}

/** Key of a value read in a type of its own. */
export function typedName(value: ValueName, type: IntType): string {
  return `${value} as ${type}`;
}

/** @throws StudioError `recipe/unsupported` when a layer needs a range and nothing was calibrated */
export function solveParams(plan: Plan, stats: CalibrationStats, graph: Graph, recipe: Recipe): Params {
  const ranges = groupRanges(plan, withEmpty(stats, graph), recipe);
  const values = new Map<ValueName, Affine>();
  const typed = new Map<string, Affine>();
  for (const [value, { group, type, converts }] of plan.values) {
    const rangeIn = (wanted: IntType) => rangeFor(ranges, group, wanted);
    values.set(value, perTensor(rangeIn(type), type, recipe));
    for (const other of converts) typed.set(typedName(value, other), perTensor(rangeIn(other), other, recipe));
  }
  for (const [name, types] of plan.operands) {
    const range = constantRange(graph, name);
    for (const type of types) typed.set(typedName(name, type), perTensor(range, type, recipe));
  }
  return { values, typed, ...solveWeights(plan, { values, typed }, { graph, stats, recipe }) };
}

function solveWeights(
  plan: Plan,
  { values, typed }: Pick<Params, "values" | "typed">,
  { graph, stats, recipe }: { readonly graph: Graph; readonly stats: CalibrationStats; readonly recipe: Recipe },
): Pick<Params, "weights" | "biases" | "notes"> {
  const notes: string[] = [];
  const weights = new Map<string, QuantizedWeight>();
  const biases = new Map<string, Float32Array>();
  const nodes = new Map(graph.nodes.map((n) => [n.name, n]));
  for (const weight of plan.weights.values()) {
    const tensor = graph.constants.get(weight.constant);
    const input = typed.get(typedName(weight.input, weight.inputType)) ?? values.get(weight.input);
    assert(tensor !== undefined && input !== undefined, `no weight or input scale for ${weight.node}`);
    const solved = quantizedWeight(tensor, weight.axis, staticWeights(recipe));
    const guarded = guardBias(graph, weight, solved.affine, input);
    const raised = guarded !== solved.affine;
    if (raised) notes.push(`${weight.node}: weight scale raised so that the bias fits int32.`);
    const final = raised ? withAffine(tensor, weight.axis, guarded) : solved;
    weights.set(weight.node, final);
    const node = nodes.get(weight.node);
    const bias = node && recipe.weights.biasCorrection ? correctedBias(node, graph, stats, final) : null;
    if (bias !== null) biases.set(weight.node, bias);
  }
  return { weights, biases, notes };
}

const NOTHING: TensorStats = {
  count: 1,
  min: 0,
  max: 0,
  samples: 1,
  sumMin: 0n,
  sumMax: 0n,
  minSample: 0,
  maxSample: 0,
  limit: 0,
  bins: new Float64Array(BINS),
};

/** A value without elements was never seen; any range serves it, and 0 widens no other's. */
function withEmpty(stats: CalibrationStats, graph: Graph): CalibrationStats {
  const empty = [...graph.types].filter(([name, { dims }]) => dims?.includes(0) && !stats.has(name));
  return empty.length === 0 ? stats : new Map([...stats, ...empty.map(([name]) => [name, NOTHING] as const)]);
}

/** Range of each group, by width: 16 bits have levels enough to keep what 8 bits clip. */
type GroupRanges = ReadonlyMap<ValueName, Readonly<Record<8 | 16, Range>>>;

/** The range of each group covers every value whose own numbers it holds: one, unless inputs of a Concat share. */
function groupRanges(plan: Plan, stats: CalibrationStats, recipe: Recipe): GroupRanges {
  const ranges = new Map<ValueName, Record<8 | 16, Range>>();
  for (const value of plan.values.values()) {
    if (!value.source) continue;
    const seen = stats.get(value.value);
    const own = { 8: rangeOf(value, seen, recipe, 8), 16: rangeOf(value, seen, recipe, 16) };
    const known = ranges.get(value.group);
    ranges.set(value.group, known === undefined ? own : { 8: union(known[8], own[8]), 16: union(known[16], own[16]) });
  }
  return ranges;
}

function rangeFor(ranges: GroupRanges, group: ValueName, type: IntType): Range {
  const range = ranges.get(group);
  assert(range !== undefined, `no range for ${group}`);
  return range[bitsOf(type) === 16 ? 16 : 8];
}

function union(a: Range, b: Range): Range {
  return { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
}

/** Range of one activation: by hand, by mathematics or by the calibration method. */
export function rangeOf(value: ValuePlan, stats: TensorStats | undefined, recipe: Recipe, bits: 8 | 16 = 8): Range {
  const manual = recipe.ranges.find((r) => r.value === value.value);
  if (manual !== undefined) return clampedTo(value, { lo: manual.lo, hi: manual.hi });
  if (value.bounded) return { lo: value.bounded[0], hi: value.bounded[1] };
  if (stats === undefined) throw new StudioError("recipe/uncalibrated", { value: value.value });
  return clampedTo(value, bits === 16 ? { lo: stats.min, hi: stats.max } : chosenRange(stats, recipe));
}

/** Never beyond a folded clamp: its bounds are the end of what the value can be. */
function clampedTo({ clamp }: ValuePlan, { lo, hi }: Range): Range {
  return clamp === undefined ? { lo, hi } : { lo: Math.max(lo, clamp.lo), hi: Math.min(hi, clamp.hi) };
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
  const levels = levelsOf(activationType(recipe, "INT8"), recipe);
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
export function levelsOf(type: IntType, { activations }: Recipe): number {
  const { qmin, qmax } = gridOf(type, activations);
  return qmax - qmin + 1;
}

function perTensor(range: Range, type: IntType, { activations }: Recipe): Affine {
  const { scale, zero } = solveAffine(range, type, activations);
  return { type, scale: Float32Array.of(scale), zero: Int32Array.of(zero) };
}

function constantRange(graph: Graph, name: ValueName): Range {
  const tensor = graph.constants.get(name);
  assert(tensor !== undefined, `no constant ${name}`);
  const data = floatsOf(tensor);
  return channelRanges(data, channelView([data.length], null))[0] ?? { lo: 0, hi: 0 };
}
