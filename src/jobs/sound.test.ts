import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { readEntries } from "../platform/files-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { createEngine } from "./engine.ts";

import type { Job } from "./evaluate.ts";
import { createStudio } from "./studio.ts";
import { engineCall } from "../testing/engine-call.ts";

const DATA = "../shared/data";
const job: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };

function studioOnThisMachine() {
  const engine = createEngine({ runtime: createNodeRuntime(), kernel: referenceKernel, decode: decodeInNode });
  const call = engineCall(engine);
  return createStudio({ engines: { size: 1, at: () => call }, decode: decodeInNode });
}

describe.skipIf(!existsSync(`${DATA}/models/kwt1-speech-commands-12.onnx`))("spoken words", () => {
  it("are understood: at least 44 of 47, those at 22 kHz in float too", async () => {
    const studio = studioOnThisMachine();
    const model = new Blob([await readFile(`${DATA}/models/kwt1-speech-commands-12.onnx`)]);
    const { card, guess, kind } = await studio.openModel({ files: [{ path: "kwt1.onnx", blob: model }] }, job);
    expect([kind, guess.audio]).toEqual(["audio", { rate: 16_000, length: 16_000, fit: "loudest" }]);
    const labels = { path: "labels.json", blob: new Blob([await readFile(`${DATA}/kws/labels.json`)]) };
    const files = [labels, ...(await readEntries(`${DATA}/kws/validation`))];
    const data = await studio.openData({ files, name: "kws", role: "validation" }, job);
    expect(data).toMatchObject({ labelSource: "labels.csv and labels.json", skipped: [] });
    const request = { model: card.hash, validation: data.hash, preprocess: guess };
    const { results } = await studio.baseline(request, job);
    const right = results.filter(({ top, label }) => top[0] === label).map(({ id }) => id);
    expect(results.length).toBe(47);
    expect(right.length).toBeGreaterThanOrEqual(44);
    expect(right).toEqual(expect.arrayContaining(["back.wav", "front.wav", "yes.wav", "stop.wav"]));
    const preview = await studio.preview({ data: data.hash, sample: "back.wav", preprocess: guess }, job);
    expect(preview.text).toMatch(/^\d\.\d\d s at 22050 Hz$/);
    expect((await decodeInNode(preview.network as Blob, "wave")).width).toBe(512);
    const [picture] = await studio.thumbnails({ data: data.hash, samples: ["yes.wav"], size: 64 }, job);
    expect((await decodeInNode(picture as Blob, "wave")).height).toBe(64);
  });
});
