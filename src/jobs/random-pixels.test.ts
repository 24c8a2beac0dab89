import { describe, expect, it } from "vitest";
import { randomPixels } from "./random-pixels.ts";

describe("a random calibration image", () => {
  it("is the same on every machine", () => {
    expect([...randomPixels(0, 4, 2).data]).toEqual([
      70, 64, 53, 151, 89, 125, 68, 39, 60, 87, 78, 69, 132, 113, 129, 96, 72, 91, 172, 103, 182, 171, 153, 127,
    ]);
  });

  it("differs from the next one, and uses a good part of the range", () => {
    const [a, b] = [randomPixels(1, 32, 32), randomPixels(2, 32, 32)];
    expect(a.data).not.toEqual(b.data);
    expect(Math.max(...a.data) - Math.min(...a.data)).toBeGreaterThan(100);
  });

  it("is smoother than white noise: neighbours differ less than distant pixels", () => {
    const { data, width } = randomPixels(3, 64, 64);
    const mean = (step: number) => {
      let sum = 0;
      for (let i = 0; i + 3 * step < data.length; i += 3) sum += Math.abs((data[i] ?? 0) - (data[i + 3 * step] ?? 0));
      return sum / (data.length / 3 - step);
    };
    expect(mean(1)).toBeLessThan(0.5 * mean(width * 20 + 20));
  });
});
