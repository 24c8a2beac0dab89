import { describe, expect, it } from "vitest";
import { DEFAULT_RECIPE, withPin, type Recipe } from "../../core/recipe.ts";
import { BENCH, comparisonOf, costsOf, estimate, measuredFile, measuredOf } from "../../testing/variants.ts";
import { settingsDiff } from "./diff.ts";
import { changesOf, findKept, grown, withName, withoutVariant, withVariant } from "./list.ts";
import type { Measured, Variant } from "./variant.ts";

const mse: Recipe = { ...DEFAULT_RECIPE, calibration: { method: "mse", percentile: 99.99 } };
const pinned = withPin(mse, "/stem/Conv", "float32");

/** Each measured after, and changed from, the one before. */
function chain(...all: readonly Measured[]): readonly Variant[] {
  return all.reduce<readonly Variant[]>(
    (list, measured) => withVariant(list, measured, { parent: list.at(-1)?.id ?? null, at: list.length }),
    [],
  );
}

const three = chain(measuredOf(), measuredOf(mse), measuredOf(pinned));

describe("variants", () => {
  it("have a name, a parent, and what was changed from it in words", () => {
    expect(three.map(({ id, name, parent }) => [id, name, parent])).toEqual([
      ["v1", "INT8", null],
      ["v2", "INT8 MSE", "v1"],
      ["v3", "INT8, Conv FP32", "v2"],
    ]);
    expect(three.map((variant) => changesOf(three, variant))).toEqual([
      [],
      ["range method moving average → MSE"],
      ["/stem/Conv pinned to FP32"],
    ]);
  });

  it("grow by what is worked out after they were measured, and else stay the same", () => {
    const [first] = three as [Variant];
    expect(grown(first, measuredOf())).toBe(first);
    const costs = costsOf(20);
    const costed = grown(first, { ...measuredOf(), costs });
    expect(costed.costs).toBe(costs);
    expect(grown(costed, { ...measuredOf(), costs: costsOf(30) })).toBe(costed);
    const part = { segment: "mine", ...comparisonOf(estimate(-5, -7, -3)) };
    const scored = comparisonOf(estimate(-0.2, -0.6, 0.2), { segments: [part], classes: [] });
    expect(grown(costed, { comparison: scored })).toEqual({ ...costed, comparison: scored });
    // Without the scores that take draws there is nothing new in a comparison.
    expect(grown(costed, { comparison: comparisonOf(estimate(-0.2, -0.6, 0.2), { segments: [part] }) })).toBe(costed);
  });

  it("are kept once: the same settings on the same samples are known", () => {
    expect(withVariant(three, measuredOf(mse), { parent: "v3", at: 9 })).toBe(three);
    expect(findKept(three, measuredOf(mse))?.id).toBe("v2");
    const elsewhere = measuredOf(mse, { bench: { ...BENCH, validation: "other" } });
    expect(findKept(three, elsewhere)).toBeUndefined();
  });

  it("never share a name by themselves", () => {
    const other = { ...BENCH, validation: "other" };
    const names = chain(measuredOf(), measuredOf(DEFAULT_RECIPE, { bench: other }), measuredFile("a.onnx", null));
    expect(names.map(({ name }) => name)).toEqual(["INT8", "INT8 (2)", "a.onnx"]);
  });

  it("take a name by hand, but not an empty one", () => {
    expect(withName(three, "v2", "  best ").map(({ name }) => name)).toEqual(["INT8", "best", "INT8, Conv FP32"]);
    expect(withName(three, "v2", "  ")).toBe(three);
  });

  it("leave their children to their parent, which are then compared with it", () => {
    const two = withoutVariant(three, "v2");
    expect(two.map(({ id, parent }) => [id, parent])).toEqual([
      ["v1", null],
      ["v3", "v1"],
    ]);
    expect(changesOf(two, two[1] as Variant)).toEqual([
      "range method moving average → MSE",
      "/stem/Conv pinned to FP32",
    ]);
    expect(withVariant(two, measuredOf(mse), { parent: "v3", at: 1 }).at(-1)?.id).toBe("v4");
  });

  it("of files have a scheme in place of changes, and no parent", () => {
    const file = measuredFile("rival.onnx", "Static QDQ, uint8 activations");
    const all = withVariant(three, file, { parent: "v3", at: 5 });
    expect(all.at(-1)).toMatchObject({ name: "rival.onnx", parent: null });
    expect(changesOf(all, all.at(-1) as Variant)).toEqual(["Static QDQ, uint8 activations"]);
  });
});

describe("settingsDiff", () => {
  it("is empty between equal recipes", () => {
    expect(settingsDiff(pinned, structuredClone(pinned))).toEqual([]);
  });

  it("names a scheme in place of all the settings that come with it", () => {
    const half: Recipe = { ...DEFAULT_RECIPE, scheme: "float16" };
    expect(settingsDiff(DEFAULT_RECIPE, half)).toEqual(["INT8, U8 × S8 → FP16"]);
    const kept: Recipe = { ...half, half: { type: "float16", keepIo: false } };
    expect(settingsDiff(mse, kept)).toEqual(["INT8, U8 × S8 → FP16", "FP32 inputs and outputs on → off"]);
    expect(settingsDiff(half, mse)).toEqual(["FP16 → INT8, U8 × S8", "range method moving average → MSE"]);
  });

  it("lists settings that no scheme by name has", () => {
    const odd: Recipe = { ...DEFAULT_RECIPE, weights: { ...DEFAULT_RECIPE.weights, granularity: "per-tensor" } };
    expect(settingsDiff(DEFAULT_RECIPE, odd)).toEqual(["weight scales per channel → per tensor"]);
    expect(settingsDiff(odd, DEFAULT_RECIPE)[0]).toBe("Settings by hand → INT8, U8 × S8");
  });

  it("counts many pins and names few, and tells of ranges", () => {
    const many = ["a", "b", "c"].reduce((recipe, layer) => withPin(recipe, layer, "int16"), DEFAULT_RECIPE);
    expect(settingsDiff(DEFAULT_RECIPE, many)).toEqual(["3 layers pinned to INT16"]);
    expect(settingsDiff(many, DEFAULT_RECIPE)).toEqual(["3 layers unpinned"]);
    const ranged = { ...DEFAULT_RECIPE, ranges: [{ value: "x", lo: 0, hi: 6 }] };
    expect(settingsDiff(DEFAULT_RECIPE, ranged)).toEqual(["range of x"]);
    expect(settingsDiff(ranged, DEFAULT_RECIPE)).toEqual(["range of x reset"]);
  });
});
