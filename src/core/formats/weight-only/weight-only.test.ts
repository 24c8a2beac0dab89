import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { check, graphFrom, layer, LAYERS, PLAIN } from "../../../testing/weight-layers.ts";
import { attrInt } from "../../onnx/attributes.ts";
import type { WeightOnlySetting } from "./setting.ts";
import { weightOnly } from "./weight-only.ts";

const runtime = createNodeRuntime({ threads: 1 });

const SETTINGS: readonly WeightOnlySetting[] = ([8, 4, 2] as const).flatMap((bits) =>
  (["per-channel", "per-tensor", "block"] as const).flatMap((granularity) =>
    [true, false].flatMap((symmetric) =>
      [true, false].map((signed): WeightOnlySetting => ({ ...PLAIN, bits, granularity, symmetric, signed })),
    ),
  ),
);

const described = ({ bits, signed, symmetric, granularity, form }: WeightOnlySetting) =>
  `${form}, ${signed ? "int" : "uint"}${bits} ${granularity}${symmetric ? " symmetric" : ""}`;

describe.each(LAYERS)("$title", (l) => {
  test.each(SETTINGS.map((s) => [described({ ...s, form: "qdq" }), { ...s, form: "qdq" as const }]))(
    "runs as its weights say: %s",
    (_title, setting) => check(runtime, l, setting),
  );
  const settings = l.operator ? SETTINGS : SETTINGS.slice(0, 1);
  test.each(settings.map((s) => [described(s), s]))("runs as its weights say: %s", (_title, setting) =>
    check(runtime, l, setting),
  );
  test("runs with refined weights of 4 bits", () => check(runtime, l, { ...PLAIN, rounding: "hqq" }));
});

describe("MatMulNBits", () => {
  test.each([16, 32, 64, 128, 256])("takes blocks of %i at every width", async (blockSize) => {
    for (const bits of [8, 4, 2] as const) {
      const l = layer("MatMul", [2, 301], [301, 9], { operator: true });
      await check(runtime, l, { ...PLAIN, bits, blockSize, symmetric: bits === 4 });
    }
  });

  test("has one scale per output when per channel, repeated for every block of 256", () => {
    const { spec } = layer("MatMul", [2, 300], [300, 9]);
    const { graph } = weightOnly(graphFrom(spec), new Map([["layer", { ...PLAIN, granularity: "per-channel" }]]));
    const [node] = graph.nodes;
    expect(node && attrInt(node, "block_size", 0)).toBe(256);
    expect(graph.types.get("w_Q4")?.dims).toEqual([9, 2, 128]);
    expect(graph.types.get("w_scales")?.dims).toEqual([18]);
    expect(graph.types.get("w_zero_points")?.dims).toEqual([9, 1]);
  });
});
