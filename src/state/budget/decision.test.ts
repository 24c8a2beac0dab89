import { describe, expect, it } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../core/recipe.ts";
import { type Device, DEVICES } from "../../core/evaluate/device/devices.ts";
import {
  comparisonOf,
  costsOf,
  estimate,
  FP16,
  measuredFile,
  measuredOf,
  variantNamed,
} from "../../testing/variants.ts";
import { DEFAULT_BUDGET, type Budget } from "./budget.ts";
import { decide } from "./decision.ts";

const FLOAT = 1e6;
const good = comparisonOf(estimate(-0.2, -0.6, 0.2));
const bad = comparisonOf(estimate(-6, -9, -3));
const open = comparisonOf(estimate(-0.5, -2, 1));
const pinned = withPin(DEFAULT_RECIPE, "stem", "float32");
const wide = { ...DEFAULT_RECIPE, activations: { type: "uint16", symmetric: false } } as const;

const int8 = (comparison = good) => variantNamed("INT8", measuredOf(DEFAULT_RECIPE, { comparison, bytes: 270e3 }));
const mixed = (comparison = good) => variantNamed("INT8, 1 pin", measuredOf(pinned, { comparison, bytes: 300e3 }));
const a16 = (comparison = good) => variantNamed("A16W8", measuredOf(wide, { comparison, bytes: 280e3 }));
const fp16 = (comparison = good) =>
  variantNamed("FP16", measuredOf(DEFAULT_RECIPE, { layers: FP16, comparison, bytes: 505e3 }));

const SMALL: Budget = { ...DEFAULT_BUDGET, size: { value: 320, unit: "kB" } };
const decided = (variants: Parameters<typeof decide>[0], budget: Budget = DEFAULT_BUDGET) => {
  const decision = decide(variants, budget, FLOAT);
  return decision && { id: decision.id, title: decision.title, level: decision.level };
};

describe("decide", () => {
  it("says nothing before anything is measured", () => {
    expect(decide([], DEFAULT_BUDGET, FLOAT)).toBeNull();
  });

  it("ships the smallest variant that keeps the budget", () => {
    expect(decided([fp16(), a16(), int8()])).toEqual({ id: "ship", title: "Ship INT8", level: "good" });
  });

  it("uses the mixed variant when INT8 fails, and gives the numbers of both", () => {
    const decision = decide([int8(bad), mixed(), fp16()], DEFAULT_BUDGET, FLOAT);
    expect(decision).toMatchObject({ id: "use-mixed", title: "Use mixed precision: INT8, 1 pin" });
    expect(decision?.variant?.name).toBe("INT8, 1 pin");
    expect(decision?.sentence).toContain("INT8, 1 pin loses 0.2 points of top-1 (95 % interval −0.6 to +0.2");
    expect(decision?.sentence).toContain("INT8 loses 6.0 points of top-1 (95 % interval −9.0 to −3.0");
    expect(decision?.reasons.map(({ variant }) => variant.name)).toEqual(["INT8, 1 pin", "FP16", "INT8"]);
  });

  it("stays at FP16 when nothing smaller passes", () => {
    expect(decided([int8(bad), mixed(bad), fp16()])).toEqual({
      id: "stay-at-fp16",
      title: "Stay at FP16",
      level: "good",
    });
    expect(decided([fp16()])?.id).toBe("ship");
  });

  it("ships, and names what is smaller but not decided", () => {
    const decision = decide([int8(open), mixed()], DEFAULT_BUDGET, FLOAT);
    expect(decision?.id).toBe("use-mixed");
    expect(decision?.sentence).toMatch(/INT8 is smaller \(270 kB\) but not decided\.$/);
  });

  it("tells how many more samples would settle it", () => {
    // From -0.5 the lower end lies 1.5 below and must come to 0.5: nine times the samples.
    const decision = decide([int8(open)], DEFAULT_BUDGET, FLOAT);
    expect(decision).toMatchObject({ id: "not-decided", level: "unsure" });
    expect(decision?.sentence).toContain("About 1600 more samples would settle it");
  });

  it("does not promise that samples settle what lies on the limit", () => {
    const decision = decide([int8(comparisonOf(estimate(-1.001, -2, 0)))], DEFAULT_BUDGET, FLOAT);
    expect(decision?.sentence).toContain("no reasonable number of samples");
  });

  it("asks for repairs before it gives up", () => {
    expect(decided([int8(bad)])?.id).toBe("repair");
    expect(decided([int8(bad), mixed(bad)])).toEqual({ id: "try-fp16", title: "Measure FP16", level: "bad" });
  });

  it("asks for retraining when repairs failed and FP16 is too large or fails too", () => {
    const decision = decide([int8(bad), mixed(bad), a16(bad)], SMALL, FLOAT);
    expect(decision).toMatchObject({ id: "retrain", title: "Retrain with quantization (QAT)" });
    expect(decision?.sentence).toContain("FP16 would take about 510 kB, 320 kB allowed");
    expect(decided([int8(bad), mixed(bad), fp16(bad)])?.id).toBe("retrain");
    expect(decided([int8(bad), mixed(bad), fp16()], SMALL)?.id).toBe("retrain");
  });

  it("says when a variant is accurate but too large", () => {
    expect(decided([int8()], { ...DEFAULT_BUDGET, size: { value: 8, unit: "times" } })).toEqual({
      id: "too-large",
      title: "Too large",
      level: "bad",
    });
  });

  const device = DEVICES.find(({ id }) => id === "cortex-m4") as Device;
  const slow = { ...DEFAULT_BUDGET, devices: [{ device, cost: "time", most: 30 }] } as const;
  const cheapest = { ...DEFAULT_BUDGET, devices: [{ device, cost: "time", most: null }] } as const;
  const timed = (name: string, ms: number, bytes: number) =>
    variantNamed(name, measuredOf(DEFAULT_RECIPE, { comparison: good, bytes, costs: costsOf(ms) }));

  it("says when a variant is accurate but costs too much on a device", () => {
    const decision = decide([timed("INT8", 40, 270e3)], slow, FLOAT);
    expect(decision).toMatchObject({ id: "too-large", title: "Too slow on the device", level: "bad" });
    expect(decision?.sentence).toContain("takes 40 ms on Cortex-M4 (estimate); 30 ms allowed. Layers in 8 bits");
    expect(decided([timed("INT8", 40, 270e3), timed("fast", 20, 300e3)], slow)?.title).toBe("Ship fast");
  });

  it("ships the cheapest where a cost is to be as little as possible", () => {
    expect(decided([timed("small", 40, 270e3), timed("fast", 20, 300e3)], cheapest)?.title).toBe("Ship fast");
    expect(decided([int8(), timed("fast", 20, 300e3)], cheapest)?.title).toBe("Ship fast");
  });

  it("leaves open what was not estimated", () => {
    expect(decide([int8()], slow, FLOAT)).toMatchObject({
      id: "not-decided",
      sentence: expect.stringMatching(/was not estimated for Cortex-M4; quantize it again\.$/) as string,
    });
  });

  it("ships a file made elsewhere like any other", () => {
    const file = variantNamed("rival.onnx", measuredFile("rival.onnx", null, { bytes: 260e3 }));
    expect(decided([file, int8()])?.title).toBe("Ship rival.onnx");
  });
});
