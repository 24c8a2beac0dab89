import { expect, it } from "vitest";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { harmfulLayers, noisiestLayers } from "./noisiest.ts";

const layer = (name: string, sqnr: number | null, pinned = false, pinnable = true) =>
  ({ name, sqnr, pinned, pinnable }) as LayerRow;

it("is ordered by SQNR, pinned layers first, without layers that are float anyway", () => {
  const layers = [layer("a", 30), layer("b", 10), layer("c", null), layer("d", null, true), layer("e", 20)];
  expect(noisiestLayers(layers, 3).map((l) => l.name)).toEqual(["d", "b", "e"]);
});

it("leaves out layers whose pin would change nothing", () => {
  expect(noisiestLayers([layer("a", 5, false, false), layer("b", 9)], 3).map((l) => l.name)).toEqual(["b"]);
});

it("with a sensitivity report the order is that of the harm, whatever the noise", () => {
  const layers = [layer("a", 5), layer("b", 30), layer("c", 20, false, false), layer("d", 10)];
  const impacts = new Map([
    ["a", 0.1],
    ["b", 0.6],
    ["c", 0.3],
  ]);
  expect(harmfulLayers(layers, impacts, 3).map((l) => l.name)).toEqual(["b", "a"]);
});
