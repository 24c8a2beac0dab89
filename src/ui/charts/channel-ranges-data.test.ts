import { expect, it } from "vitest";
import { channelBars, spreadOf } from "./channel-ranges-data.ts";

const channel = (lo: number, hi: number) => ({ lo, hi, scale: hi / 127 });

it("few channels have a bar each", () => {
  expect(channelBars([channel(-1, 2), channel(-3, 1)])).toEqual([
    { first: 0, last: 0, lo: -1, hi: 2 },
    { first: 1, last: 1, lo: -3, hi: 1 },
  ]);
});

it("many are folded to the union of their ranges", () => {
  const bars = channelBars([channel(-1, 2), channel(-3, 1), channel(0, 5)], 2);
  expect(bars).toEqual([
    { first: 0, last: 1, lo: -3, hi: 2 },
    { first: 2, last: 2, lo: 0, hi: 5 },
  ]);
  expect(channelBars(Array.from({ length: 1280 }, () => channel(-1, 1))).length).toBe(128);
});

it("the spread is the widest over the median", () => {
  expect(spreadOf([channel(-1, 1), channel(-2, 1), channel(-1, 8)])).toBe(4);
  expect(spreadOf([channel(0, 0)])).toBe(1);
});
