/**
 * @file From numbers per image to what each layer costs. The error of a rounding at the outputs is the mean of (g . e)^2
 * over images, relative to the energy of the outputs; roundings are taken as independent, so energies add up.
 *
 * This is first order: the clipped part of an error counts with its size and its sign, but as if the network were
 * straight. A range far narrower than its extremes moves values across the bends of what follows, and then the estimate
 * falls short (Conv_80 of MobileNetV2). No factor mends that for all layers; the real runs of the worst layers show it.
 */
import type { Solution } from "./mark.ts";
import type { Marked, ValueSpot, WeightSpot } from "./spots.ts";

/** What is known of one rounding. */
export interface SpotEnergy {
  /** Energy of the error at the outputs, by run. */
  readonly errors: Float64Array;
  /** Energy of the outputs, of the same runs. */
  readonly signals: Float64Array;
  /** Mean of |g|^2 and of |g x|^2 over runs, relative to the outputs; null where gradients are not known. */
  readonly gradient: readonly [number, number] | null;
  /** Noise over signal at the rounding itself; of weights, at the layer's output. */
  readonly own: number;
  readonly method: "adjoint" | "rerun";
}

export type Energies = ReadonlyMap<ValueSpot | WeightSpot, SpotEnergy>;

export interface Measured extends Solution {
  readonly marked: Marked;
  readonly energies: Energies;
}

/** Error at the outputs, relative to their energy. */
export function relative({ errors, signals }: Pick<SpotEnergy, "errors" | "signals">): number {
  return ratio(errors.reduce(add, 0), signals.reduce(add, 0));
}

const add = (a: number, b: number) => a + b;
export const ratio = (a: number, b: number) => (b > 0 ? a / b : 0);

/** Roundings that the recipe does, by layer. */
export function spotsByLayer({ values, weights }: Marked): ReadonlyMap<string, readonly (ValueSpot | WeightSpot)[]> {
  const byLayer = new Map<string, (ValueSpot | WeightSpot)[]>();
  for (const spot of [...values, ...weights.filter((w) => w.used)]) {
    if (spot.layer === null) continue;
    byLayer.set(spot.layer, [...(byLayer.get(spot.layer) ?? []), spot]);
  }
  return byLayer;
}

export function isWeight(spot: ValueSpot | WeightSpot): boolean {
  return spot.kind === "weight" || spot.constant;
}

/** Weights that a layer rounds so much less than others cannot stand for them. */
const TOO_SMALL = 1e-4;

/**
 * The forms of a layer's weights differ in how large their errors are, hardly in where they point: one form goes through
 * the gradients, the others follow by the energy of the error at the layer's own output.
 */
export interface Leaders {
  readonly measured: readonly WeightSpot[];
  /** The one that the others follow. */
  readonly leaderOf: ReadonlyMap<WeightSpot, WeightSpot>;
}

export function leadersOf(weights: readonly WeightSpot[]): Leaders {
  const first = new Map<string, WeightSpot>();
  for (const spot of weights) if (spot.used || !first.has(spot.layer)) first.set(spot.layer, spot);
  const leaderOf = new Map<WeightSpot, WeightSpot>();
  for (const spot of weights) {
    const leader = first.get(spot.layer);
    if (leader === undefined || leader === spot || leader.noise < TOO_SMALL * spot.noise) continue;
    leaderOf.set(spot, leader);
  }
  return { measured: weights.filter((spot) => !leaderOf.has(spot)), leaderOf };
}
