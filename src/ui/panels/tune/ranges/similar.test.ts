import { expect, test } from "vitest";
import type { LayerRow } from "../../../../jobs/protocol.ts";
import { similarLayers } from "./similar.ts";

const row = (name: string, op = "Conv", precision = "INT8") =>
  ({ name, op, precision, activation: `${name}.out` }) as LayerRow;

test("layers of the same operator are listed by size, and close ones are marked", () => {
  const layers = [row("a"), row("b"), row("c"), row("d"), row("e", "Add"), row("f", "Conv", "FP32")];
  const observed = [
    { value: "a.out", min: 0, max: 6 },
    { value: "b.out", min: 0, max: 60 },
    { value: "c.out", min: 0, max: 4 },
    { value: "d.out", min: -5, max: 5 },
    { value: "e.out", min: 0, max: 6 },
    { value: "f.out", min: 0, max: 6 },
  ];
  const found = similarLayers(layers, observed, "a.out");
  expect(found.map(({ layer, close }) => [layer, close])).toEqual([
    ["d", false],
    ["c", true],
    ["b", false],
  ]);
  expect(similarLayers(layers, [], "a.out")).toEqual([]);
});
