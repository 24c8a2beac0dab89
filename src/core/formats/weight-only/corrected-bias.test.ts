import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import type { ModelSpec } from "../../../testing/build-model.ts";
import { graphFrom, type Inputs, PLAIN, random, ratio, run } from "../../../testing/weight-layers.ts";
import type { ChannelMeans } from "../../calibrate/channel-means.ts";
import { float32 } from "../../tensor.ts";
import type { WeightOnlySetting } from "./setting.ts";
import { weightOnly } from "./weight-only.ts";

const runtime = createNodeRuntime({ threads: 1 });
const UNITS = 2 ** 20;

/** A layer whose input is the same everywhere in a channel, so that the mean error is the whole error. */
interface Case {
  readonly title: string;
  readonly spec: ModelSpec;
  readonly means: ChannelMeans;
  readonly feeds: Inputs;
}

function steady(op: "Conv" | "Gemm", w: readonly number[], outputs: number, attrs: object = {}): Case {
  const group = (attrs as { group?: number }).group ?? 1;
  const transposed = op === "Conv" || "transB" in attrs;
  const channels = ((transposed ? w[1] : w[0]) ?? 1) * group;
  const levels = Array.from({ length: channels }, (_, c) => (c % 7) / 4);
  const dims = op === "Conv" ? [1, channels, 5, 5] : [1, channels];
  const x = float32(
    dims,
    Float32Array.from({ length: channels * (op === "Conv" ? 25 : 1) }, (_, i) =>
      op === "Conv" ? (levels[Math.floor(i / 25)] as number) : (levels[i] as number),
    ),
  );
  const spec: ModelSpec = {
    inputs: { x: dims },
    outputs: ["y"],
    nodes: [{ op, name: "layer", inputs: ["x", "w", "b"], outputs: ["y"], attrs: attrs as never }],
    constants: { w: random(w, 7), b: random([outputs], 8) },
  };
  const means = { samples: 2, sums: Float64Array.from(levels, (level) => 2 * UNITS * level) };
  return { title: `${op} ${JSON.stringify(attrs)}`, spec, means, feeds: { x } };
}

const CASES = [
  steady("Conv", [23, 35, 3, 3], 23),
  steady("Conv", [24, 18, 3, 3], 24, { group: 2 }),
  steady("Gemm", [101, 23], 23),
  steady("Gemm", [23, 101], 23, { transB: 1 }),
];

const SETTINGS: readonly WeightOnlySetting[] = ([8, 4, 2] as const).flatMap((bits) =>
  (["per-channel", "per-tensor", "block"] as const).flatMap((granularity) =>
    (["qdq", "operator"] as const).map((form) => ({ ...PLAIN, bits, granularity, form, blockSize: 16 })),
  ),
);

describe.each(CASES)("$title", ({ spec, means, feeds }) => {
  const graph = graphFrom(spec);
  const expected = run(runtime, graph, feeds);

  test.each(SETTINGS)("gives what float gives for the mean input: $bits bits $granularity $form", async (setting) => {
    const layers = new Map([["layer", setting]]);
    const corrected = weightOnly(graph, layers, new Map([["layer", means]]));
    expect(ratio(await run(runtime, corrected.graph, feeds), await expected)).toBeLessThan(1e-5);
    expect(corrected.notes.some((note) => /^The bias makes up for .*\(layer\)$/.test(note))).toBe(true);
    const plain = weightOnly(graph, layers);
    expect(ratio(await run(runtime, plain.graph, feeds), await expected)).toBeGreaterThan(1e-4);
    expect(plain.notes.join()).not.toContain("bias makes up");
  });
});

test("a layer is left as it is when the means are of another number of channels, or it has no bias", () => {
  const layers = new Map([["layer", PLAIN]]);
  const { spec, means } = CASES[0] as Case;
  const other = new Map([["layer", { ...means, sums: means.sums.subarray(1) }]]);
  expect(weightOnly(graphFrom(spec), layers, other)).toEqual(weightOnly(graphFrom(spec), layers));
  const [node] = spec.nodes;
  const bare = { ...spec, nodes: [{ ...(node as (typeof spec.nodes)[number]), inputs: ["x", "w"] }] };
  const found = weightOnly(graphFrom(bare), layers, new Map([["layer", means]]));
  expect(found.graph.nodes.find((n) => n.op === "Conv")?.inputs).toHaveLength(2);
});
