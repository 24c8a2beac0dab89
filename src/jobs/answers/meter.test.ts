import { expect, test } from "vitest";
import { StudioError } from "../../core/errors.ts";
import type { SampleResult } from "../../core/evaluate/evaluation.ts";
import { answerMeter } from "./meter.ts";

const answer = (values: number): SampleResult => ({
  ...{ id: "a", top: [], confidence: [], output: new Float32Array(values) },
});

test("a set whose answers will not fit is refused with the first of them, and told how many would", () => {
  const weigh = answerMeter(5000, []);
  try {
    weigh(answer(250_000));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).text).toEqual({
      what: "The answers to 5000 samples would take 5.0 GB of memory.",
      why: "This task needs every value of the output, 1.0 MB for each sample, and 999 samples fit.",
      fix: "Validate at most 999 samples at a time, or choose another task that keeps less.",
    });
  }
});

test("sketches of 5000 samples fit", () => {
  const weigh = answerMeter(5000, [answer(1024)]);
  expect(() => weigh(answer(1024))).not.toThrow();
});
