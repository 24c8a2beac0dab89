import { beforeAll, describe, expect, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { engineCall } from "../testing/engine-call.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import { createStudio, type StudioJobs } from "./studio.ts";

const job = { signal: new AbortController().signal, progress: () => {} };
const preprocess = SMALL_PREPROCESS as Preprocess;

let studio: StudioJobs;
let model = "";
beforeAll(async () => {
  const deps = { runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel };
  const engine = engineCall(createEngine(deps));
  studio = createStudio({ engines: { size: 1, at: () => engine }, decode: decodeInNode });
  const blob = new Blob([encodeModel(redOrBlue()) as Uint8Array<ArrayBuffer>]);
  model = (await studio.openModel({ files: [{ path: "small.onnx", blob }] }, job)).card.hash;
});

async function open(labels: readonly number[]) {
  const images = labels.map(async (label, i) => ({ path: `${i}.png`, blob: await colouredImage(label % 2, i) }));
  const csv = {
    path: "labels.csv",
    blob: new Blob([`file,class_index\n${labels.map((l, i) => `${i}.png,${l}`).join("\n")}`]),
  };
  const files = [...(await Promise.all(images)), csv];
  const { hash } = await studio.openData({ files, name: "set", role: "validation" }, job);
  return { model, validation: hash, preprocess };
}

describe("labels beyond the model's classes", () => {
  it("count as none where they are few, and are named", async () => {
    const request = await open([0, 1, 7, 1]);
    const { results } = await studio.baseline(request, job);
    expect(results.map(({ label }) => label)).toEqual([0, 1, undefined, 1]);
    expect((await studio.task(request, job)).notes).toEqual([
      "1 sample has a label beyond the model's 2 classes and counts as unlabelled: 2.png with class 7.",
    ]);
  });

  it("are those of another model where they are many", async () => {
    await expect(studio.baseline(await open([5, 6, 1]), job)).rejects.toMatchObject({
      code: "data/label-range",
      detail: { label: 6, classes: 2 },
    });
  });
});
