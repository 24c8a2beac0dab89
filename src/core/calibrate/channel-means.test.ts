import { describe, expect, it } from "vitest";
import { addMeans, addRanges, mergeMeans, meansOf } from "./channel-means.ts";
import { createCollector } from "./collect.ts";
import { referenceKernel } from "./kernel.ts";

const x = Float32Array.of(1, 2, 3, 4, -1, -2, -3, -6); // [1, 2, 2, 2]

describe("channel means", () => {
  it("are taken along the axis asked for", () => {
    expect([...meansOf(addMeans(undefined, x, [1, 2, 2, 2], 1, referenceKernel)!)]).toEqual([2.5, -3]);
    expect([...meansOf(addMeans(undefined, x, [2, 4], -1, referenceKernel)!)]).toEqual([0, 0, 0, -1]);
  });

  it("weigh every sample alike and do not depend on the order of shards", () => {
    const a = addMeans(undefined, Float32Array.of(1, 2), [1, 2], -1, referenceKernel);
    const b = addMeans(undefined, Float32Array.of(0.1, 5), [1, 2], -1, referenceKernel);
    const c = addMeans(undefined, Float32Array.of(-7.3, 1e-3), [1, 2], -1, referenceKernel);
    const one = mergeMeans(mergeMeans(a, b), c);
    expect(mergeMeans(c, mergeMeans(b, a))).toEqual(one);
    expect(meansOf(one!)[0]).toBeCloseTo((1 + 0.1 - 7.3) / 3, 5);
  });

  it("add up long runs to the exact sum", () => {
    const totals = new Float64Array(2);
    referenceKernel.channelSums(
      Float32Array.from({ length: 2 * 1003 }, (_, i) => i),
      1003,
      totals,
    );
    expect([...totals]).toEqual([(1002 * 1003) / 2, (1002 * 1003) / 2 + 1003 * 1003]);
  });

  it("come with the range of each channel, over samples and shards", () => {
    const add = (before: ReturnType<typeof addMeans>, data: Float32Array, dims: readonly number[], axis: number) =>
      addRanges(addMeans(before, data, dims, axis, referenceKernel), data, dims, axis, referenceKernel);
    const first = add(undefined, x, [1, 2, 2, 2], 1);
    expect(first?.ranges).toEqual({ samples: 1, lows: Float32Array.of(1, -6), highs: Float32Array.of(4, -1) });
    const other = add(undefined, Float32Array.of(7, 0), [1, 2], -1);
    const both = { samples: 2, lows: Float32Array.of(1, -6), highs: Float32Array.of(7, 0) };
    expect(mergeMeans(first, other)?.ranges).toEqual(both);
    expect(mergeMeans(other, first)?.ranges).toEqual(both);
    expect(add(first, Float32Array.of(7, 0), [1, 2], -1)?.ranges).toEqual(both);
  });

  it("leave out a sample with another number of channels", () => {
    const first = addMeans(undefined, Float32Array.of(1, 2), [1, 2], -1, referenceKernel);
    expect(addMeans(first, Float32Array.of(1, 2, 3), [1, 3], -1, referenceKernel)).toBe(first);
  });

  it("are collected only of the first samples and only where asked", () => {
    const collector = createCollector(["a", "b"], referenceKernel, new Map([["a", 1]]));
    collector.add("a", x, [1, 2, 2, 2], 3, 1);
    collector.add("a", x, [1, 2, 2, 2], 500, 1);
    collector.add("b", x, [1, 2, 2, 2], 3, 1);
    expect(collector.stats().get("a")?.means?.samples).toBe(1);
    expect(collector.stats().get("b")?.means).toBeUndefined();
  });
});
