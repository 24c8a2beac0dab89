import { expect, test } from "vitest";
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import { rejoined } from "./stream.ts";

const result = (id: string): SampleResult => ({ id, top: [0], confidence: [1], output: Float32Array.of(1) });
const head = { model: "m", bytes: 1, runtime: "wasm", results: [] };

test("streamed results take the order of the samples, the latest of each", () => {
  const late = { ...result("a"), top: [2] };
  const evaluation = rejoined({ ...head, order: ["a", "b"] }, [result("b"), result("a"), late]);
  expect(evaluation).toEqual({ ...head, results: [late, result("b")] });
});

test("an answer that holds its results is left as it is", () => {
  const whole = { ...head, results: [result("a")] };
  expect(rejoined(whole, [])).toEqual(whole);
});
