import { beforeAll, describe, expect, test } from "vitest";
import { CNN, MIN_MAX, runtime } from "../../testing/quantized.ts";
import { calibrateGraph, noise } from "../../testing/run-model.ts";
import type { CalibrationStats } from "../calibrate/stats.ts";
import { quantize, tensorView } from "../pipeline.ts";
import { type Recipe, withPin, withRange } from "../recipe.ts";
import { tapsOf } from "./taps.ts";

let stats: CalibrationStats;
beforeAll(async () => {
  stats = await calibrateGraph(CNN, runtime, [noise([1, 3, 8, 8], 3), noise([1, 3, 8, 8], 5)]);
});

const look = (name: string, kind: "activation" | "weight", recipe: Recipe = MIN_MAX) =>
  tensorView(CNN, stats, recipe, { name, kind, sampleIds: ["one.png", "two.png"] });

describe("an activation", () => {
  test("is set by its own name, and a range by hand is cut to the clamp", () => {
    expect(look("r2", "activation")?.setting).toMatchObject({
      value: "r2",
      asked: null,
      grid: { type: "uint8", clamp: { lo: 0, hi: 6 } },
    });
    const set = look("r2", "activation", withRange(MIN_MAX, ["r2"], { lo: 0, hi: 9 }));
    expect(set?.setting?.asked).toEqual({ lo: 0, hi: 9 });
    expect(set?.range?.hi).toBeCloseTo(6, 5);
    expect(look("r2", "activation", withRange(MIN_MAX, ["r2"], null))?.setting?.asked).toBeNull();
  });

  test("that repeats another's numbers is set where these come from", () => {
    const pooled = look("p", "activation")?.setting;
    expect(pooled).toMatchObject({ value: "r1", shared: ["r1"] });
    const set = look("p", "activation", withRange(MIN_MAX, [pooled?.value ?? ""], { lo: 0, hi: 0.5 }));
    expect(set?.range?.hi).toBeCloseTo(0.5, 5);
  });

  test("that stays in float has nothing to set", () => {
    const floats = ["conv2", "add"].reduce((recipe, layer) => withPin(recipe, layer, "float32"), MIN_MAX);
    expect(look("r2", "activation", floats)?.setting).toBeNull();
  });

  test("shows for each method what the integers represent", () => {
    for (const { lo, hi, used } of look("a", "activation")?.methods ?? []) {
      expect(used.scale).toBeGreaterThan(0);
      expect(used.hi - used.lo).toBeCloseTo(hi - lo, 4);
    }
  });
});

describe("a layer whose own output calibration did not look at", () => {
  const symmetric: Recipe = { ...MIN_MAX, activations: { type: "int8", symmetric: true } };
  test.each([
    ["pinned to float", withPin(MIN_MAX, "conv1", "float32")],
    ["with a clamp that stays", symmetric],
  ])("is shown behind its clamp: %s", (_, recipe) => {
    const taps = new Set(tapsOf(CNN));
    const seen = new Map([...stats].filter(([name]) => taps.has(name)));
    const row = quantize(CNN, seen, recipe).layers.find(({ name }) => name === "conv1");
    expect(row?.activation).toBe("r1");
    expect(tensorView(CNN, seen, recipe, { name: "r1", kind: "activation", sampleIds: [] })?.count).toBeGreaterThan(0);
  });
});

describe("a weight", () => {
  test("counts its integers, of each channel and in all", () => {
    const view = look("w1", "weight");
    const total = view?.codes?.counts.reduce((a, b) => a + b, 0);
    expect(total).toBe(108);
    expect(view?.channels).toHaveLength(4);
    for (const { used = 0, lo, hi, scale } of view?.channels ?? []) {
      expect(used).toBeGreaterThan(10);
      expect(used).toBeLessThanOrEqual(27);
      expect(Math.max(-lo, hi) / scale).toBeCloseTo(127, 3);
    }
  });

  test("knows both granularities, whichever the recipe takes", () => {
    const whole = { ...MIN_MAX, weights: { ...MIN_MAX.weights, granularity: "per-tensor" as const } };
    const [channels, tensor] = [look("w1", "weight")?.codes, look("w1", "weight", whole)?.codes];
    expect(channels?.perChannel).toBeGreaterThan(channels?.perTensor ?? 0);
    expect(tensor?.perChannel).toBeCloseTo(channels?.perChannel ?? 0, 9);
    expect(tensor?.perTensor).toBeCloseTo(channels?.perTensor ?? 0, 9);
  });
});
