import { expect, it } from "vitest";
import { fromHash, toHash } from "./address.ts";

it("a place and a selection survive the address, whatever the names hold", () => {
  const address = {
    place: "tune",
    tuneView: "graph",
    layer: "block/conv 1?&#",
    tensorKind: "weight",
    sample: "a/b ü.png",
  } as const;
  expect(fromHash(toHash(address))).toEqual(address);
});

it("is short when nothing is selected", () => {
  expect(toHash({ place: "check", tuneView: "layers", layer: null, tensorKind: "activation", sample: null })).toBe(
    "#check",
  );
});

it("an unknown place leads to the model", () => {
  expect(fromHash("#nowhere").place).toBe("model");
  expect(fromHash("").place).toBe("model");
});
