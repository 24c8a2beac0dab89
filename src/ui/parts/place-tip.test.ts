import { expect, it } from "vitest";
import { placeTip } from "./place-tip.ts";

const view = { width: 1280, height: 900 };

it("is below its element", () => {
  expect(placeTip({ left: 100, top: 50, bottom: 70 }, view)).toEqual({ left: 100, top: 76 });
});

it("is above it low in the view", () => {
  expect(placeTip({ left: 100, top: 800, bottom: 820 }, view)).toEqual({ left: 100, bottom: 106 });
});

it("stays inside at the right edge", () => {
  expect(placeTip({ left: 1270, top: 50, bottom: 70 }, view).left).toBe(952);
});
