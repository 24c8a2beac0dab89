import { expect, it } from "vitest";
import { topOfBoth } from "./top-of-both.ts";

it("lists the classes of either answer once, the surest first, and says where one is missing", () => {
  const before = { top: [3, 1], confidence: [0.7, 0.2] };
  const after = { top: [1, 4], confidence: [0.8, 0.1] };
  expect(topOfBoth(before, after)).toEqual([
    { index: 1, confidence: [0.2, 0.8] },
    { index: 3, confidence: [0.7, null] },
    { index: 4, confidence: [null, 0.1] },
  ]);
  expect(topOfBoth(undefined, after).map(({ index }) => index)).toEqual([1, 4]);
});
