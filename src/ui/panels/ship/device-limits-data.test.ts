import { describe, expect, it } from "vitest";
import { type Device, DEVICES } from "../../../core/evaluate/device/devices.ts";
import { costsOf } from "../../../testing/variants.ts";
import { changedKind, kindOf, usualLimit, valueOf, withValue } from "./device-limits-data.ts";

const device = (id: string) => DEVICES.find((d) => d.id === id) as Device;
const [M4, A53] = [device("cortex-m4"), device("cortex-a53")];

describe("limits on devices as lines of a form", () => {
  it("start with what says most: that it fits, or about the time it takes now", () => {
    expect(usualLimit(M4, [], undefined)).toEqual({ device: M4, cost: "fit", most: null });
    expect(usualLimit(A53, [], undefined)).toEqual({ device: A53, cost: "time", most: 30 });
    const fits = { device: M4, cost: "fit", most: null } as const;
    expect(usualLimit(M4, [fits], costsOf(12.31))).toEqual({ device: M4, cost: "time", most: 13 });
  });

  it("are typed in kB, ms and percent", () => {
    const ram = { device: M4, cost: "ram", most: 262_000 } as const;
    expect([kindOf(ram).unit, valueOf(ram), withValue(ram, 128).most]).toEqual(["kB", 262, 128_000]);
    const energy = { device: M4, cost: "energy", most: 0.5 } as const;
    expect([valueOf(energy), withValue(energy, 40).most]).toEqual([50, 0.4]);
    expect(withValue(ram, 0)).toBe(ram);
    expect(valueOf({ device: M4, cost: "fit", most: null })).toBeNull();
  });

  it("change their kind with a first value, and only one is as little as possible", () => {
    const fits = { device: M4, cost: "fit", most: null } as const;
    const least = { device: A53, cost: "energy", most: null } as const;
    const change = (kind: Parameters<typeof changedKind>[2]["kind"]) =>
      changedKind([fits, least], 0, { kind, costs: undefined });
    expect(change("ram")[0]).toEqual({ device: M4, cost: "ram", most: 262_000 });
    expect(change("least-time")).toEqual([{ device: M4, cost: "time", most: null }]);
    expect(change("energy")).toHaveLength(2);
  });
});
