/** @file One model that a search made and measured. Plain data: kept over a reload, and all a search needs to go on. */
import type { Estimate, ScoreChange } from "../evaluate/evaluation.ts";
import type { Recipe } from "../recipe.ts";
import { cheapestOf, type Goal, isBounded } from "./goal.ts";

export type StageId = "start" | "methods" | "pins" | "schemes" | "shrink" | "refine";

export interface Trial {
  /** Key of the recipe. */
  readonly id: string;
  readonly recipe: Recipe;
  readonly stage: StageId;
  /** Why it was tried, in words. */
  readonly why: string;
  /** SHA-256 of the file; null when none could be made. */
  readonly variant: string | null;
  readonly bytes: number;
  /** On the devices of the goal, in their order and units; null where a device cannot run it. Absent without devices. */
  readonly costs?: readonly (number | null)[];
  /**
   * `too-large`: the file or its cost exceeds the goal and was not run. `hopeless`: given up after some samples. `same`: another
   * recipe made the same file. `failed`: `misses` says why.
   */
  readonly outcome: "measured" | "too-large" | "hopeless" | "same" | "failed";
  readonly samples: number;
  readonly loss: Estimate | null;
  readonly agreement: Estimate | null;
  readonly top1: Estimate | null;
  /** The main score of the task, where something is labelled; absent in trials of an earlier version. */
  readonly main?: ScoreChange | null;
  readonly sqnr: Estimate | null;
  /** Limits it does not keep, in words. */
  readonly misses: readonly string[];
  readonly excess: number;
  readonly passes: boolean;
}

/** Text that is equal for equal recipes: the order of pins and ranges says nothing. */
export function recipeId(recipe: Recipe): string {
  const pins = recipe.pins.toSorted((a, b) => (a.layer < b.layer ? -1 : 1));
  const ranges = recipe.ranges.toSorted((a, b) => (a.value < b.value ? -1 : 1));
  return JSON.stringify({ ...recipe, pins, ranges }, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

const signal = ({ sqnr }: Trial) => sqnr?.value ?? -Infinity;
const lost = ({ loss }: Trial) => loss?.value ?? Infinity;

const agreed = ({ agreement }: Trial) => agreement?.value ?? -Infinity;

/** What is made as little as possible: a cost on a device, or the bytes of the file. */
export function priceOf({ bytes, costs }: Pick<Trial, "bytes" | "costs">, goal: Pick<Goal, "devices">): number {
  const at = cheapestOf(goal);
  return at === undefined ? bytes : (costs?.[at] ?? Infinity);
}

/**
 * Negative when `a` is the better of two that pass: the smaller or cheaper one, or the more accurate one where a limit was set.
 * Of two shares of right answers within the limit the one whose answers moved least: a top-1 that is higher by chance says
 * less. Other scores are made of many numbers for each sample, and count themselves.
 */
export function better(a: Trial, b: Trial, goal: Pick<Goal, "maxBytes" | "devices">): number {
  const moved = agreed(b) - agreed(a) || signal(b) - signal(a);
  const isShare = a.main?.metric.proportion ?? a.main == null;
  const accuracy = isShare ? moved || lost(a) - lost(b) : lost(a) - lost(b) || moved;
  const [x, y] = [priceOf(a, goal), priceOf(b, goal)];
  const size = (x === y ? 0 : x - y) || a.bytes - b.bytes;
  return isBounded(goal) ? accuracy || size : size || accuracy;
}

/** The best so far: of those that pass, else the one that misses least. Undefined while nothing was measured. */
export function bestOf(trials: readonly Trial[], goal: Goal): Trial | undefined {
  const measured = trials.filter(({ outcome }) => outcome === "measured");
  const passing = measured.filter(({ passes }) => passes);
  if (passing.length > 0) return passing.toSorted((a, b) => better(a, b, goal))[0];
  return measured.toSorted((a, b) => a.excess - b.excess || better(a, b, goal))[0];
}

/** Trials that no other beats in both size (or cost) and loss, smallest first. Of equal ones the better signal stays. */
export function paretoFront(trials: readonly Trial[], goal: Pick<Goal, "devices"> = {}): readonly Trial[] {
  const measured = trials.filter(({ outcome }) => outcome === "measured");
  const price = (a: Trial, b: Trial) => {
    const [x, y] = [priceOf(a, goal), priceOf(b, goal)];
    return x === y ? 0 : x - y;
  };
  const sorted = measured.toSorted((a, b) => price(a, b) || lost(a) - lost(b) || signal(b) - signal(a));
  const front: Trial[] = [];
  for (const trial of sorted) if (front.every((kept) => lost(trial) < lost(kept))) front.push(trial);
  return front;
}
