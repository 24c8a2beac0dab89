import { expect, it } from "vitest";
import { describeProgress, timeLeft } from "./progress.ts";

/** First reported 10 images after a slow start, `seconds` ago. */
const progress = (done: number, seconds: number) => ({
  job: "calibrate" as const,
  stage: "calibrate" as const,
  done,
  total: 100,
  unit: "images",
  first: { done: 10, at: 5000 },
  at: 5000 + seconds * 1000,
});

const plain = (text: string) => text.replace(/\u202f/g, " ");

it("says done, total, rate and time left", () => {
  expect(plain(describeProgress(progress(70, 2)))).toBe("70/100 images · 30 /s · 1 s left");
});

it("says no rate before it is known", () => {
  expect(describeProgress(progress(11, 0.1))).toBe("11/100 images");
  expect(timeLeft(progress(11, 3))).toBeNull();
});

it("says no time left when everything is done", () => {
  expect(plain(describeProgress(progress(100, 4.5)))).toBe("100/100 images · 20 /s");
});
