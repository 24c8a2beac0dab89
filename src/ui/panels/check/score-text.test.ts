import { expect, it } from "vitest";
import { changeText, rangeText, scoreText } from "./score-text.ts";

it("scores carry their unit, changes their sign", () => {
  expect([scoreText(40.12, "%"), scoreText(31.25, "dB"), scoreText(0.03123, ""), scoreText(NaN, "%")]).toEqual([
    "40.1\u202f%",
    "31.3\u202fdB",
    "0.0312",
    "–",
  ]);
  expect([changeText(-1.23, "%"), changeText(0.0123, "nat")]).toEqual(["−1.2\u00a0points", "+0.0123\u202fnat"]);
});

it("an interval that is not known is left out", () => {
  expect(rangeText({ value: 1, lo: 0.51, hi: 2.04, n: 3 }, "%")).toBe("0.5 to 2.0");
  expect(rangeText({ value: 1, lo: NaN, hi: NaN, n: 3 }, "%")).toBe("");
});
