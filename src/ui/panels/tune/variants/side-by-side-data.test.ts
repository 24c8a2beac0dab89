import { describe, expect, it } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../../../core/recipe.ts";
import { DEFAULT_BUDGET } from "../../../../state/budget/budget.ts";
import { BENCH, comparisonOf, estimate, measuredFile, measuredOf, variantNamed } from "../../../../testing/variants.ts";
import { sideBySide } from "./side-by-side-data.ts";
import { variantRows } from "./variant-rows.ts";

const segment = (name: string, value: number) => ({
  segment: name,
  ...comparisonOf(estimate(value, value - 1, value + 1)),
});
const withSegments = (dark: number) =>
  comparisonOf(estimate(-0.2, -0.6, 0.2), { segments: [segment("dark", dark), segment("plain", 0)] });
const pinned = withPin(DEFAULT_RECIPE, "stem", "float32");
const variants = [
  variantNamed("INT8", measuredOf(DEFAULT_RECIPE, { comparison: withSegments(-4) })),
  variantNamed("pinned", measuredOf(pinned, { bytes: 450e3, comparison: withSegments(-1) })),
];
const context = { bench: BENCH, budget: DEFAULT_BUDGET, float: 1e6 };

describe("sideBySide", () => {
  const [settings, results, segments] = sideBySide(variantRows(variants, context));

  it("shows only settings that differ", () => {
    expect(settings?.rows).toEqual([{ title: "pins", cells: ["none", "1 to FP32"], best: null }]);
  });

  it("marks the best of each result, and none where all are equal", () => {
    const best = new Map(results?.rows.map((row) => [row.title, row.best]));
    expect([best.get("Size"), best.get("Top-1"), best.get("Agreement")]).toEqual([0, null, null]);
  });

  it("holds segments apart", () => {
    expect(segments?.rows.map(({ title, best }) => [title, best])).toEqual([
      ["dark", 1],
      ["plain", null],
    ]);
  });

  it("says of a file how it was made, and compares the settings of the others", () => {
    const file = variantNamed("rival.onnx", measuredFile("rival.onnx", "Dynamic, uint8 weights per tensor"));
    const [rows] = sideBySide(variantRows([...variants, file], context));
    expect(rows?.rows.map(({ title, cells }) => [title, cells.at(-1)])).toEqual([
      ["made", "Dynamic, uint8 weights per tensor"],
      ["pins", "–"],
    ]);
  });
});
