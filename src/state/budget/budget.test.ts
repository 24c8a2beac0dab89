import { describe, expect, it } from "vitest";
import { DEVICES } from "../../core/evaluate/device/devices.ts";
import { TOP1 } from "../../core/evaluate/main-score.ts";
import type { MetricName } from "../../core/evaluate/metric.ts";
import { budgetText, currentBudget, DEFAULT_BUDGET, goalOf, maxBytes } from "./budget.ts";

const MAP: MetricName = { id: "mAP50_95", title: "mAP50-95", unit: "%", better: "higher" };
const MAE: MetricName = { id: "mae", title: "MAE", unit: "", better: "lower" };
const BOARD = DEVICES.find(({ id }) => id === "cortex-m4") ?? DEVICES[0];

describe("a budget", () => {
  it("limits the size in kB, MB, or by a factor", () => {
    expect(maxBytes({ size: null }, 1e6)).toBeNull();
    expect(maxBytes({ size: { value: 320, unit: "kB" } }, 1e6)).toBe(320e3);
    expect(maxBytes({ size: { value: 1.5, unit: "MB" } }, 1e6)).toBe(1.5e6);
    expect(maxBytes({ size: { value: 4, unit: "times" } }, 1e6)).toBe(250e3);
  });

  it("becomes a goal of a search: the main score with labels, agreement without", () => {
    const budget = { ...DEFAULT_BUDGET, segments: [{ segment: "dark", maxDrop: 2 }] };
    expect(goalOf(budget, 1e6, TOP1)).toMatchObject({ metric: "score", maxDrop: 1, unit: "points", minAgreement: 95 });
    expect(goalOf(budget, 1e6, TOP1).segments).toEqual(budget.segments);
    // Agreement is not in the unit of these scores.
    expect(goalOf(budget, 1e6, MAP)).toMatchObject({ metric: "score", unit: "points", minAgreement: 0 });
    expect(goalOf(budget, 1e6, MAE)).toMatchObject({ metric: "score", unit: "relative" });
    expect(goalOf(budget, 1e6, null)).toMatchObject({
      metric: "agreement",
      maxDrop: 3,
      minAgreement: 97,
      segments: [],
    });
  });

  it("is said in words", () => {
    expect(budgetText(DEFAULT_BUDGET, TOP1)).toBe("lose at most 1 point of top-1; any size");
    expect(budgetText(DEFAULT_BUDGET, null)).toBe("agree on at least 97 %; any size");
    const segments = [{ segment: "dark", maxDrop: 2 }];
    const size = { value: 4, unit: "times" } as const;
    expect(budgetText({ ...DEFAULT_BUDGET, unit: "relative", maxDrop: 0.5, segments, size }, TOP1)).toBe(
      "lose at most 0.5 % of top-1, 2 % of dark; 4 × smaller",
    );
    expect(budgetText({ ...DEFAULT_BUDGET, maxDrop: 2 }, MAP)).toBe("lose at most 2 points of mAP50-95; any size");
    expect(budgetText({ ...DEFAULT_BUDGET, maxDrop: 3 }, MAE)).toBe("raise MAE by at most 3 %; any size");
    expect(budgetText({ ...DEFAULT_BUDGET, unit: "points", maxDrop: 0.2 }, MAE)).toBe(
      "raise MAE by at most 0.2; any size",
    );
  });

  it("of an earlier version has no limits that it did not know, and devices as they are today", () => {
    const { devices: _, ...old } = { ...DEFAULT_BUDGET, maxDrop: 3, unit: "points" as const };
    expect(currentBudget(old)).toEqual({ ...DEFAULT_BUDGET, maxDrop: 3, unit: "points" });
    const board = BOARD as (typeof DEVICES)[number];
    const own = { ...board, id: "own-7" };
    const limit = { cost: "ram", most: 1e5 } as const;
    const kept = {
      ...DEFAULT_BUDGET,
      devices: [
        { device: { ...board, ram: 1 }, ...limit },
        { device: own, ...limit },
      ],
    };
    expect(currentBudget(kept).devices).toEqual([
      { device: board, ...limit },
      { device: own, ...limit },
    ]);
  });

  it("names what a device may be asked for", () => {
    const devices = [
      { device: BOARD as (typeof DEVICES)[number], cost: "fit", most: null },
      { device: BOARD as (typeof DEVICES)[number], cost: "time", most: 30 },
      { device: BOARD as (typeof DEVICES)[number], cost: "energy", most: null },
    ] as const;
    expect(budgetText({ ...DEFAULT_BUDGET, devices }, TOP1)).toBe(
      "lose at most 1 point of top-1; fit Cortex-M4; at most 30 ms on Cortex-M4; as little energy as possible on Cortex-M4",
    );
    expect(goalOf({ ...DEFAULT_BUDGET, devices }, 1e6, TOP1).devices).toEqual(devices);
  });
});
