/** @file Measured variants made up for tests. */
import type { Comparison, Estimate } from "../core/evaluate/evaluation.ts";
import type { NeedsOfBoth } from "../core/evaluate/device/limits.ts";
import type { Work } from "../core/evaluate/device/work.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { nameByRecipe, type VariantName } from "../state/variant-name.ts";
import type { Measured, Variant } from "../state/variants/variant.ts";
import { SMALL_PREPROCESS } from "./small-project.ts";

export const estimate = (value: number, lo: number, hi: number, n = 200): Estimate => ({ value, lo, hi, n });

/** @param change of top-1, points; without it the samples have no labels */
export function comparisonOf(change?: Estimate, other: Partial<Comparison> = {}): Comparison {
  const n = change?.n ?? 200;
  const scores = { n, ...(change && { top1: estimate(86 + change.value, 80, 90, n) }) };
  const base = { n, ...(change && { top1: estimate(86, 80, 90, n) }) };
  const sqnr = estimate(18, 17, 19);
  const shared = { base, other: scores, agreement: estimate(98, 97.2, 98.8), sqnr, flips: [], segments: [] };
  return { n, ...shared, ...(change && { top1Change: change }), ...other };
}

/** Of a model with one layer: what it and FP32 ask of devices. @param ms on a Cortex-M4 in 8 bits */
export function costsOf(ms: number, ram = 100e3): NeedsOfBoth {
  const macs = 54e3 * ms;
  const work = (bits: number, bytes: number): Work => ({
    layers: [{ name: "conv", op: "Conv", macs, bits, bytes: 1 }],
    ...{ macs, bytes: 1, weights: 1, unknown: [] },
    arena: { bytes } as Work["arena"],
  });
  return { base: { work: work(32, 4 * ram), bytes: 1e6 }, variant: { work: work(8, ram), bytes: 250e3 } };
}

export const BENCH = { model: "m", validation: "val", preprocess: SMALL_PREPROCESS as Preprocess } as const;

/** What was measured with a recipe. */
export function measuredOf(recipe: Recipe = DEFAULT_RECIPE, other: Partial<Measured> = {}): Measured {
  const inputs = { model: "m", calibration: "cal", preprocess: BENCH.preprocess };
  const report = { variant: "file", bytes: 400e3, layers: [], notes: [], recipe };
  return {
    bench: BENCH,
    source: { kind: "recipe", recipe, inputs, report },
    layers: nameByRecipe(recipe),
    bytes: 400e3,
    evaluation: { model: "file", bytes: 400e3, runtime: "made up", results: [] },
    comparison: comparisonOf(estimate(-0.2, -0.6, 0.2)),
    ...other,
  };
}

/** What was measured of a file made elsewhere. */
export function measuredFile(file: string, scheme: string | null, other: Partial<Measured> = {}): Measured {
  return { ...measuredOf(), source: { kind: "file", file, scheme, lint: [] }, ...other };
}

export function variantNamed(name: string, measured: Measured, other: Partial<Variant> = {}): Variant {
  return { ...measured, id: name, name, parent: null, at: 0, ...other };
}

export const FP16: VariantName = { title: "FP16", short: "FP16", precision: "FP16" };
