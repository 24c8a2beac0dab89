import { expect, test } from "vitest";
import { channelFacts, listed } from "./channel-facts.ts";

const row = (size: number, used = 64) => ({ lo: -size, hi: size / 2, scale: size / 127, used });

test("dead and outlying channels are named, and bits are those of the others", () => {
  const { dead, outliers, median, bits } = channelFacts([row(1), row(1.2), row(0, 1), row(9), row(1.1), row(1e-5, 1)]);
  expect(median).toBe(1.1);
  expect(dead).toEqual([2, 5]);
  expect(outliers.map(({ channel, times }) => [channel, Math.round(times)])).toEqual([[3, 8]]);
  expect(bits).toBe(6);
});

test("a weight of zeros has no median to compare with", () => {
  expect(channelFacts([row(0), row(0)])).toMatchObject({ dead: [0, 1], outliers: [] });
});

test("long lists are cut", () => {
  expect(listed([1, 2, 3], 2)).toBe("1, 2 and 1 more");
});
