import { describe, expect, it } from "vitest";
import { countTicks, histogramBars } from "./histogram-data.ts";

const bins = (filled: Record<number, number>, length = 16) => {
  const all = new Float64Array(length);
  for (const [i, n] of Object.entries(filled)) all[Number(i)] = n;
  return all;
};

describe("histogramBars", () => {
  it("draws only the occupied part, with the range", () => {
    // 16 bins over [-8, 8): one unit each; bins 8..11 are 0..4
    const bars = histogramBars({ bins: bins({ 8: 99, 10: 9 }), limit: 8, range: { lo: 0, hi: 4 } });
    expect(bars.map((b) => [b.from, b.to, b.count])).toEqual([
      [0, 1, 99],
      [1, 2, 0],
      [2, 3, 9],
      [3, 4, 0],
      [4, 5, 0],
    ]);
    expect(bars.map((b) => b.height)).toEqual([2, 0, 1, 0, 0]);
  });

  it("marks what lies outside the range", () => {
    const bars = histogramBars({ bins: bins({ 7: 1, 8: 5, 15: 1 }), limit: 8, range: { lo: 0, hi: 2 } });
    expect(bars.filter((b) => b.clipped && b.count > 0).map((b) => b.from)).toEqual([-1, 7]);
  });

  it("folds neighbours so that no more than the wished number is drawn and no count is lost", () => {
    const full = new Float64Array(4096).fill(2);
    const bars = histogramBars({ bins: full, limit: 1, range: null });
    expect(bars.length).toBe(128);
    expect(bars.reduce((sum, b) => sum + b.count, 0)).toBe(8192);
    expect(bars.some((b) => b.clipped)).toBe(false);
  });

  it("keeps every count when the bars do not divide the bins", () => {
    const bars = histogramBars({ bins: new Float64Array(1000).fill(1), limit: 1, range: null }, 128);
    expect(bars.length).toBe(125);
    expect(bars.reduce((sum, b) => sum + b.count, 0)).toBe(1000);
  });

  it("of a tensor of zeros has no bars", () => {
    expect(histogramBars({ bins: bins({}), limit: 0, range: null })).toEqual([]);
    expect(histogramBars({ bins: bins({}), limit: 8, range: null })).toEqual([]);
  });
});

describe("countTicks", () => {
  const bar = (count: number) => ({ from: 0, to: 1, x: 0.5, count, height: Math.log10(1 + count), clipped: false });

  it("are powers of ten up to the highest bar", () => {
    expect(countTicks([bar(5000)]).map((t) => t.label)).toEqual(["1", "10", "100", "1 k"]);
  });

  it("are thinned for very high bars", () => {
    expect(countTicks([bar(2e9)]).map((t) => t.label)).toEqual(["1", "100", "10 k", "1 M", "100 M"]);
  });
});
