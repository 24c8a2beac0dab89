import { expect, describe, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { writeArrays } from "../platform/npz.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { buildModel, noise } from "../testing/build-model.ts";
import { input, inputList } from "../testing/model-inputs.ts";
import { collectOver, passesOf } from "./collect.ts";
import { createEngine } from "./engine.ts";
import { createEngines } from "./engines.ts";
import type { Job } from "./evaluate.ts";
import { engineCall } from "../testing/engine-call.ts";

const job: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };

describe("passes", () => {
  const bytes = new Map([
    ["a", 60],
    ["b", 40],
    ["c", 1],
    ["d", 200],
    ["e", 10],
  ]);

  it("fill the budget in order; what exceeds it alone goes alone", () => {
    expect(passesOf(["a", "b", "c", "d", "e"], bytes, 100)).toEqual([["a", "b"], ["c"], ["d"], ["e"]]);
    expect(passesOf(["a", "b", "c", "d", "e"], bytes, 311)).toEqual([["a", "b", "c", "d", "e"]]);
  });

  it("values of unknown size cost nothing, and no values need no pass", () => {
    expect(passesOf(["x", "a", "y", "b", "z"], bytes, 100)).toEqual([["x", "a", "y", "b", "z"]]);
    expect(passesOf([], bytes, 100)).toEqual([]);
  });
});

it("statistics are the same to the bit in one pass and in many", async () => {
  const runtime = createNodeRuntime({ threads: 1 });
  let runs = 0;
  const engine = createEngine({
    kernel: referenceKernel,
    decode: decodeInNode,
    runtime: {
      ...runtime,
      load: async (...args) => {
        const session = await runtime.load(...args);
        return { ...session, observe: (...rest) => (runs++, session.observe(...rest)) };
      },
    },
  });
  const call = engineCall(engine);
  const op = (name: string, from: string, to: string) => ({ op: name, inputs: [from], outputs: [to] });
  const nodes = [op("Relu", "x", "a"), op("Exp", "x", "b"), op("Neg", "b", "c"), op("ReduceMax", "x", "d")];
  const bytes = encodeModel(buildModel({ inputs: { x: [2, 5] }, outputs: ["a", "b", "c", "d"], nodes }));
  const inputs = inputList([input("x", [2, 5])], 2);
  const samples = await Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      const x = { dtype: "float32", dims: [5], data: noise(5, index + 1) } as const;
      return { index, id: `${index}.npz`, blob: await writeArrays({ x }) };
    }),
  );
  const model = {
    key: "m",
    file: "m.onnx",
    blob: new Blob([bytes as Uint8Array<ArrayBuffer>]),
    inputs,
    output: "a",
    outputs: ["a"],
  };
  const collect = async (budget: number) => {
    const size = new Map(["a", "b", "c", "d"].map((name) => [name, 40]));
    const passes = passesOf(["a", "b", "c", "d"], size, budget);
    const set = { data: "d", preprocess: {} as never, samples };
    const { stats } = await collectOver(
      createEngines({ size: 1, at: () => call }),
      { model, passes, set },
      job as never,
    );
    return stats;
  };
  const once = await collect(1000);
  const before = runs;
  expect(await collect(40)).toEqual(once);
  // Five samples in batches of two, four passes each.
  expect([before, runs - before]).toEqual([3, 12]);
  expect(once.get("a")).toMatchObject({ count: 25, samples: 5 });
});
