import { expect, test } from "vitest";
import { channelColumns } from "./channel-columns-data.ts";

const SPANS = [
  { lo: -1, hi: 1 },
  { lo: -4, hi: 2 },
  { lo: 0, hi: 3 },
];

test("channels stand in order or widest first", () => {
  expect(channelColumns(SPANS, false).map(({ channels }) => channels)).toEqual([[0], [1], [2]]);
  expect(channelColumns(SPANS, true).map(({ channels }) => channels)).toEqual([[1], [2], [0]]);
});

test("neighbours are folded to their union", () => {
  expect(channelColumns(SPANS, false, 2)).toEqual([
    { first: 0, last: 1, channels: [0, 1], lo: -4, hi: 2 },
    { first: 2, last: 2, channels: [2], lo: 0, hi: 3 },
  ]);
});
