import { expect, it } from "vitest";
import { describeProgress, timeLeft } from "./progress.ts";

const progress = (done: number, seconds: number) => ({
  job: "calibrate" as const,
  stage: "calibrate" as const,
  done,
  total: 100,
  unit: "images",
  startedAt: 5000,
  at: 5000 + seconds * 1000,
});

it("says done, total, rate and time left", () => {
  expect(describeProgress(progress(60, 2)).replace(/\u202f/g, " ")).toBe("60/100 images · 30 /s · 1 s left");
});

it("says no rate before it is known", () => {
  expect(describeProgress(progress(1, 0.1))).toBe("1/100 images");
  expect(timeLeft(progress(0, 3))).toBeNull();
});

it("says no time left when everything is done", () => {
  expect(describeProgress(progress(100, 4)).replace(/\u202f/g, " ")).toBe("100/100 images · 25 /s");
});
