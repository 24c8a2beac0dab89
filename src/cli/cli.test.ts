import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatRecipeFile } from "../core/export/recipe-file.ts";
import type { ReportInputs } from "../core/export/report.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import { put, type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";
import type { ResultsFile } from "./results-file.ts";

let folder = "";
let small: SmallProject;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  small = await writeSmallProject(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const quantize = (out: string, ...more: string[]) =>
  runCli(
    "quantize",
    small.model,
    "--calibration",
    small.calibration,
    "--preprocess",
    small.preprocess,
    "--out",
    at(out),
    ...more,
  );

const evaluate = (model: string, out: string, ...more: string[]) =>
  runCli("evaluate", model, "--data", small.validation, "--preprocess", small.preprocess, "--out", at(out), ...more);

const json = async (name: string) => JSON.parse(await readFile(at(name), "utf8")) as Record<string, never>;

describe("qstudio inspect", () => {
  it("shows inputs, parameters and ops", async () => {
    const { code, out } = await runCli("inspect", small.model);
    expect(code).toBe(0);
    expect(out).toContain("x: float32 [N, 3, 8, 8]");
    expect(out).toMatch(/parameters +24\n/);
    expect(out).not.toContain("cannot be quantized");
  });

  it("prints JSON with the refusal of a model that is quantized already", async () => {
    await quantize("again.onnx");
    const { code, out } = await runCli("inspect", at("again.onnx"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ file: "again.onnx", opset: 13, refusal: { code: "model/quantized" } });
  });
});

describe("qstudio quantize", () => {
  it("writes a model and a report that says what was done", async () => {
    const { code, out } = await quantize("small.int8.onnx", "--report", at("report.json"));
    expect(code).toBe(0);
    expect(out).toContain("calibrated with 6 samples");
    expect(out).toMatch(/^2 of 2 Conv, Gemm and MatMul are integer kernels in ONNX Runtime$/m);
    expect(await json("report.json")).toMatchObject({
      format: "qstudio-report",
      model: { name: "small.onnx" },
      calibration: { name: "calibration", samples: 6 },
      check: { samples: 6, difference: 0 },
      integerKernels: { integer: 2, total: 2 },
    });
  });

  it("writes the same bytes again", async () => {
    await quantize("a.onnx", "--set", "weights.type=int8");
    await quantize("b.onnx", "--set", "weights.type=int8");
    expect((await readFile(at("a.onnx"))).equals(await readFile(at("b.onnx")))).toBe(true);
  });

  it("follows settings: another method gives another file", async () => {
    const clip = ["--set", "calibration.method=percentile", "--set", "calibration.percentile=95"];
    await quantize("clip.onnx", ...clip, "--set", "weights.type=int8");
    await quantize("max.onnx", "--set", "calibration.method=min-max", "--set", "weights.type=int8");
    expect((await readFile(at("clip.onnx"))).equals(await readFile(at("max.onnx")))).toBe(false);
  });

  it("calibrates without data and marks the result so", async () => {
    const args = ["--calibration", "random", "--preprocess", small.preprocess, "--out", at("random.onnx")];
    const { code, out } = await runCli("quantize", small.model, ...args, "--report", at("random.json"));
    expect(code).toBe(0);
    expect(out).toContain("32 random samples (no data)");
    expect(out).toContain("Calibrated without data");
    expect(await json("random.json")).toMatchObject({ calibration: { name: "random", samples: 32 } });
  });

  it("guesses the preprocessing when none is given, and prints the guess", async () => {
    const { code, err } = await runCli(
      "quantize",
      small.model,
      "--calibration",
      small.calibration,
      "--out",
      at("g.onnx"),
    );
    expect(code).toBe(0);
    expect(err).toContain("Preprocessing guessed: imagenet: resized to 8 x 8; RGB NCHW");
  });

  it("takes the recipe and the preprocessing of a recipe file", async () => {
    const recipe = {
      ...DEFAULT_RECIPE,
      preprocess: JSON.parse(await readFile(small.preprocess, "utf8")),
    };
    await put(at("recipe.json"), JSON.stringify({ ...recipe, pins: [{ layer: "look", precision: "float32" }] }));
    const args = ["--calibration", small.calibration, "--recipe", at("recipe.json"), "--out", at("pinned.onnx")];
    const { code, out, err } = await runCli("quantize", small.model, ...args);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("look stays FP32: Pinned to FP32 by you.");
  });
});

describe("a recipe file with the hashes of an export", () => {
  it("is told whether the same inputs gave the same bytes", async () => {
    await quantize("one.onnx", "--report", at("one.json"), "--set", "weights.type=int8");
    const { model, calibration, result } = (await json("one.json")) as unknown as ReportInputs;
    const preprocess = JSON.parse(await readFile(small.preprocess, "utf8"));
    const recipe = formatRecipeFile(DEFAULT_RECIPE, {
      preprocess,
      model: { name: model.name, sha256: model.sha256 },
      data: calibration,
      result,
    });
    const repeat = async (text: string) => {
      await put(at("again.json"), text);
      const args = ["--calibration", small.calibration, "--recipe", at("again.json"), "--out", at("two.onnx")];
      return (await runCli("quantize", small.model, ...args)).err;
    };
    expect(await repeat(recipe)).toBe("Byte-identical to the file that was exported with this recipe.\n");
    expect(await repeat(recipe.replace('"per-channel"', '"per-tensor"'))).toContain("Not the bytes that were exported");
    expect(await repeat(recipe.replace(calibration.sha256, "0"))).toBe("The recipe was exported with other samples.\n");
    expect(await repeat(recipe.replace(model.sha256, "0"))).toContain("with another model (small.onnx)");
  });
});

describe("qstudio evaluate and compare", () => {
  beforeAll(async () => {
    await quantize("q.onnx");
    expect((await evaluate(small.model, "base.json")).code).toBe(0);
    expect((await evaluate(at("q.onnx"), "other.json", "--runtime", "wasm")).code).toBe(0);
  });

  it("writes metrics and one entry per sample", async () => {
    const results = (await json("base.json")) as unknown as ResultsFile;
    expect(results.metrics).toMatchObject({ n: 6, top1: 100 });
    expect(results.samples.map(({ id, label, top }) => [id, label, top[0]])).toEqual([
      ["blue/0.png", 0, 0],
      ["blue/2.png", 0, 0],
      ["blue/4.png", 0, 0],
      ["red/1.png", 1, 1],
      ["red/3.png", 1, 1],
      ["red/5.png", 1, 1],
    ]);
    expect(results.runtime).toMatch(/^onnxruntime-node 1\.30\.0/);
    expect(Buffer.from(results.samples[0]?.output ?? "", "base64")).toHaveLength(8);
  });

  it("prints a table, and exits with 0 inside the budget", async () => {
    const { code, out, err } = await runCli("compare", at("base.json"), at("other.json"), "--max-drop", "1");
    expect(code).toBe(0);
    expect(out).toMatch(/^ +small\.onnx +q\.onnx +change\n/);
    expect(out).toMatch(/agreement +100\.0 % \[/);
    expect(out).toMatch(/flips +0 of 6 +0 lost, 0 won, 0 moved/);
    expect(err).toContain("Within the budget: 0.0 points of top-1 lost, 1 allowed.");
  });

  it("exits with 1 when the budget was missed", async () => {
    const results = (await json("other.json")) as unknown as ResultsFile;
    const samples = results.samples.map((sample, i) => (i === 0 ? { ...sample, top: [1, 0] } : sample));
    await put(at("worse.json"), JSON.stringify({ ...results, samples }));
    const { code, err } = await runCli("compare", at("base.json"), at("worse.json"), "--max-drop", "16");
    expect(code).toBe(1);
    expect(err).toContain("The budget was missed: 16.7 points of top-1 lost, 16 allowed.");
    expect((await runCli("compare", at("base.json"), at("worse.json"))).code).toBe(0);
  });

  it("names validation samples that are calibrated on too, and compare repeats it", async () => {
    const { err } = await evaluate(small.model, "shared.json", "--calibration", small.validation);
    const sentence = "6 validation samples are also used for calibration (of 6), first blue/0.png";
    expect(err).toContain(sentence);
    expect((await runCli("compare", at("base.json"), at("shared.json"))).out).toContain(sentence);
    const apart = await evaluate(small.model, "apart.json", "--calibration", small.calibration);
    expect(apart.err).not.toContain("validation sample");
    expect(((await json("apart.json")) as unknown as ResultsFile).data).not.toHaveProperty("overlap");
  });

  it("prints which mistakes changed, and holds confusion and calibration of confidence as JSON", async () => {
    const results = (await json("other.json")) as unknown as ResultsFile;
    const samples = results.samples.map((sample, i) => (i < 2 ? { ...sample, top: [1, 0] } : sample));
    await put(at("mistaken.json"), JSON.stringify({ ...results, samples }));
    const { out } = await runCli("compare", at("base.json"), at("mistaken.json"));
    expect(out).toMatch(/right class -> answer +before +after +change\n +blue -> red +0 +2 +\+2\n/);
    expect(out).toMatch(/ blue .* precision 100\.0 -> 100\.0 % +n 3 \(few\)/);
    const all = JSON.parse((await runCli("compare", at("base.json"), at("mistaken.json"), "--json")).out) as object;
    expect(all).toMatchObject({
      confusion: [
        { label: 0, answer: 0, base: 3, other: 1 },
        { label: 0, answer: 1, base: 0, other: 2 },
        { label: 1, answer: 1, base: 3, other: 3 },
      ],
      calibration: { base: { bins: [{ n: 6, accuracy: 1 }] } },
    });
  });

  it("without labels holds the budget against agreement", async () => {
    const strip = async (name: string, top?: number[]) => {
      const results = (await json(name)) as unknown as ResultsFile;
      const samples = results.samples.map((sample, i) => ({
        ...sample,
        label: undefined,
        ...(top && i < 3 && { top }),
      }));
      await put(at(`bare-${name}`), JSON.stringify({ ...results, samples }));
      return at(`bare-${name}`);
    };
    const files = [await strip("base.json"), await strip("other.json", [1, 0])] as const;
    const { code, err } = await runCli("compare", ...files, "--max-drop", "40");
    expect(code).toBe(1);
    expect(err).toContain("50.0 points of agreement lost");
  });

  it("prints JSON", async () => {
    const { out } = await runCli("compare", at("base.json"), at("other.json"), "--json", "--max-drop", "2");
    expect(JSON.parse(out)).toMatchObject({
      format: "qstudio-comparison",
      base: { model: { file: "small.onnx" } },
      budget: { maxDrop: 2, drop: 0, of: "top-1", met: true },
      comparison: { n: 6, agreement: { value: 100 } },
    });
  });

  it("uses a table of labels from elsewhere, and the rows decide the classes", async () => {
    await put(at("labels/mine.csv"), "file,class_index,segment\nblue/0.png,1,odd\nred/1.png,1,\n");
    const { code, err } = await evaluate(small.model, "mine.json", "--labels", at("labels/mine.csv"));
    expect(code).toBe(0);
    expect(err).toContain("4 files left out");
    const results = (await json("mine.json")) as unknown as ResultsFile;
    expect(results.metrics).toMatchObject({ n: 2, top1: 50 });
    expect(results.samples[0]).toMatchObject({ id: "blue/0.png", label: 1, segment: "odd" });
  });

  it("leaves out an image that does not decode, and says so", async () => {
    const broken = await writeSmallProject(at("broken"), 2);
    await put(join(broken.validation, "red/9.png"), "this is no image");
    const args = ["--data", broken.validation, "--preprocess", small.preprocess, "--out", at("broken.json")];
    const { code, err } = await runCli("evaluate", small.model, ...args);
    expect(code).toBe(0);
    expect(err).toContain("1 file left out\n  red/9.png: does not decode");
    expect(await json("broken.json")).toMatchObject({ metrics: { n: 2 }, data: { skipped: 1 } });
  });
});
