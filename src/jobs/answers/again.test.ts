import { beforeAll, describe, expect, it } from "vitest";
import { referenceKernel } from "../../core/calibrate/kernel.ts";
import { encodeModel } from "../../core/onnx/encode.ts";
import type { Preprocess } from "../../core/samples/preprocess-spec.ts";
import { decodeInNode } from "../../platform/decode-node.ts";
import type { AnswerStore } from "../../platform/answer-store.ts";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { buildModel, floats, noise } from "../../testing/build-model.ts";
import { engineCall } from "../../testing/engine-call.ts";
import { memoryAnswers } from "../../testing/memory-answers.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../../testing/small-project.ts";
import { createEngine } from "../engine.ts";
import type { EngineApi } from "../engine-protocol.ts";
import type { EngineCall } from "../engines.ts";
import type { Job } from "../evaluate.ts";
import type { SourceFile } from "../protocol.ts";
import { createStudio } from "../studio.ts";

const job: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };
const preprocess = SMALL_PREPROCESS as Preprocess;
type Model = ReturnType<typeof redOrBlue>;

let images: readonly SourceFile[];
beforeAll(async () => {
  const image = async (i: number) => ({
    path: `val/${i % 2 === 1 ? "red" : "blue"}/${i}.png`,
    blob: await colouredImage(i % 2, 100 + i),
  });
  images = await Promise.all(Array.from({ length: 8 }, (_, i) => image(i)));
});

/** A fresh studio, as after a reload. `ran` are the samples that engines were given to evaluate. */
async function visit(answers: AnswerStore, model: Model, files: readonly SourceFile[]) {
  const ran: string[] = [];
  const deps = { runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel };
  const inner = engineCall(createEngine(deps));
  const call: EngineCall = (name, request, options) => {
    if (name === "evaluate") ran.push(...(request as EngineApi["evaluate"]["request"]).samples.map(({ id }) => id));
    return inner(name, request, options);
  };
  const studio = createStudio({ engines: { size: 1, at: () => call }, decode: decodeInNode, answers });
  const blob = new Blob([encodeModel(model) as Uint8Array<ArrayBuffer>]);
  const { card } = await studio.openModel({ files: [{ path: "m.onnx", blob }] }, job as never);
  const { hash } = await studio.openData({ files, name: "val", role: "validation" }, job as never);
  return { studio, ran, request: { model: card.hash, validation: hash, preprocess } };
}

/** More values for a sample than are kept whole. */
function largeOutput(): Model {
  return buildModel({
    inputs: { x: ["N", 3, 8, 8] },
    outputs: { y: ["N", 5000] },
    nodes: [
      { op: "Flatten", name: "flat", inputs: ["x"], outputs: ["f"] },
      { op: "Gemm", name: "spread", inputs: ["f", "w"], outputs: ["y"] },
    ],
    constants: { w: floats([192, 5000], noise(192 * 5000, 3)) },
  });
}

describe("measuring again", () => {
  it("runs nothing in another visit, and of a larger set only what was added", async () => {
    const answers = memoryAnswers();
    const first = await visit(answers, redOrBlue(), images.slice(0, 5));
    const before = await first.studio.baseline(first.request, job as never);
    expect(first.ran).toHaveLength(5);

    const second = await visit(answers, redOrBlue(), images.slice(0, 5));
    const again = await second.studio.baseline(second.request, job as never);
    expect(second.ran).toEqual([]);
    expect(again).toEqual(before);

    const third = await visit(answers, redOrBlue(), images);
    const more = await third.studio.baseline(third.request, job as never);
    expect(third.ran.toSorted()).toEqual(["blue/6.png", "red/5.png", "red/7.png"]);
    expect(more.results).toHaveLength(8);
  });

  it("judges what an earlier visit measured; of nothing measured it knows nothing", async () => {
    const answers = memoryAnswers();
    const first = await visit(answers, redOrBlue(), images);
    const { model } = await first.studio.baseline(first.request, job as never);
    const second = await visit(answers, redOrBlue(), images);
    const asked = { ...second.request, other: model, segments: [], gates: [] };
    const judged = await second.studio.judge(asked, job as never);
    expect(judged?.scores.n).toBe(8);
    expect(second.ran).toEqual([]);
    expect(await second.studio.judge({ ...asked, other: "unknown" }, job as never)).toBeNull();
  });

  it("another task reads small outputs anew, and runs the samples again where large ones were not kept", async () => {
    const small = await visit(memoryAnswers(), redOrBlue(), images);
    await small.studio.baseline({ ...small.request, task: "classification" }, job as never);
    await small.studio.baseline({ ...small.request, task: "any" }, job as never);
    expect(small.ran).toHaveLength(8);

    const large = await visit(memoryAnswers(), largeOutput(), images);
    const read = (task: "any" | "classification") => large.studio.baseline({ ...large.request, task }, job as never);
    const { results } = await read("classification");
    expect(results[0]).toMatchObject({ sketch: { values: [5000] } });
    expect(results[0]?.top).toHaveLength(5);
    const other = await read("any");
    expect(large.ran).toHaveLength(16);
    expect(other.results[0]?.top).toEqual([]);
    await read("classification");
    expect(large.ran).toHaveLength(16);
  });
});
