import { describe, expect, it } from "vitest";
import { type Device, DEVICES } from "./devices.ts";
import { checkOn, costOn, type DeviceLimit, limitText, type NeedsOfBoth } from "./limits.ts";
import type { Work } from "./work.ts";

const device = (id: string) => DEVICES.find((d) => d.id === id) as Device;
const BOARD = device("cortex-m4");

/** One layer of so many products in `bits`, and so much RAM. */
const work = (macs: number, bits: number, ram: number): Work => ({
  layers: [{ name: "conv", op: "Conv", macs, bits, bytes: 1000 }],
  macs,
  bytes: 1000,
  weights: 1000,
  arena: { bytes: ram, places: new Map() } as unknown as Work["arena"],
  unknown: [],
});

const NEEDS: NeedsOfBoth = {
  base: { work: work(54e6, 32, 400e3), bytes: 4e6 },
  variant: { work: work(54e6, 8, 100e3), bytes: 1e6 },
};
const limit = (cost: DeviceLimit["cost"], most: number | null = null, on = BOARD): DeviceLimit => ({
  device: on,
  cost,
  most,
});

describe("a cost on a device", () => {
  it("is RAM, time, energy against FP32, or the share of the scarcer memory", () => {
    expect(costOn(limit("ram"), NEEDS)).toBe(100e3);
    expect(costOn(limit("time"), NEEDS)).toBeCloseTo(1000, 6);
    expect(costOn(limit("energy"), NEEDS)).toBeLessThan(0.2);
    expect(costOn(limit("fit"), NEEDS)).toBeCloseTo(1e6 / (2 * 1024 ** 2), 9);
  });

  it("is held against its limit, and always called an estimate", () => {
    expect(checkOn(limit("ram", 128e3), NEEDS)).toEqual({
      kept: true,
      excess: 0,
      text: "needs 100 kB RAM on Cortex-M4 (estimate); 128 kB RAM allowed",
    });
    const slow = checkOn(limit("time", 500), NEEDS);
    expect([slow.kept, slow.excess]).toEqual([false, expect.closeTo(1, 6)]);
    expect(slow.text).toBe("takes 1 s on Cortex-M4 (estimate); 500 ms allowed");
    // As little as possible is no limit.
    expect(checkOn(limit("time"), NEEDS)).toMatchObject({ kept: true, excess: 0 });
  });

  it("fits, or says what is short", () => {
    expect(checkOn(limit("fit"), NEEDS).text).toBe("fits Cortex-M4 (estimate)");
    const large = checkOn(limit("fit"), { ...NEEDS, variant: NEEDS.base });
    expect(large.kept).toBe(false);
    expect(large.text).toBe("does not fit Cortex-M4: 400 kB RAM of 262 kB, 4 MB flash of 2.1 MB (estimate)");
  });

  it("is not known where kernels are missing, which no limit allows", () => {
    const hexagon = device("hexagon");
    const float = { ...NEEDS, variant: NEEDS.base };
    expect(costOn(limit("time", null, hexagon), float)).toBeNull();
    const check = checkOn(limit("time", 1, hexagon), float);
    expect(check.kept).toBe(false);
    expect(check.text).toContain("no kernels for 1 layer");
    expect(checkOn(limit("fit", null, hexagon), float).kept).toBe(false);
  });
});

it("limits are said in words", () => {
  expect([limit("fit"), limit("ram", 256e3), limit("energy", 0.5), limit("time")].map(limitText)).toEqual([
    "fit Cortex-M4",
    "at most 256 kB RAM on Cortex-M4",
    "at most 50 % of FP32's energy on Cortex-M4",
    "as little time as possible on Cortex-M4",
  ]);
});
