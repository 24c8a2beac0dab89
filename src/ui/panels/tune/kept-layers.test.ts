import { expect, it } from "vitest";
import { keptLayers } from "./kept-layers.ts";

it("collects kept layers by reason, most first, and leaves out layers in float for other reasons", () => {
  const layers = [
    { name: "mel", reason: "A signal front end.", kept: true },
    { name: "softmax", reason: "Its tails matter.", kept: true },
    { name: "softmax 2", reason: "Its tails matter.", kept: true },
    { name: "flatten", reason: "No integer layer reads its result." },
    { name: "conv", reason: null },
  ] as const;
  expect(keptLayers(layers)).toEqual([
    { reason: "Its tails matter.", names: ["softmax", "softmax 2"] },
    { reason: "A signal front end.", names: ["mel"] },
  ]);
});
