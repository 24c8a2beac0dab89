import { describe, expect, test } from "vitest";
import { buildModel, floats } from "../../../testing/build-model.ts";
import { graphOf } from "../../graph/from-model.ts";
import { inferTypes } from "../../graph/types.ts";
import { planArena } from "./arena.ts";
import { DEVICES, deviceSchema } from "./devices.ts";
import { energyOf } from "./energy.ts";
import { estimateOn, relativeEnergy } from "./estimate.ts";
import { workOf } from "./work.ts";

describe("arena", () => {
  const tensor = (name: string, bytes: number, first: number, last: number) => ({ name, bytes, first, last });

  test("a chain needs its two largest neighbours", () => {
    const { bytes, least, peak } = planArena([
      tensor("a", 160, 0, 0),
      tensor("b", 320, 0, 1),
      tensor("c", 640, 1, 2),
      tensor("d", 32, 2, 3),
    ]);
    expect([bytes, least, peak]).toEqual([960, 960, 1]);
  });

  test("tensors that are not alive together share their place", () => {
    const { bytes, placed } = planArena([tensor("a", 64, 0, 1), tensor("b", 64, 2, 3)]);
    expect([bytes, ...placed.map(({ offset }) => offset)]).toEqual([64, 0, 0]);
  });

  test("the smallest gap that fits is taken", () => {
    // At the end, gaps of 64 and 48 bytes are left between tensors that live throughout.
    const { placed } = planArena([
      tensor("big", 256, 0, 9),
      tensor("left", 64, 0, 1),
      tensor("middle", 48, 0, 9),
      tensor("right", 36, 0, 1),
      tensor("end", 33, 0, 9),
      tensor("late", 32, 5, 6),
    ]);
    const at = (name: string) => placed.find((p) => p.name === name)?.offset;
    expect(at("late")).toBe(at("right"));
  });

  test("no two tensors that live together overlap, and sizes are rounded up to 16", () => {
    const list = Array.from({ length: 40 }, (_, i) => tensor(`t${i}`, 17 + ((i * 37) % 200), i, i + (i % 5)));
    const { placed, bytes, least } = planArena(list);
    for (const a of placed) {
      for (const b of placed) {
        if (a === b || a.last < b.first || b.last < a.first) continue;
        expect(a.offset >= b.offset + b.bytes || b.offset >= a.offset + a.bytes).toBe(true);
      }
    }
    expect(bytes).toBeGreaterThanOrEqual(least);
    expect(planArena([tensor("one", 17, 0, 0)]).bytes).toBe(32);
  });
});

describe("work of a graph", () => {
  const graph = inferTypes(
    graphOf(
      buildModel({
        inputs: { x: ["N", 3, 8, 8] },
        outputs: { y: ["N", 4, 8, 8] },
        nodes: [
          { op: "Conv", name: "conv", inputs: ["x", "w"], outputs: ["c"], attrs: { pads: [1, 1, 1, 1] } },
          { op: "Relu", name: "relu", inputs: ["c"], outputs: ["y"] },
        ],
        constants: { w: floats([4, 3, 3, 3], new Float32Array(108)) },
      }),
    ),
  );

  test("products, bytes, weights and the peak of activations", () => {
    const { macs, bytes, weights, arena, layers, unknown } = workOf(graph);
    expect(macs).toBe(4 * 64 * 27);
    expect(weights).toBe(108 * 4);
    // The convolution reads 192 values and its weights and writes 256; the clamp reads and writes 256.
    expect(bytes).toBe(4 * (192 + 108 + 256 + 256 + 256));
    expect(arena.bytes).toBe(4 * 512);
    expect(layers.map(({ bits }) => bits)).toEqual([32, 32]);
    expect(unknown).toEqual([]);
  });

  test("8 bits take a quarter of everything but the products", () => {
    const eight = workOf(graph, { weight: () => 8, activation: () => 8 });
    const full = workOf(graph);
    expect([eight.macs, eight.bytes * 4, eight.arena.bytes * 4]).toEqual([full.macs, full.bytes, full.arena.bytes]);
    const chip = { onChip: true };
    const energy = energyOf(eight, chip);
    expect(energy.compute / energyOf(full, chip).compute).toBeCloseTo(0.3 / 4.6, 9);
    expect(relativeEnergy(energy, energyOf(full, chip))).toBeLessThan(0.25);
  });

  test("a device says what fits, how long it takes, and what it cannot run", () => {
    const [m4] = DEVICES;
    const small = { ...m4!, ram: 1024, flash: 1024 };
    const eight = estimateOn(small, workOf(graph, { weight: () => 8, activation: () => 8 }));
    expect([eight.ram.fits, eight.flash.fits, eight.kind]).toEqual([true, true, "estimate"]);
    const full = estimateOn(small, workOf(graph));
    expect([full.ram.fits, full.ram.need]).toEqual([false, 2048]);
    expect(full.ms).toBeGreaterThan(eight.ms!);
    const hexagon = DEVICES.find(({ id }) => id === "hexagon")!;
    expect(estimateOn(hexagon, workOf(graph))).toMatchObject({ ms: null, unsupported: ["conv"] });
  });

  test("every device of the table is described completely, as a user's own must be", () => {
    for (const device of DEVICES) expect(deviceSchema.safeParse(device).success).toBe(true);
    expect(deviceSchema.safeParse({ ...DEVICES[0], ram: -1 }).success).toBe(false);
    expect(new Set(DEVICES.map(({ id }) => id)).size).toBe(DEVICES.length);
  });
});
