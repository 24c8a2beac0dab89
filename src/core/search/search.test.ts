import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LayerRow } from "../quantize/layer-row.ts";
import { DEFAULT_RECIPE, type PinPrecision, type Recipe } from "../recipe.ts";
import type { LayerSensitivity, SensitivityReport } from "../sensitivity/report.ts";
import type { Goal } from "./goal.ts";
import { applied, type Knowledge, movesOf, repairs, savings } from "./moves.ts";
import { propose, type SearchSetting } from "./propose.ts";
import { bestOf, paretoFront, recipeId, type Trial } from "./trial.ts";

/** A model whose error is the sum of its layers', as the adjoint method predicts it, plus what it did not foresee. */
interface World {
  readonly layers: readonly { readonly name: string; readonly weights: number; readonly error: number }[];
  /** Share of its error that a layer keeps at a precision. */
  readonly surprise?: (recipe: Recipe) => number;
}

const SHARE: Readonly<Record<PinPrecision, number>> = { float32: 0, float16: 0.001, int16: 0.3, int8: 1, int4: 20 };
const BITS: Readonly<Record<PinPrecision, number>> = { float32: 32, float16: 16, int16: 8, int8: 8, int4: 5 };
const GOAL: Goal = {
  metric: "top1",
  maxDrop: 1,
  unit: "points",
  minAgreement: 0,
  maxBytes: null,
  segments: [],
  until: "best",
};

function precisionsIn(world: World, recipe: Recipe): PinPrecision[] {
  const usual = recipe.scheme === "static" ? (recipe.activations.type === "uint16" ? "int16" : "int8") : "float16";
  return world.layers.map(({ name }) => recipe.pins.find(({ layer }) => layer === name)?.precision ?? usual);
}

function study(world: World, recipe: Recipe): Knowledge {
  const at = precisionsIn(world, recipe);
  const layers = world.layers.map(({ name, weights }, i) => {
    const bytes = { before: 4 * weights, after: (weights * BITS[at[i] as PinPrecision]) / 8 };
    return { name, bytes } as LayerRow;
  });
  const sensitivity = world.layers.map(({ name, error }, i) => {
    const total = error * SHARE[at[i] as PinPrecision];
    const others = Object.entries(SHARE).map(([precision, share]) => [precision, error * share]);
    return { name, impact: { total }, at: Object.fromEntries(others) } as LayerSensitivity;
  });
  return { layers, report: { layers: sensitivity } as unknown as SensitivityReport };
}

/** Points lost: a hundredth of energy is a point. */
function measure(world: World, recipe: Recipe, goal: Goal) {
  const at = precisionsIn(world, recipe);
  const method = recipe.calibration.method === "mse" ? 0.9 : 1;
  const errors = world.layers.map(({ error }, i) => error * SHARE[at[i] as PinPrecision]);
  const error = errors.reduce((a, b) => a + b, 0) * method + (world.surprise?.(recipe) ?? 0);
  const bits = world.layers.map(({ weights }, i) => (weights * BITS[at[i] as PinPrecision]) / 8);
  const bytes = bits.reduce((a, b) => a + b, 0);
  const value = 100 * error;
  const large = goal.maxBytes !== null && bytes > goal.maxBytes;
  const excess = Math.max(0, value - goal.maxDrop);
  const estimate = (x: number) => ({ value: x, lo: x, hi: x, n: 100 });
  return {
    id: recipeId(recipe),
    recipe,
    variant: recipeId(recipe),
    bytes,
    outcome: large ? "too-large" : "measured",
    samples: 100,
    loss: estimate(value),
    agreement: estimate(100 - value),
    top1: estimate(90 - value),
    sqnr: estimate(-10 * Math.log10(error + 1e-12)),
    misses: excess > 0 ? ["loses"] : [],
    excess,
    passes: !large && excess <= 0,
  } as const;
}

interface Run {
  readonly trials: readonly Trial[];
  readonly why: string;
  readonly studies: number;
}

function run(
  world: World,
  goal: Goal = GOAL,
  options: Partial<SearchSetting> & { readonly from?: readonly Trial[] } = {},
): Run {
  const setting: SearchSetting = { start: DEFAULT_RECIPE, goal, allowed: ["float32", "int16", "int4"], ...options };
  const trials = [...(options.from ?? [])];
  const studied = new Map<string, Knowledge>();
  for (let i = 0; i < 500; i++) {
    const step = propose(setting, trials, studied);
    if (step.kind === "done") return { trials, why: step.why, studies: studied.size };
    if (step.kind === "study") studied.set(recipeId(step.recipe), study(world, step.recipe));
    else trials.push({ ...measure(world, step.recipe, goal), stage: step.stage, why: step.why });
  }
  throw new Error("the search does not end");
}

const EVEN: World = {
  layers: Array.from({ length: 40 }, (_, i) => ({ name: `conv${i}`, weights: 1000 + 50 * i, error: 1e-5 })),
};
const ONE_BAD: World = { layers: [...EVEN.layers, { name: "bad", weights: 500, error: 0.2 }] };

describe("a search", () => {
  test("ends at once with the first model that passes, when that is asked for", () => {
    const { trials } = run(EVEN, { ...GOAL, until: "first" });
    expect(trials.map(({ stage, passes }) => [stage, passes])).toEqual([["start", true]]);
  });

  test("pins the one layer that hurts and little else", () => {
    const { trials } = run(ONE_BAD, GOAL, { allowed: ["float32"] });
    const best = bestOf(trials, GOAL);
    expect(best?.passes).toBe(true);
    expect(best?.recipe.pins).toEqual([{ layer: "bad", precision: "float32" }]);
  });

  test("goes below 8 bits where it costs least, as far as the budget allows", () => {
    const { trials } = run(EVEN);
    const best = bestOf(trials, GOAL);
    const start = trials[0];
    expect(best?.passes).toBe(true);
    expect(best?.bytes).toBeLessThan(0.85 * (start?.bytes ?? 0));
    // 40 layers at 20 x 1e-5 are 0.8 points: all of them fit.
    expect(best?.recipe.pins).toHaveLength(40);
  });

  test("with a size, the most accurate file below it", () => {
    const whole = measure(ONE_BAD, DEFAULT_RECIPE, GOAL).bytes;
    const goal = { ...GOAL, maxBytes: whole + 3000 };
    const { trials } = run(ONE_BAD, goal, { allowed: ["float32"] });
    const best = bestOf(trials, goal);
    expect(best?.passes).toBe(true);
    expect(best?.bytes).toBeLessThanOrEqual(goal.maxBytes);
    expect(best?.recipe.pins.length).toBeGreaterThan(0);
    expect(best?.recipe.calibration.method).toBe("mse");
  });

  test("trusts no ranking: where pins make it worse the best is one without them", () => {
    const surprise = ({ pins }: Recipe) => 0.02 * pins.length;
    const { trials } = run({ ...ONE_BAD, surprise }, GOAL, { allowed: ["float32"] });
    const best = bestOf(trials, GOAL);
    const least = Math.min(...trials.flatMap(({ passes, excess }) => (passes ? [] : [excess])));
    expect(best?.passes || best?.excess === least).toBe(true);
  });

  test("reports the nearest when nothing passes", () => {
    const { trials, why } = run(ONE_BAD, { ...GOAL, maxDrop: -1 });
    expect(bestOf(trials, GOAL)).toBeDefined();
    expect(trials.some(({ passes }) => passes)).toBe(false);
    expect(why).toContain("No model passes");
  });

  test("goes on after a stop exactly where it was", () => {
    const whole = run(ONE_BAD).trials;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (n) => {
        expect(run(ONE_BAD, GOAL, { from: whole.slice(0, n) }).trials.map(({ id }) => id)).toEqual(
          whole.map(({ id }) => id),
        );
      }),
    );
  });

  test("ends for any model, tries nothing twice, and its best is on the front", () => {
    const layer = fc.record({
      weights: fc.integer({ min: 1, max: 10_000 }),
      error: fc.double({ min: 0, max: 0.05, noNaN: true }),
    });
    const limit = fc.option(fc.integer({ min: 100, max: 200_000 }), { nil: null });
    fc.assert(
      fc.property(
        fc.array(layer, { maxLength: 12 }),
        limit,
        fc.double({ min: 0, max: 5, noNaN: true }),
        (list, maxBytes, maxDrop) => {
          const world = { layers: list.map((l, i) => ({ name: `l${i}`, ...l })) };
          const goal = { ...GOAL, maxBytes, maxDrop };
          const { trials } = run(world, goal);
          expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length);
          const best = bestOf(trials, goal);
          const front = paretoFront(trials);
          if (best)
            expect(front.some((t) => t.bytes <= best.bytes && (t.loss?.value ?? 0) <= (best.loss?.value ?? 0))).toBe(
              true,
            );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("moves", () => {
  test("are ordered by what they gain per byte, and the strongest of a layer counts", () => {
    const moves = movesOf(study(ONE_BAD, DEFAULT_RECIPE), ["float32", "int16", "int4"]);
    const [first, second] = repairs(moves);
    expect([first?.layer, first?.precision, second?.layer]).toEqual(["bad", "int16", "bad"]);
    expect(applied(DEFAULT_RECIPE, repairs(moves), 2).pins).toEqual([{ layer: "bad", precision: "float32" }]);
    expect(savings(moves).at(-1)?.layer).toBe("bad");
    expect(savings(moves).every(({ precision }) => precision === "int4")).toBe(true);
  });
});
