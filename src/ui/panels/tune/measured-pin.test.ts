import { expect, test } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../../core/recipe.ts";
import { comparisonOf, estimate, measuredOf, variantNamed } from "../../../testing/variants.ts";
import { measuredPin } from "./measured-pin.ts";

const parent = variantNamed("INT8", measuredOf());
const pinned = withPin(DEFAULT_RECIPE, "a", "float32");
const better = comparisonOf(estimate(0.2, -0.2, 0.6), { sqnr: estimate(20.5, 20, 21) });

test("a pin says what it changed against the model it was added to", () => {
  const child = variantNamed("INT8, a", measuredOf(pinned, { bytes: 412e3, comparison: better }), { parent: "INT8" });
  const text = measuredPin("a", child, [parent, child]);
  expect(text).toContain("Measured against INT8: +2.5");
  expect(text).toContain("+0.4\u00a0points of top-1, +12.0");
  expect(measuredPin("b", child, [parent, child])).toBeNull();
});

test("pins that came with it are said", () => {
  const both = withPin(pinned, "b", "int16");
  const child = variantNamed("two", measuredOf(both, { comparison: better }), { parent: "INT8" });
  expect(measuredPin("a", child, [parent, child])).toContain("with another pin");
});

test("without a measurement to compare with nothing is said", () => {
  const alone = variantNamed("first", measuredOf(pinned));
  expect(measuredPin("a", alone, [alone])).toBeNull();
  expect(measuredPin("a", null, [])).toBeNull();
});
