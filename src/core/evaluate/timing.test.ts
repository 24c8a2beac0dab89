import { describe, expect, test } from "vitest";
import { StudioError } from "../errors.ts";
import { parseLatencies } from "./latencies.ts";
import { overlapInWords, overlapOf } from "./overlap.ts";
import { summarise, timingOf } from "./timing.ts";

describe("times", () => {
  test("median and 95 % lie between neighbours; the first sample warms up", () => {
    expect(summarise([4, 1, 2, 3])).toEqual({ median: 2.5, p95: 3.8499999999999996, n: 4 });
    expect(summarise([])).toEqual({ median: NaN, p95: NaN, n: 0 });
    const step = (model: number) => ({ preprocess: 1, model, postprocess: 2 });
    const { model, total } = timingOf([step(100), step(5), step(7)]);
    expect([model.n, model.median, total.median]).toEqual([2, 6, 9]);
    expect(timingOf([step(100)]).model.median).toBe(100);
  });
});

describe("measured latencies", () => {
  test("repeated names are repeated measurements; semicolons bring decimal commas", () => {
    expect(parseLatencies("\uFEFFname;ms\nint8;1,5\nint8;2,5\nfp32;9", "times.csv")).toEqual([
      { name: "int8", median: 2, p95: 2.45, n: 2 },
      { name: "fp32", median: 9, p95: 9, n: 1 },
    ]);
  });

  test("units are read from the header", () => {
    expect(parseLatencies("model,us\na,1500", "t.csv")[0]?.median).toBeCloseTo(1.5, 9);
  });

  test.each([
    ["a,b\n1,2", "It has the columns a, b; name and ms are needed."],
    ["name,ms\nx,fast", "Row 2 has no time: “fast”."],
  ])("%j is refused", (text, why) => {
    try {
      parseLatencies(text, "t.csv");
      expect.unreachable();
    } catch (error) {
      expect((error as StudioError).text.why).toBe(why);
    }
  });
});

describe("samples in both sets", () => {
  const calibration = new Map([
    ["a.jpg", "1"],
    ["copy.jpg", "1"],
    ["b.jpg", "2"],
  ]);
  const validation = new Map([
    ["x.jpg", "1"],
    ["y.jpg", "3"],
    ["z.jpg", "3"],
  ]);
  test("are found by content, whatever they are called, and so are those that are in validation twice", () => {
    const overlap = overlapOf(calibration, validation);
    expect(overlap).toEqual({
      shared: [{ calibration: "a.jpg", validation: "x.jpg" }],
      repeated: [{ id: "z.jpg", first: "y.jpg" }],
    });
    expect(overlapInWords(overlap, 3)).toEqual([
      "1 validation sample is also used for calibration (of 3), first x.jpg: scores on them are too good.",
      "1 validation sample repeats the bytes of another (of 3), first z.jpg those of y.jpg: they count twice, and intervals are too narrow.",
    ]);
  });
  test("nothing is said of sets that share nothing", () => {
    expect(overlapInWords(overlapOf(new Map(), new Map([["x.jpg", "1"]])), 1)).toEqual([]);
  });
});
