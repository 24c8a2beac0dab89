import { describe, expect, it } from "vitest";
import { classColour, classShares, differencePixels, maskPixels } from "./mask-colours.ts";

const map = (...data: number[]) => ({ width: data.length, height: 1, data: Uint8Array.from(data) });

describe("colours of masks", () => {
  it("leave the background and what does not count see-through", () => {
    const pixels = maskPixels(map(0, 1, 255));
    expect([pixels[3], pixels[7], pixels[11]]).toEqual([0, 153, 0]);
    expect([...pixels.slice(4, 7)]).toEqual(classColour(1));
  });

  it("differ between neighbouring classes", () => {
    const colours = new Set(Array.from({ length: 40 }, (_, i) => String(classColour(i + 1))));
    expect(colours.size).toBe(40);
  });

  it("mark only what differs, and nothing of masks of other sizes", () => {
    expect([...(differencePixels(map(1, 2), map(1, 3)) ?? [])].filter((_, i) => i % 4 === 3)).toEqual([0, 230]);
    expect(differencePixels(map(1), map(1, 2))).toBeNull();
  });
});

it("classes of a sample have their overlap with the label; without one, their share of the pixels", () => {
  const [before, after] = [map(0, 1, 1, 1), map(0, 0, 1, 1)];
  expect(classShares(before, after, map(0, 1, 1, 255))).toEqual([
    { index: 0, before: 100, after: 50, shares: [25, 50] },
    { index: 1, before: 100, after: 50, shares: [75, 50] },
  ]);
  expect(classShares(before, after, undefined)[1]).toMatchObject({ index: 1, before: null, shares: [75, 50] });
});
