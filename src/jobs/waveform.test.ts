import { expect, it } from "vitest";
import { waveformPixels } from "./waveform.ts";

/** Dark rows of each column. */
function bars(wave: readonly number[], width: number, height: number): readonly string[] {
  const { data } = waveformPixels(Float32Array.from(wave), width, height);
  return Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_, y) => ((data[(y * width + x) * 3] as number) < 128 ? "#" : ".")).join(""),
  );
}

it("each column reaches from the lowest to the highest of its samples, the loudest fills the height", () => {
  expect(bars([0, 2, -2, 2, 0, -1], 3, 5)).toEqual(["###..", "#####", "..##."]);
});

it("silence is a line, and fewer samples than columns are repeated", () => {
  expect(bars([0], 2, 3)).toEqual([".#.", ".#."]);
});
