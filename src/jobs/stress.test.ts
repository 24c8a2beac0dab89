import { describe, expect, test } from "vitest";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { imageInputs } from "../testing/model-inputs.ts";
import { createCropCache } from "./engine/crop-cache.ts";
import { feedsOf } from "./engine/feeds.ts";
import { createStressShelf } from "./engine/stressed-sample.ts";
import type { EngineSample } from "./engine-protocol.ts";
import { chosenSamples } from "./stress.ts";

describe("the samples that are corrupted", () => {
  const sample = (index: number, segment: string | undefined, label: number): EngineSample => {
    return { index, id: `${index}`, blob: new Blob(), label, ...(segment !== undefined && { segment }) };
  };

  test("represent segments and classes, and are counted anew", () => {
    // 80 by day, 20 at night, two classes in turn.
    const all = Array.from({ length: 100 }, (_, i) => sample(i, i < 80 ? "day" : "night", i % 2));
    const chosen = chosenSamples(all, 20);
    const count = (which: (s: EngineSample) => boolean) => chosen.filter(which).length;
    expect([count((s) => s.segment === "day"), count((s) => s.segment === "night")]).toEqual([16, 4]);
    expect([count((s) => s.label === 0), count((s) => s.label === 1)]).toEqual([10, 10]);
    expect(chosen.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test("are all of a small set", () => {
    const all = [sample(0, undefined, 1), sample(1, undefined, 0)];
    expect(chosenSamples(all, 100).map(({ id }) => id)).toEqual(["1", "0"]);
  });
});

describe("a corrupted sample in an engine", () => {
  const preprocess: Preprocess = {
    resize: { mode: "none" },
    width: 8,
    height: 8,
    channels: "RGB",
    layout: "NCHW",
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };

  test("is decoded once for all corruptions, and the plain one stays what it is", async () => {
    let decoded = 0;
    const decode = async () => {
      decoded++;
      return { width: 8, height: 8, data: new Uint8Array(192).fill(200) };
    };
    const source = { decode, cache: createCropCache(1e6), stressed: createStressShelf() };
    const request = { data: "d", preprocess, inputs: imageInputs(null, 8, 8) };
    const sample: EngineSample = { index: 0, id: "a.png", blob: new Blob() };
    const first = async (stress?: EngineSample["stress"]) => {
      const { feeds } = await feedsOf(source, request, stress === undefined ? sample : { ...sample, stress });
      return (feeds["x"]?.data as Float32Array | undefined)?.[0];
    };
    expect(await first()).toBe(200);
    expect(await first({ corruption: "darker", strength: 1 })).toBe(146);
    expect(await first({ corruption: "darker", strength: 2 })).toBe(106);
    expect(await first({ corruption: "darker", strength: 1 })).toBe(146);
    expect(await first()).toBe(200);
    // Once as it is, once for its corruptions.
    expect(decoded).toBe(2);
  });
});
