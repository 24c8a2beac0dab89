import { describe, expect, test } from "vitest";
import { referenceKernel, type Kernel } from "../core/calibrate/kernel.ts";
import { BINS } from "../core/calibrate/stats.ts";
import { createWasmKernel } from "./kernel.ts";
import type { OrtHeap } from "./ort-web.ts";

/** A heap like ONNX Runtime's: shared, and larger than the kernel needs. */
function fakeHeap(): OrtHeap {
  let next = 1024;
  const memory = new WebAssembly.Memory({ initial: 128, maximum: 65536, shared: true });
  return { memory, reserve: (bytes) => (next += bytes) - bytes };
}

const heap = fakeHeap();
const KERNELS: [string, Kernel][] = [
  ["its own memory", createWasmKernel()],
  ["a heap it is lent", createWasmKernel(heap)],
];

/** Deterministic values in -1..1 with many signs and magnitudes. */
function noise(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const bits = Math.imul(i + 1 + seed, 2654435761) >>> 0;
    const sign = bits & 1 ? -1 : 1;
    return (sign * (bits >>> 8)) / 2 ** 24 / 2 ** (bits % 23);
  });
}

/** The same numbers on the heap, at an address that is a multiple of 4 only. */
function onHeap(data: Float32Array): Float32Array {
  const view = new Float32Array(heap.memory.buffer, 2 ** 21 + 4, data.length);
  view.set(data);
  return view;
}

function extremes(kernel: Kernel, data: Float32Array): number[] {
  const out = new Float32Array(2);
  kernel.minMax(data, out);
  return [...out];
}

function counts(kernel: Kernel, data: Float32Array, limit: number): Uint32Array {
  const bins = new Uint32Array(BINS).fill(3);
  kernel.histogram(data, limit, bins);
  return bins;
}

function folded(kernel: Kernel, data: Float32Array, limit: number) {
  const out = new Float32Array(2);
  const bins = new Uint32Array(BINS).fill(3);
  const done = kernel.fold(data, limit, bins, out);
  return { done, bins, extremes: [...out] };
}

/** First bin in which two histograms differ, or -1. Comparing thousands of elements one by one is slow. */
function difference(a: Uint32Array, b: Uint32Array): number {
  return a.findIndex((count, i) => count !== b[i]);
}

function sums(kernel: Kernel, data: Float32Array, channels: number, inner: number): Float64Array {
  const totals = new Float64Array(channels).fill(7);
  kernel.channelSums(data, inner, totals);
  return totals;
}

function ranges(kernel: Kernel, data: Float32Array, channels: number, inner: number) {
  const [lows, highs] = [new Float32Array(channels).fill(7), new Float32Array(channels).fill(-7)];
  kernel.channelRanges(data, inner, lows, highs);
  return { lows, highs };
}

/** Outer, channels, inner. Those beyond 4096 channels take several goes, or the reference. */
const SHAPES: [number, number, number][] = [
  [1, 1, 1],
  [1, 3, 49],
  [2, 5, 8],
  [3, 7, 1],
  [1, 5000, 3],
  [2, 5000, 1],
  [1, 2, 70_001],
];

const LENGTHS = [1, 2, 3, 4, 5, 7, 8, 9, 31, 1000, 4095, 4096, 4097, 4099, 65536, 65537, 150_001];

describe.each(KERNELS)("the kernel in %s", (_, kernel) => {
  test.each(LENGTHS)("finds the extremes of %i numbers as the reference does", (length) => {
    const data = noise(length, length);
    expect(extremes(kernel, data)).toEqual(extremes(referenceKernel, data));
    expect(extremes(kernel, onHeap(data))).toEqual(extremes(referenceKernel, data));
  });

  test.each(LENGTHS)("counts %i numbers as the reference does", (length) => {
    const data = noise(length, 7 * length);
    expect(difference(counts(kernel, data, 1), counts(referenceKernel, data, 1))).toBe(-1);
    expect(difference(counts(kernel, onHeap(data), 2), counts(referenceKernel, data, 2))).toBe(-1);
  });

  test.each([0, 1, 6, 9, 4998])("a NaN at %i makes both extremes NaN", (at) => {
    const data = noise(4999, 1);
    data[at] = NaN;
    expect(extremes(kernel, data)).toEqual([NaN, NaN]);
    expect(extremes(kernel, onHeap(data))).toEqual([NaN, NaN]);
  });

  test("an infinity is an extreme", () => {
    const data = noise(4999, 1);
    data[4000] = -Infinity;
    expect(extremes(kernel, data)[0]).toBe(-Infinity);
  });

  test("the lowest of one number is that number", () => {
    expect(extremes(kernel, Float32Array.of(-2))).toEqual([-2, -2]);
    expect(extremes(kernel, Float32Array.of(0, 3, -0))[1]).toBe(3);
  });

  test("a bin edge belongs to the bin above it, and every bin is reached", () => {
    const edges = Float32Array.from({ length: BINS }, (_, i) => (i - BINS / 2) / (BINS / 2));
    edges[0] = -1 + 2 ** -20; // -1 itself is the limit, and values lie below it
    const data = new Float32Array(2 * BINS);
    data.set(edges);
    data.set(edges, BINS);
    expect(counts(kernel, data, 1).every((count) => count === 5)).toBe(true);
    expect(difference(counts(kernel, data, 1), counts(referenceKernel, data, 1))).toBe(-1);
  });

  test("just below an edge is the bin below", () => {
    const data = new Float32Array(SHORTEST).fill(-1e-45);
    expect(counts(kernel, data, 1)[BINS / 2 - 1]).toBe(SHORTEST + 3);
  });

  test.each([0.5, 2 ** 20])("more equal numbers than a counter holds are all counted, limit %d", (limit) => {
    const data = new Float32Array(1_100_000).fill(limit / 3);
    expect(difference(counts(kernel, onHeap(data), limit), counts(referenceKernel, data, limit))).toBe(-1);
  });

  test("numbers so small that scaling them would lose them keep their side of zero", () => {
    const data = Float32Array.from({ length: SHORTEST }, (_, i) => [1e-45, -1e-45, 0, -0][i % 4] as number);
    const found = counts(kernel, data, 2 ** 128);
    expect([found[BINS / 2 - 1], found[BINS / 2]]).toEqual([SHORTEST / 4 + 3, (3 * SHORTEST) / 4 + 3]);
    expect(difference(found, counts(referenceKernel, data, 2 ** 128))).toBe(-1);
  });

  test.each(LENGTHS)("folds %i numbers as the reference does", (length) => {
    const data = noise(length, 11 * length);
    for (const [numbers, limit] of [
      [data, 1],
      [onHeap(data), 2],
      [data, 2 ** 20],
    ] as const) {
      const [own, reference] = [folded(kernel, numbers, limit), folded(referenceKernel, numbers, limit)];
      expect([own.done, ...own.extremes]).toEqual([true, ...reference.extremes]);
      expect(difference(own.bins, reference.bins)).toBe(-1);
    }
  });

  test.each([0, 5000, 131_071, 149_999])("counts nothing when the value at %i reaches the limit", (at) => {
    const data = noise(150_001, 5);
    data[at] = -1;
    for (const numbers of [data, onHeap(data)]) {
      const { done, bins, extremes: found } = folded(kernel, numbers, 1);
      expect([done, bins.every((count) => count === 3)]).toEqual([false, true]);
      expect(found).toEqual(extremes(referenceKernel, data));
    }
    // And nothing of it is left behind.
    expect(difference(counts(kernel, data, 2), counts(referenceKernel, data, 2))).toBe(-1);
  });

  test.each(SHAPES)("sums %i x %i channels of %i numbers as the reference does", (outer, channels, inner) => {
    const data = noise(outer * channels * inner, inner).map((x, i) => x * 10 ** ((i % 30) - 10));
    const [own, reference] = [
      sums(kernel, onHeap(data), channels, inner),
      sums(referenceKernel, data, channels, inner),
    ];
    expect(own).toEqual(reference);
    expect(sums(kernel, data, channels, inner)).toEqual(reference);
  });

  test.each(SHAPES)("finds the range of %i x %i channels of %i numbers", (outer, channels, inner) => {
    const data = noise(outer * channels * inner, inner);
    const reference = ranges(referenceKernel, data, channels, inner);
    expect(ranges(kernel, onHeap(data), channels, inner)).toEqual(reference);
    expect(ranges(kernel, data, channels, inner)).toEqual(reference);
  });

  test("a NaN is not counted", () => {
    const data = noise(5000, 6);
    data[4999] = NaN;
    expect(folded(kernel, data, 1)).toMatchObject({ done: false, extremes: [NaN, NaN] });
  });

  test("very small and very large limits are as the reference", () => {
    for (const exponent of [-148, -127, -116, -115, 0, 100, 127]) {
      const limit = 2 ** exponent;
      const data = noise(SHORTEST, exponent + 200).map((x) => x * (limit * 0.999));
      expect(difference(counts(kernel, data, limit), counts(referenceKernel, data, limit))).toBe(-1);
    }
  });
});

/** Long enough that the SIMD loop is used. */
const SHORTEST = 8192;

test("memory that grew is followed", () => {
  const lent = fakeHeap();
  const kernel = createWasmKernel(lent);
  lent.memory.grow(4);
  const data = new Float32Array(lent.memory.buffer, 2 ** 22, 5000);
  data.set(noise(5000, 3));
  expect(extremes(kernel, data)).toEqual(extremes(referenceKernel, noise(5000, 3)));
  expect(difference(counts(kernel, data, 1), counts(referenceKernel, noise(5000, 3), 1))).toBe(-1);
});
