import { describe, expect, it } from "vitest";
import { StudioError } from "../core/errors.ts";
import type { CalibrationStats, TensorStats } from "../core/calibrate/stats.ts";
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import { collectOver, emptyCollected } from "./collect.ts";
import type { EngineSample } from "./engine-protocol.ts";
import { imageInputs } from "../testing/model-inputs.ts";
import { createEngines, type EngineCall, type EnginePool, type ModelSource, shardsOf } from "./engines.ts";
import { emptyMeasurement, evaluateOver, inOrder, type Job, type SampleSet } from "./evaluate.ts";

/** A pool of engines that remember what they were asked; sample "bad" cannot be decoded. */
function fakePool(size: number, options: { readonly stopAfter?: number; readonly stop?: AbortController } = {}) {
  const log: string[] = [];
  const loaded = Array.from({ length: size }, () => new Set<string>());
  let ran = 0;
  const at = (engine: number): EngineCall => {
    const call = async (job: string, request: never, { signal, onProgress }: never = {} as never) => {
      const { key, model, samples = [] } = request as { key: string; model: string; samples: EngineSample[] };
      const models = loaded[engine] as Set<string>;
      log.push(`${engine} ${job} ${key ?? `${model}: ${samples.map((s) => s.index).join(" ")}`}`);
      if (job === "load") return models.add(key) && { inputs: ["x"], outputs: ["y"], runtime: "fake 1" };
      if (job === "release") return models.delete(key) && null;
      if (!models.has(model)) throw new StudioError("runtime/missing-source", { kind: "model" });
      const skipped = samples.filter((s) => s.id === "bad").map(({ id }) => ({ id, reason: "not an image" }));
      for (const sample of samples) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        (signal as AbortSignal).throwIfAborted();
        if (sample.id === "bad") continue;
        if (job === "evaluate") (onProgress as (p: unknown) => void)({ results: [resultOf(sample)] });
        if (++ran === options.stopAfter) options.stop?.abort();
      }
      return job === "collect" ? { stats: statsOf(samples.length - skipped.length), skipped } : { skipped };
    };
    return call as unknown as EngineCall;
  };
  return { pool: { size, at } satisfies EnginePool, log, lose: (engine: number) => loaded[engine]?.clear() };
}

function resultOf({ index, id }: EngineSample) {
  return { index, result: { id, top: [index % 3], confidence: [1], output: Float32Array.of(index) } };
}

function statsOf(samples: number): CalibrationStats {
  const tensor: TensorStats = {
    count: 10 * samples,
    min: -1,
    max: 1,
    samples,
    sumMin: BigInt(-samples),
    sumMax: BigInt(samples),
    minSample: 0,
    maxSample: 0,
    limit: 2,
    bins: new Float64Array(4096).fill(samples),
  };
  return new Map([["conv", tensor]]);
}

const source = (key: string, bytes = 8): ModelSource => ({
  key,
  file: `${key}.onnx`,
  blob: { size: bytes } as Blob,
  inputs: imageInputs(null, 2, 2),
  output: "y",
  outputs: ["y"],
});

const setOf = (count: number, bad?: number): SampleSet => ({
  data: "d",
  preprocess: {} as SampleSet["preprocess"],
  samples: Array.from({ length: count }, (_, index) => ({
    index,
    id: index === bad ? "bad" : `s${index}`,
    blob: new Blob(),
  })),
});

const silent = <P>(signal = new AbortController().signal): Job<P> => ({ signal, progress: () => {} });

describe("dividing samples", () => {
  it("gives sample i to engine i mod N", () => {
    const shards = shardsOf(setOf(7).samples, 3, null);
    expect(shards.map((shard) => shard.map((s) => s.index))).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]);
  });

  it("keeps whole batches together when the model's batch is fixed", () => {
    const shards = shardsOf(setOf(7).samples, 2, 2);
    expect(shards.map((shard) => shard.map((s) => s.index))).toEqual([
      [0, 1, 4, 5],
      [2, 3, 6],
    ]);
  });

  it("uses fewer engines for models that fill the memory, but always one", () => {
    const { count } = createEngines(fakePool(4).pool);
    expect([1e7, 1e8, 3e8, 1e10].map(count)).toEqual([4, 4, 2, 1]);
  });
});

describe("models in engines", () => {
  it("are loaded once and loaded again after the engine was replaced", async () => {
    const { pool, log, lose } = fakePool(1);
    const engines = createEngines(pool);
    const task = { model: source("m"), set: setOf(1), stage: "evaluate" } as const;
    await evaluateOver(engines, task, silent());
    await evaluateOver(engines, task, silent());
    lose(0);
    const { results } = await evaluateOver(engines, task, silent());
    expect(results.size).toBe(1);
    expect(log.filter((line) => line.includes("load"))).toHaveLength(2);
    expect(engines.runtime()).toBe("fake 1");
  });

  it("are released when four others were used since", async () => {
    const { pool, log } = fakePool(1);
    const engines = createEngines(pool);
    for (const key of ["a", "b", "c", "d", "e"]) {
      await evaluateOver(engines, { model: source(key), set: setOf(1), stage: "evaluate" }, silent());
    }
    expect(log.filter((line) => line.includes("release"))).toEqual(["0 release a"]);
  });

  it("that fail to load say so, and are tried again", async () => {
    let refuse = true;
    const { pool } = fakePool(1);
    const at = (i: number) =>
      ((job, request, options) => {
        if (job === "load" && refuse)
          return Promise.reject(new StudioError("runtime/load", { model: "m", message: "no" }));
        return pool.at(i)(job, request, options);
      }) as EngineCall;
    const engines = createEngines({ size: 1, at });
    const task = { model: source("m"), set: setOf(2), stage: "evaluate" } as const;
    await expect(evaluateOver(engines, task, silent())).rejects.toMatchObject({ code: "runtime/load" });
    refuse = false;
    expect((await evaluateOver(engines, task, silent())).results.size).toBe(2);
  });
});

describe("evaluating over engines", () => {
  it("orders results by sample and names what was skipped", async () => {
    const { pool, log } = fakePool(2);
    const measured = await evaluateOver(
      createEngines(pool),
      { model: source("m"), set: setOf(5, 2), stage: "evaluate" },
      silent(),
    );
    expect(inOrder(measured).map((r) => r.id)).toEqual(["s0", "s1", "s3", "s4"]);
    expect([...measured.skipped.values()]).toEqual([{ id: "bad", reason: "not an image" }]);
    expect(log).toEqual(expect.arrayContaining(["0 evaluate m: 0 2 4", "1 evaluate m: 1 3"]));
  });

  it("runs the segments first that were asked for, in that order", async () => {
    const { pool, log } = fakePool(1);
    const set = setOf(6);
    const names = ["day", "night", "dusk"];
    const samples = set.samples.map((sample) => ({ ...sample, segment: names[sample.index % 3] ?? "" }));
    const task = { model: source("m"), set: { ...set, samples }, stage: "evaluate", first: ["dusk", "night"] } as const;
    const measured = await evaluateOver(createEngines(pool), task, silent());
    expect(log.at(-1)).toBe("0 evaluate m: 2 5 1 4 0 3");
    expect(inOrder(measured).map((r) => r.id)).toEqual(["s0", "s1", "s2", "s3", "s4", "s5"]);
  });

  it("keeps only what it is told to keep of an answer, and stops with the failure of that", async () => {
    const task = { model: source("m"), set: setOf(4), stage: "evaluate" } as const;
    const keep = (result: SampleResult) => ({ ...result, output: result.output.subarray(0, 0) });
    const measured = await evaluateOver(createEngines(fakePool(2).pool), { ...task, keep }, silent());
    expect(inOrder(measured).map(({ output }) => output.length)).toEqual([0, 0, 0, 0]);
    const fail = () => {
      throw new Error("no such decoder");
    };
    const failing = evaluateOver(createEngines(fakePool(2).pool), { ...task, keep: fail }, silent());
    await expect(failing).rejects.toThrow("no such decoder");
  });

  it("keeps what was measured before Stop, and later runs only the rest", async () => {
    const stop = new AbortController();
    const { pool, log } = fakePool(2, { stopAfter: 4, stop });
    const engines = createEngines(pool);
    const kept = emptyMeasurement();
    const task = { model: source("m"), set: setOf(10), stage: "evaluate", kept } as const;
    await expect(evaluateOver(engines, task, silent(stop.signal))).rejects.toMatchObject({ name: "AbortError" });
    expect(kept.results.size).toBe(4);
    const seen: number[] = [];
    const before = log.length;
    await evaluateOver(engines, task, { ...silent(), progress: (p) => seen.push(p.done) });
    expect(seen).toEqual([4, 5, 6, 7, 8, 9, 10]);
    expect(log.slice(before)).toEqual(["0 evaluate m: 4 6 8", "1 evaluate m: 5 7 9"]);
  });
});

describe("collecting over engines", () => {
  it("counts every sample once", async () => {
    const task = { model: source("m"), passes: [["conv"]], set: setOf(50, 7) };
    const { stats, done, skipped } = await collectOver(createEngines(fakePool(3).pool), task, silent());
    expect(stats.get("conv")).toMatchObject({ samples: 49, count: 490, sumMin: -49n });
    expect([done.size, skipped.size]).toEqual([50, 1]);
  });

  it("counts every sample once even when it was stopped in between", async () => {
    const stop = new AbortController();
    const { pool } = fakePool(2, { stopAfter: 60, stop });
    const engines = createEngines(pool);
    const kept = emptyCollected();
    const task = { model: source("m"), passes: [["conv"]], set: setOf(100), kept };
    await expect(collectOver(engines, task, silent(stop.signal))).rejects.toMatchObject({ name: "AbortError" });
    expect(kept.done.size).toBeGreaterThanOrEqual(16);
    expect(kept.done.size).toBeLessThan(100);
    expect(kept.stats.get("conv")?.samples).toBe(kept.done.size);
    const { stats } = await collectOver(engines, task, silent());
    expect(stats.get("conv")).toMatchObject({ samples: 100, count: 1000 });
  });
});
