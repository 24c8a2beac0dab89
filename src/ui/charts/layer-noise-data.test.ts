import { expect, it } from "vitest";
import type { LayerRow } from "../../jobs/protocol.ts";
import { layerNoise, noiseFloor } from "./layer-noise-data.ts";

const layer = (name: string, sqnr: number | null) =>
  ({ name, sqnr, precision: sqnr === null ? "FP32" : "INT8" }) as LayerRow;

it("is minus the SQNR, in network order, and null for float layers", () => {
  const bars = layerNoise([layer("a", 40), layer("b", null), layer("c", 12.5)]);
  expect(bars.map((b) => [b.layer, b.position, b.noise, b.precision])).toEqual([
    ["a", 1, -40, "INT8"],
    ["b", 2, null, "FP32"],
    ["c", 3, -12.5, "INT8"],
  ]);
});

it("folds many layers to the noisiest of each group", () => {
  const layers = [layer("a", 40), layer("b", 20), layer("c", null), layer("d", 30), layer("e", 10)];
  expect(layerNoise(layers, 3).map((b) => [b.layer, b.layers])).toEqual([
    ["b", 2],
    ["d", 2],
    ["e", 1],
  ]);
});

it("never draws more bars than wished", () => {
  const layers = Array.from({ length: 1000 }, (_, i) => layer(String(i), i));
  expect(layerNoise(layers).length).toBe(125);
});

it("has its floor below the quietest bar", () => {
  expect(noiseFloor(layerNoise([layer("a", 41.2), layer("b", 12)]))).toBe(-60);
  expect(noiseFloor(layerNoise([layer("a", null)]))).toBe(-20);
});
