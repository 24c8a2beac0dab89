import { describe, expect, it } from "vitest";
import { encodeModel } from "../core/onnx/encode.ts";
import { floatTensor } from "../core/onnx/tensor-data.ts";
import { openGraph, prepare, quantize } from "../core/pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import { buildModel } from "../testing/build-model.ts";
import { solveWeights } from "./engine.ts";
import type { EngineCall, EnginePool } from "./engines.ts";
import type { Progress } from "./protocol.ts";
import { warmWeights } from "./weights.ts";

const SIDE = 600;

/** A chain of products, 0.36 million weights each. */
function model(layers: number, side = SIDE): Uint8Array {
  const values = Float32Array.from({ length: side * side }, (_, i) => Math.sin(i * 1.3) / 9);
  const all = Array.from({ length: layers }, (_, i) => i);
  return encodeModel(
    buildModel({
      inputs: { v0: ["N", side] },
      outputs: [`v${layers}`],
      nodes: all.map((i) => ({ op: "MatMul", inputs: [`v${i}`, `w${i}`], outputs: [`v${i + 1}`], name: `layer${i}` })),
      constants: Object.fromEntries(all.map((i) => [`w${i}`, floatTensor(`w${i}`, [side, side], values)])),
    }),
  );
}

const graphOf = (bytes: Uint8Array) => prepare(openGraph(bytes, "m.onnx")).graph;

function recipeOf(change: Partial<Recipe["weights"]>, scheme: Recipe["scheme"] = "weight-only"): Recipe {
  return { ...DEFAULT_RECIPE, scheme, weights: { ...DEFAULT_RECIPE.weights, ...change } };
}

/** Engines as far as weights go; counts the pieces each of them solved. */
function counting(size: number): { readonly pool: EnginePool; readonly pieces: number[] } {
  const pieces = Array.from({ length: size }, () => 0);
  const at = (index: number) =>
    (async (_job: string, request: Parameters<typeof solveWeights>[0]) => {
      pieces[index] = (pieces[index] ?? 0) + 1;
      expect(request.data.byteLength).toBe(request.data.buffer.byteLength);
      // Both ways, as between workers.
      return structuredClone(await solveWeights(structuredClone(request)));
    }) as unknown as EngineCall;
  return { pool: { size, at }, pieces };
}

const NEVER = new AbortController().signal;
const refined = recipeOf({ type: "int4", granularity: "block", rounding: "hqq", form: "operator" });

describe("weights done beforehand", () => {
  it("give the same file as done at once, on all engines, with progress by layer", async () => {
    const bytes = model(4);
    const { pool, pieces } = counting(2);
    const seen: Progress[] = [];
    const graph = graphOf(bytes);
    await warmWeights(
      pool,
      { graph, stats: new Map(), recipe: refined },
      { signal: NEVER, progress: (p) => seen.push(p) },
    );
    expect([pieces.reduce((sum, n) => sum + n, 0), Math.min(...pieces) > 0]).toEqual([8, true]);
    expect(seen.map(({ done, total, unit }) => `${done}/${total} ${unit}`)).toEqual(
      [0, 1, 2, 3, 4].map((done) => `${done}/4 layers`),
    );
    const [warm, cold] = [graph, graphOf(bytes)].map((g) => quantize(g, new Map(), refined).bytes);
    expect(Buffer.compare(warm!, cold!)).toBe(0);
  });

  it("are not done again", async () => {
    const { pool, pieces } = counting(1);
    const task = { graph: graphOf(model(2)), stats: new Map(), recipe: refined };
    for (let i = 0; i < 2; i++) await warmWeights(pool, task, { signal: NEVER, progress: () => {} });
    expect(pieces).toEqual([4]);
  });

  it("stop after the piece at hand", async () => {
    const { pool, pieces } = counting(1);
    const stop = new AbortController();
    const progress = ({ done }: Progress) => {
      if (done === 1) setTimeout(() => stop.abort(), 0);
    };
    const task = { graph: graphOf(model(5)), stats: new Map(), recipe: refined };
    await expect(warmWeights(pool, task, { signal: stop.signal, progress })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(pieces[0]).toBeLessThan(8);
  });

  it.each([
    { name: "INT8 per channel", recipe: recipeOf({ type: "int8", form: "qdq" }) },
    { name: "2 bits that must be turned", recipe: recipeOf({ type: "uint2", granularity: "block", form: "qdq" }) },
  ])("of a large model are rounded here: $name", async ({ recipe }) => {
    const bytes = model(14);
    const { pool, pieces } = counting(1);
    const dones: number[] = [];
    const graph = graphOf(bytes);
    const job = { signal: NEVER, progress: ({ done }: Progress) => dones.push(done) };
    await warmWeights(pool, { graph, stats: new Map(), recipe }, job);
    expect(dones).toHaveLength(15);
    expect(pieces).toEqual([0]);
    const [warm, cold] = [graph, graphOf(bytes)].map((g) => quantize(g, new Map(), recipe).bytes);
    expect(Buffer.compare(warm!, cold!)).toBe(0);
  });

  it("of a small model are left to the moment they are needed", async () => {
    const { pool } = counting(1);
    const task = { graph: graphOf(model(1, 400)), stats: new Map(), recipe: refined };
    await warmWeights(pool, task, { signal: NEVER, progress: () => expect.unreachable() });
  });
});
