import { describe, expect, it } from "vitest";
import { type Device, DEVICES } from "../../core/evaluate/device/devices.ts";
import { TOP1 } from "../../core/evaluate/main-score.ts";
import {
  deviceLimit,
  gainOf,
  paretoDomains,
  paretoFront,
  paretoTicks,
  placeLabels,
  placeOf,
  scoreAxis,
  type ParetoPoint,
} from "./pareto-data.ts";

const point = (id: string, size: number, value: number, half = 1): ParetoPoint => ({
  id,
  name: id,
  precision: "INT8",
  costs: { size },
  score: { value, lo: value - half, hi: value + half },
});

const points = [point("fp32", 400, 0, 0), point("int8", 100, -1), point("worse", 120, -2), point("mixed", 150, -0.2)];

describe("paretoFront", () => {
  it("keeps what nothing smaller beats, smallest first", () => {
    expect(paretoFront(points, "size").map(({ id }) => id)).toEqual(["int8", "mixed", "fp32"]);
  });

  it("keeps one of two equal points", () => {
    expect(paretoFront([point("a", 1, 1), point("b", 1, 1)], "size")).toHaveLength(1);
  });
});

describe("paretoDomains", () => {
  it("holds every interval and limit", () => {
    const { x, y } = paretoDomains(points, "size", { cost: 80, score: -4 });
    expect(x[0]).toBeLessThan(80);
    expect(x[1]).toBeGreaterThan(400);
    expect(y[0]).toBeLessThan(-4);
    expect(y[1]).toBeGreaterThan(0.8);
  });

  it("has width also for one point", () => {
    const domains = paretoDomains([point("a", 5, 0, 0)], "size", { cost: null, score: null });
    expect(domains.x[1]).toBeGreaterThan(domains.x[0]);
    expect(placeOf(point("a", 5, 0), "size", domains)).toEqual([0.5, 0.5]);
    expect(paretoTicks(domains).x.length).toBeGreaterThan(1);
  });
});

describe("placeLabels", () => {
  const size = { width: 400, height: 100 };

  it("puts a name right of its point, and left of it at the edge", () => {
    const labels = placeLabels(
      [
        { id: "a", name: "INT8", x: 50, y: 50 },
        { id: "b", name: "FP32", x: 390, y: 50 },
      ],
      size,
    );
    expect(labels[0]?.x).toBeGreaterThan(50);
    expect(labels[1]?.x).toBeLessThan(370);
  });

  it("never lets names cover each other; what does not fit has none", () => {
    const crowd = Array.from({ length: 20 }, (_, i) => ({ id: `v${i}`, name: "a long name here", x: 60 + i, y: 50 }));
    const labels = placeLabels(crowd, size);
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.length).toBeLessThan(20);
    const overlapping = labels.filter((a, i) =>
      labels.some((b, j) => i !== j && Math.abs(a.x - b.x) < 100 && Math.abs(a.y - b.y) < 14),
    );
    expect(overlapping).toEqual([]);
  });
});

describe("the axis of the score", () => {
  const mae = { id: "mae", title: "MAE", unit: "", better: "lower" } as const;
  const change = { value: 0.012, lo: -0.01, hi: 0.03, n: 40 };

  it("has better upwards, and says changes in their own sense", () => {
    expect(gainOf({ metric: mae, change })).toEqual({ value: -0.012, lo: -0.03, hi: 0.01 });
    expect(scoreAxis(mae).text(-0.012)).toBe("MAE worse by 0.0120");
    expect(scoreAxis(mae).title).toContain("below 0 is worse");
    expect(scoreAxis(TOP1).text(-1.2)).toBe("\u22121.2\u00a0points of top-1");
    expect(scoreAxis(null)).toMatchObject({ id: "agreement", best: 100 });
  });

  it("takes a score without an interval for a point", () => {
    const bare = { value: -2, lo: NaN, hi: NaN, n: 3 };
    expect(gainOf({ metric: TOP1, change: bare })).toEqual({ value: -2, lo: -2, hi: -2 });
  });
});

describe("the limit of a device on its axis", () => {
  const [m4, m7] = ["cortex-m4", "cortex-m7"].map((id) => DEVICES.find((d) => d.id === id) as Device);
  const limits = [
    { device: m4 as Device, cost: "fit", most: null },
    { device: m7 as Device, cost: "ram", most: 900e3 },
    { device: m7 as Device, cost: "time", most: 30 },
    { device: m4 as Device, cost: "energy", most: null },
  ] as const;

  it("is the least RAM, and the time of the device that is shown", () => {
    expect(deviceLimit(limits, "ram", "")).toBe(256 * 1024);
    expect(deviceLimit(limits, "time", "cortex-m7")).toBe(30);
    expect(deviceLimit(limits, "time", "cortex-m4")).toBeNull();
    expect(deviceLimit(limits, "energy", "cortex-m4")).toBeNull();
    expect(deviceLimit([], "ram", "")).toBeNull();
  });
});
