import { expect, it } from "vitest";
import { DEVICES } from "../../../../core/evaluate/device/devices.ts";
import type { Work } from "../../../../core/evaluate/device/work.ts";
import { runningCosts } from "./running-costs.ts";

const cost = (bits: number) => {
  const layer = { name: "conv", op: "Conv", macs: 54e6, bits, bytes: 100 * bits };
  const arena = { bytes: 10 * bits, least: 10 * bits, peak: 0, placed: [] };
  const work: Work = { layers: [layer], macs: layer.macs, bytes: layer.bytes, weights: 0, arena, unknown: [] };
  return { work, bytes: 1000 * bits };
};
const answers = new Map([["v1", { base: cost(32), variant: cost(8) }]]);
const device = (id: string) => DEVICES.find((d) => d.id === id)!;

it("estimates FP32 and each variant, energy against FP32", () => {
  const costs = runningCosts(answers, device("cortex-m4"));
  expect(costs.get("fp32")).toMatchObject({ ram: 320, energy: 1 });
  expect(costs.get("fp32")?.time).toBeCloseTo(2500, 6);
  expect(costs.get("v1")).toMatchObject({ ram: 80 });
  expect(costs.get("v1")?.energy).toBeLessThan(0.25);
});

it("has no time where the device lacks kernels, and nothing without answers", () => {
  expect(runningCosts(answers, device("hexagon")).get("fp32")).not.toHaveProperty("time");
  expect(runningCosts(new Map(), device("hexagon")).size).toBe(0);
});
