import { beforeAll, describe, expect, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { engineCall } from "../testing/engine-call.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import type { ExportGates } from "./export-gates.ts";
import type { Inputs } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";

const job = { signal: new AbortController().signal, progress: () => {} };

let studio: StudioJobs;
let inputs: Inputs;
let validation = "";
let variant = "";

/** Folders name the class; one red image lies among the blue ones, so that its label is wrong. */
beforeAll(async () => {
  const deps = { runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel };
  const engine = engineCall(createEngine(deps));
  studio = createStudio({ engines: { size: 1, at: () => engine }, decode: decodeInNode });
  const model = new Blob([encodeModel(redOrBlue()) as Uint8Array<ArrayBuffer>]);
  const { card } = await studio.openModel({ files: [{ path: "small.onnx", blob: model }] }, job);
  const image = async (path: string, label: number, seed: number) => ({ path, blob: await colouredImage(label, seed) });
  const files = await Promise.all([
    image("set/blue/0.png", 0, 1),
    image("set/blue/odd.png", 1, 2),
    image("set/red/1.png", 1, 3),
    image("set/red/2.png", 1, 4),
  ]);
  const set = { files, name: "set" };
  const calibration = await studio.openData({ ...set, role: "calibration" }, job);
  validation = (await studio.openData({ ...set, role: "validation" }, job)).hash;
  inputs = { model: card.hash, calibration: calibration.hash, preprocess: SMALL_PREPROCESS as Preprocess };
  variant = (await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job)).variant;
});

/** Nothing was measured by the page. */
const exporting = (gates: Partial<ExportGates>) =>
  studio.export(
    {
      ...{ variant, inputs, recipe: DEFAULT_RECIPE, validation: null, base: null, measured: null, comparison: null },
      gates: { samples: [], validation, overruled: null, ...gates },
    },
    job,
  );

describe("gates, held by the worker itself", () => {
  it("let a model through whose locked samples are right, and the report says so", async () => {
    const { report } = await exporting({ samples: ["blue/0.png", "red/1.png"] });
    const { gates } = JSON.parse(await report.text()) as { gates: { checks: { met: boolean }[]; overruled: null } };
    expect([gates.checks.map(({ met }) => met), gates.overruled]).toEqual([[true, true], null]);
  });

  it("refuse it by name while one fails, also where it is not among the samples, or there are none", async () => {
    await expect(exporting({ samples: ["red/1.png", "blue/odd.png"] })).rejects.toMatchObject({
      code: "export/gates",
      detail: { count: 1, first: "blue/odd.png", text: "answered class 1, right is 0" },
    });
    await expect(exporting({ samples: ["gone.png"] })).rejects.toMatchObject({ code: "export/gates" });
    await expect(exporting({ samples: ["red/1.png"], validation: null })).rejects.toMatchObject({
      code: "export/gates",
    });
  });

  it("are overruled for the samples that the reason was given for, and the report records it", async () => {
    const samples = ["red/1.png", "blue/odd.png"];
    const overruled = { reason: " Its label is wrong. ", gates: ["blue/odd.png"] };
    const { report } = await exporting({ samples, overruled });
    expect(JSON.parse(await report.text())).toMatchObject({
      gates: { overruled: "Its label is wrong.", checks: [{ met: true }, { met: false, name: "blue/odd.png" }] },
    });
    const other = { reason: "Another one failed then.", gates: ["red/2.png"] };
    await expect(exporting({ samples, overruled: other })).rejects.toMatchObject({ code: "export/gates" });
    await expect(exporting({ samples, overruled: { reason: " ", gates: samples } })).rejects.toMatchObject({
      code: "export/gates",
    });
  });
});
