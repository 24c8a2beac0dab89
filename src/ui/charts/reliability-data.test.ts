import { expect, test } from "vitest";
import { overallOf, reliabilityPoints, surenessText } from "./reliability-data.ts";

const BINS = [
  { lo: 0, hi: 0.5, n: 0, confidence: NaN, accuracy: NaN },
  { lo: 0.5, hi: 0.75, n: 4, confidence: 0.6, accuracy: 0.5 },
  { lo: 0.75, hi: 1, n: 96, confidence: 0.95, accuracy: 0.75 },
];

test("bins with samples become points in percent, with Wilson's interval", () => {
  const [first, second, ...rest] = reliabilityPoints(BINS);
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ from: 50, to: 75, n: 4, accuracy: 50, few: true });
  expect(second).toMatchObject({ confidence: 95, accuracy: 75, few: false });
  // 72 of 96, by the formula of Wilson's interval.
  expect(second?.lo).toBeCloseTo(65.5, 1);
  expect(second?.hi).toBeCloseTo(82.6, 1);
});

test("the means of all answers say whether a model is too sure", () => {
  const all = overallOf(BINS);
  expect(all).toEqual({ n: 100, confidence: expect.closeTo(93.6, 9), accuracy: expect.closeTo(74, 9) });
  expect(surenessText(all)).toBe("too sure by 19.6 points");
  expect(surenessText({ n: 9, confidence: 50, accuracy: 60 })).toBe("not sure enough by 10.0 points");
  expect(surenessText({ n: 9, confidence: 80, accuracy: 81 })).toBe("about as sure as it is right");
  expect(surenessText(overallOf([]))).toBe("");
});
