import { describe, expect, test } from "vitest";
import { answerOf, hasRows, rowOf } from "./answer.ts";
import { createCropCache } from "./crop-cache.ts";

describe("answers", () => {
  test("the five best, of equal ones the first", () => {
    const { top } = answerOf(Float32Array.of(1, 9, 3, 9, 2, 0, 5));
    expect(top).toEqual([1, 3, 6, 2, 4]);
  });

  test("fewer classes than five are all there", () => {
    expect(answerOf(Float32Array.of(-1, 1)).top).toEqual([1, 0]);
  });

  test("logits are turned into probabilities without overflow", () => {
    const { confidence } = answerOf(Float32Array.of(1000, 1000, -1000));
    expect(confidence).toEqual([0.5, 0.5, 0]);
  });

  test("what is a distribution already is left as it is", () => {
    expect(answerOf(Float32Array.of(0.25, 0.75)).confidence).toEqual([0.75, 0.25]);
  });
});

describe("rows", () => {
  const dims = [4, 2];
  const data = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7);

  test("a batch of 2 over 4 rows has two each", () => {
    expect([...rowOf({ dtype: "float32", dims, data }, 1, 2)]).toEqual([4, 5, 6, 7]);
  });

  test("a value without batch axis belongs to every row", () => {
    expect([...rowOf({ dtype: "float32", dims: [], data: Float32Array.of(7) }, 1, 2)]).toEqual([7]);
    expect([hasRows([], 2), hasRows([3], 2), hasRows([0], 2), hasRows([4, 3], 2)]).toEqual([false, false, false, true]);
  });

  test("integers come as float32", () => {
    const big = { dtype: "int64", dims: [2], data: BigInt64Array.of(3n, -4n) } as const;
    expect(rowOf(big, 1, 2)).toEqual(Float32Array.of(-4));
  });
});

describe("the cache of crops", () => {
  test("forgets what was used longest ago", () => {
    const cache = createCropCache(10);
    cache.set("a", new Uint8Array(4));
    cache.set("b", new Uint8Array(4));
    cache.get("a");
    cache.set("c", new Uint8Array(4));
    expect(["a", "b", "c"].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
  });

  test("replacing a crop does not count it twice, and one too large is not kept", () => {
    const cache = createCropCache(10);
    cache.set("a", new Uint8Array(6));
    cache.set("a", new Uint8Array(6));
    cache.set("b", new Uint8Array(4));
    expect(cache.get("a")?.length).toBe(6);
    cache.set("c", new Uint8Array(11));
    expect(["a", "b", "c"].map((key) => cache.get(key)?.length)).toEqual([6, 4, undefined]);
  });
});
