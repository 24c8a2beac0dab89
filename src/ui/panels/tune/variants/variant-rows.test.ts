import { describe, expect, it } from "vitest";
import { DEFAULT_RECIPE } from "../../../../core/recipe.ts";
import { DEFAULT_BUDGET } from "../../../../state/budget/budget.ts";
import { BENCH, comparisonOf, estimate, measuredFile, measuredOf, variantNamed } from "../../../../testing/variants.ts";
import { TOP1 } from "../../../../core/evaluate/main-score.ts";
import { nextSorting, sortRows, variantColumns, variantRows } from "./variant-rows.ts";

const mse = { ...DEFAULT_RECIPE, calibration: { method: "mse", percentile: 99.99 } } as const;
const variants = [
  variantNamed("b", measuredOf(), { id: "v1" }),
  variantNamed("a", measuredOf(mse, { bytes: 300e3, comparison: comparisonOf(estimate(-6, -9, -3)) }), {
    id: "v2",
    parent: "v1",
  }),
  variantNamed("c", measuredFile("c.onnx", "Dynamic", { bench: { ...BENCH, validation: "other" } }), { id: "v3" }),
];
const rows = variantRows(variants, { bench: BENCH, budget: DEFAULT_BUDGET, float: 1e6 });
const columns = variantColumns(TOP1);

describe("rows of variants", () => {
  it("say where each came from, what changed, and what it is worth", () => {
    expect(rows.map(({ from, changed, verdict, isComparable }) => [from, changed, verdict.chip, isComparable])).toEqual(
      [
        ["FP32", "first variant", "Ready to ship", true],
        ["b", "range method moving average → MSE", "Accuracy lost", true],
        ["file", "Dynamic", "Ready to ship", false],
      ],
    );
  });

  it("sort by any column, both ways and back", () => {
    const names = (column: string, isDescending: boolean) =>
      sortRows(rows, columns, { column, isDescending }).map(({ variant }) => variant.name);
    expect(names("name", false)).toEqual(["a", "b", "c"]);
    expect(names("size", false)[0]).toBe("a");
    expect(names("change", true).at(-1)).toBe("a");
    const size = columns.find(({ id }) => id === "size")!;
    const first = nextSorting(null, size);
    expect(first).toEqual({ column: "size", isDescending: false });
    const second = nextSorting(first, size);
    expect(second).toEqual({ column: "size", isDescending: true });
    expect(nextSorting(second, size)).toBeNull();
    expect(sortRows(rows, columns, null)).toBe(rows);
  });

  it("have no top-1 without labels", () => {
    expect(variantColumns(null).map(({ title }) => title)).toContain("Agreement");
    expect(variantColumns(null).map(({ id }) => id)).not.toContain("change");
  });
});
