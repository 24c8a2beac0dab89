import { expect, it } from "vitest";
import { apart, picturePixels, pictureShape, scaleOf } from "./picture-pixels.ts";

it("shapes of pictures are read in either layout", () => {
  expect(pictureShape([3, 8, 9])).toEqual({ channels: 3, height: 8, width: 9, last: false });
  expect(pictureShape([8, 9, 1])).toEqual({ channels: 1, height: 8, width: 9, last: true });
  expect(pictureShape([8, 9])).toEqual({ channels: 1, height: 8, width: 9, last: false });
  expect([pictureShape([7, 8, 9]), pictureShape([10]), pictureShape(null)]).toEqual([null, null, null]);
});

it("values become pixels on the scale that they are written in", () => {
  expect(scaleOf(Float32Array.of(0.02, 0.98))).toEqual({ lo: 0, hi: 1 });
  expect(scaleOf(Float32Array.of(-0.9, 0.5))).toEqual({ lo: -1, hi: 1 });
  expect(scaleOf(Float32Array.of(3, 250))).toEqual({ lo: 0, hi: 255 });
  expect(scaleOf(Float32Array.of(7, 7))).toEqual({ lo: 7, hi: 8 });
  const shape = { channels: 3, height: 1, width: 2, last: false };
  const pixels = picturePixels(Float32Array.of(0, 1, 0.5, 0, 1, 0), shape, { lo: 0, hi: 1 });
  expect([...(pixels ?? [])]).toEqual([0, 128, 255, 255, 255, 0, 0, 255]);
  expect(picturePixels(Float32Array.of(0), shape, { lo: 0, hi: 1 })).toBeNull();
});

it("differences are enlarged, and never beyond white", () => {
  const [small, large] = apart(Float32Array.of(0.5, 0), Float32Array.of(0.51, 1), { lo: 0, hi: 1 });
  expect(small).toBeCloseTo(0.1, 5);
  expect(large).toBe(1);
});
