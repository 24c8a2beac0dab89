import { describe, expect, test } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../../core/recipe.ts";
import { outlookOf } from "../../../core/sensitivity/expected.ts";
import { reportOf, rowOf, sensitivityOf } from "../../../testing/sensitivity.ts";
import { findEffects, FIRST_QUERY, opsOf, parsePattern, type PinQuery } from "./bulk-pins.ts";

const ROWS = [
  rowOf("stem/conv (1)", { op: "Conv + Clip" }),
  rowOf("body/conv2", { bytes: { before: 400_000, after: 100_000 } }),
  rowOf("body/add", { op: "Add", bytes: { before: 0, after: 0 } }),
  rowOf("head/fc", { op: "Gemm" }),
];
const REPORT = reportOf([
  sensitivityOf("stem/conv (1)", 0.01),
  sensitivityOf("body/conv2", 0.05),
  sensitivityOf("body/add", 0.002),
  sensitivityOf("head/fc", 0.001),
]);
const OUTLOOK = outlookOf(DEFAULT_RECIPE, ROWS, { recipe: DEFAULT_RECIPE, report: REPORT });

function names(query: Partial<PinQuery>, selected: string | null = null): readonly string[] {
  const found = findEffects(OUTLOOK, { ...FIRST_QUERY, ...query }, selected);
  if (typeof found === "string") throw new Error(found);
  return found.map(({ layer }) => layer);
}

test("operators are counted by the one that computes, the most frequent first", () => {
  expect(opsOf(ROWS)[0]).toEqual({ op: "Conv", layers: 2 });
  expect(opsOf(ROWS).map(({ op }) => op)).not.toContain("Conv + Clip");
});

describe("layers are found", () => {
  test("by operator, with what is folded into it", () => {
    expect(names({ by: "op", op: "Conv" })).toEqual(["stem/conv (1)", "body/conv2"]);
  });

  test("by a regular expression, with or without slashes, in any case", () => {
    expect(names({ by: "name", pattern: "/^BODY/" })).toEqual(["body/conv2", "body/add"]);
    expect(names({ by: "name", pattern: "conv\\d?$|fc" })).toEqual(["body/conv2", "head/fc"]);
    expect(names({ by: "name", pattern: " " })).toEqual([]);
  });

  test("as the worst of the report, by harm or by harm for their bytes", () => {
    expect(names({ worst: 2 })).toEqual(["body/conv2", "stem/conv (1)"]);
    expect(names({ worst: 2, ranking: "per-byte" })).toEqual(["body/add", "stem/conv (1)"]);
  });

  test("by the selection, if there is one", () => {
    expect(names({ by: "selected" }, "head/fc")).toEqual(["head/fc"]);
    expect(names({ by: "selected" })).toEqual([]);
  });
});

test("a bad expression is told, with what to do", () => {
  expect(parsePattern("conv (1")).toMatch(/^This is no regular expression: .+\. Write \\\( for a bracket/);
  expect(findEffects(OUTLOOK, { ...FIRST_QUERY, by: "name", pattern: "[" }, null)).toContain("no regular expression");
});

test("the worst that are pinned already are not counted again, and can be unpinned", () => {
  const recipe = withPin(DEFAULT_RECIPE, "body/conv2", "float32");
  const rows = ROWS.map((row) =>
    row.name === "body/conv2" ? { ...row, precision: "FP32" as const, pinned: true } : row,
  );
  const outlook = outlookOf(recipe, rows, { recipe: DEFAULT_RECIPE, report: REPORT });
  const found = findEffects(outlook, { ...FIRST_QUERY, worst: 1 }, null);
  expect(found).toMatchObject([{ layer: "stem/conv (1)" }]);
  expect(findEffects(outlook, { ...FIRST_QUERY, precision: null }, null)).toMatchObject([{ layer: "body/conv2" }]);
});
