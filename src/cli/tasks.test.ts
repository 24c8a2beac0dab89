import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeModel } from "../core/onnx/encode.ts";
import { buildModel, floats, type NodeSpec } from "../testing/build-model.ts";
import { colouredImage, put, type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";
import type { ResultsFile } from "./results-file.ts";

const SIDE = 8;

let folder = "";
let small: SmallProject;
const at = (name: string) => join(folder, name);

const results = async (name: string) => JSON.parse(await readFile(at(name), "utf8")) as ResultsFile;

/** A 1 x 1 convolution of three channels into these, and what follows it. */
async function writeModel(
  name: string,
  rows: readonly (readonly number[])[],
  bias: readonly number[],
  outputs: Record<string, (number | string)[]>,
  after: NodeSpec[] = [],
) {
  const model = buildModel({
    inputs: { x: ["N", 3, SIDE, SIDE] },
    outputs,
    nodes: [{ op: "Conv", inputs: ["x", "w", "b"], outputs: ["c"] }, ...after],
    constants: { w: floats([rows.length, 3, 1, 1], rows.flat()), b: floats([rows.length], bias) },
  });
  await put(at(name), encodeModel(model));
}

const grey = (values: number[]) =>
  sharp(Uint8Array.from(values), { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toBuffer();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  small = await writeSmallProject(folder);
  for (let i = 0; i < 4; i++) {
    const bytes = new Uint8Array(await (await colouredImage(i % 2, i)).arrayBuffer());
    await put(at(`masked/images/${i}.png`), bytes);
    await put(at(`masked/masks/${i}.png`), await grey(Array.from({ length: SIDE * SIDE }, (_, p) => (p < 16 ? 0 : 1))));
    await put(at(`pictures/noisy/cam${i % 2}_${i}.png`), bytes);
    await put(at(`pictures/clean/cam${i % 2}_${i}.png`), bytes);
    await put(at(`values/cam${i % 2}_${i}.png`), bytes);
  }
  await put(
    at("values/labels.csv"),
    "file;value;segment\ncam0_0.png;2;near\ncam1_1.png;3;near\ncam0_2.png;4,5;far\ncam1_3.png;?;\n",
  );
});
afterAll(() => rm(folder, { recursive: true }));

const evaluate = (model: string, data: string, out: string, ...more: string[]) =>
  runCli("evaluate", at(model), "--data", at(data), "--preprocess", small.preprocess, "--out", at(out), ...more);

describe("tasks on the command line", () => {
  it("segmentation: masks beside the images, guessed from the output", async () => {
    await writeModel(
      "seg.onnx",
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [0, 1],
      { c: ["N", 2, SIDE, SIDE] },
    );
    const { code, out } = await evaluate("seg.onnx", "masked", "seg.json");
    expect(code).toBe(0);
    expect(out).toContain("mIoU 37.5 %");
    const { task, metrics, samples } = await results("seg.json");
    expect([task, metrics["pixels"], samples.length]).toEqual(["segmentation", 75, 4]);
    const compared = await runCli("compare", at("seg.json"), at("seg.json"), "--max-drop", "0");
    expect(compared.code).toBe(0);
    expect(compared.out).toMatch(/mIoU +37\.5 % \[.*\] +37\.5 % \[.*\] +\+0\.0/);
  });

  it("regression: numbers from a table, segments from a pattern", async () => {
    const after: NodeSpec[] = [
      { op: "GlobalAveragePool", inputs: ["c"], outputs: ["p"] },
      { op: "Flatten", inputs: ["p"], outputs: ["y"] },
    ];
    await writeModel("reg.onnx", [[0, 0, 0]], [3], { y: ["N", 1] }, after);
    const { code, err } = await evaluate("reg.onnx", "values", "reg.json", "--segments", "^(cam\\d)_");
    expect(code).toBe(0);
    expect(err).toContain("cam1_3.png: no number in its row of labels.csv");
    const { task, metrics, samples } = await results("reg.json");
    expect(task).toBe("regression");
    // Errors 1, 0 and 1.5.
    expect(metrics["mae"]).toBeCloseTo(2.5 / 3, 6);
    expect(samples.map(({ segment }) => segment)).toEqual(["cam0", "cam0", "cam1", "cam1"]);
    await writeModel("worse.onnx", [[0, 0, 0]], [5], { y: ["N", 1] }, after);
    await evaluate("worse.onnx", "values", "worse.json", "--segments", "^(cam\\d)_");
    const compared = await runCli(
      "compare",
      at("reg.json"),
      at("worse.json"),
      "--segment-drop",
      "cam1=1",
      "--segment-drop",
      "cam0=1",
    );
    expect(compared.code).toBe(1);
    expect(compared.err).toContain("The budget for cam1 was missed: 2.0 of MAE lost, 1 allowed (n 1).");
    expect(compared.err).toContain("Within the budget for cam0: 0.5 of MAE lost, 1 allowed (n 2).");
    expect(compared.out).toMatch(/by segment, MAE, worst first\n +cam1 .*n 1 \(few\)/);
  });

  it("image to image: pictures to compare with beside the samples", async () => {
    await writeModel(
      "copy.onnx",
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [0, 0, 0],
      { c: ["N", 3, SIDE, SIDE] },
    );
    expect((await evaluate("copy.onnx", "pictures", "copy.json")).code).toBe(0);
    const { task, metrics } = await results("copy.json");
    expect([task, metrics["psnr"]]).toEqual(["image", expect.closeTo(100, 0)]);
  });

  it("any model: every output without labels, named", async () => {
    await writeModel(
      "two.onnx",
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [0, 0],
      { c: ["N", 2, SIDE, SIDE], r: ["N", 2, SIDE, SIDE] },
      [{ op: "Relu", inputs: ["c"], outputs: ["r"] }],
    );
    expect((await evaluate("two.onnx", "values", "two.json", "--task", "any")).code).toBe(0);
    expect((await results("two.json")).samples.map(({ segment }) => segment)).toEqual([
      "near",
      "far",
      "near",
      undefined,
    ]);
    const { out } = await runCli("compare", at("two.json"), at("two.json"));
    expect(out).toMatch(/output SQNR of r +120\.0 dB/);
    expect(out).toMatch(/cosine of r +1\.00000/);
    const other = await runCli("compare", at("two.json"), at("copy.json"));
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining("It was measured for image, the other file for any."),
    ]);
  });

  it("embedding: whether alike samples stay near", async () => {
    const out = [
      "--data",
      small.validation,
      "--preprocess",
      small.preprocess,
      "--task",
      "embedding",
      "--out",
      at("emb.json"),
    ];
    expect((await runCli("evaluate", small.model, ...out)).code).toBe(0);
    expect((await results("emb.json")).metrics["recall1"]).toBe(100);
    expect((await runCli("compare", at("emb.json"), at("emb.json"))).out).toMatch(/same nearest ten +100\.0 %/);
  });
});

describe("budgets and gates", () => {
  it("says when a pattern puts samples in no segment", async () => {
    const data = ["--data", small.validation, "--preprocess", small.preprocess, "--out", at("odd.json")];
    const { err } = await runCli("evaluate", small.model, ...data, "--segments", "^(night)");
    expect(err).toContain("No sample is in a segment, first blue/0.png (--segments).");
    expect((await runCli("evaluate", small.model, ...data, "--segments", "^(red)/")).err).toContain(
      "3 of 6 samples are not in a segment, first blue/0.png (--segments).",
    );
  });

  it("fails by a gate, and writes JUnit and JSON", async () => {
    const data = ["--data", small.validation, "--preprocess", small.preprocess, "--segments", "folder"];
    await runCli("evaluate", small.model, ...data, "--out", at("base.json"));
    const base = await results("base.json");
    const samples = base.samples.map((s, i) => (i === 0 ? { ...s, top: [1, 0] } : s));
    await put(at("flipped.json"), JSON.stringify({ ...base, samples }));
    await put(at("gates.txt"), "# must stay right\nblue/0.png\nred/1.png\n");
    const files = [at("base.json"), at("flipped.json")] as const;
    const { code, out, err } = await runCli(
      "compare",
      ...files,
      "--gates",
      at("gates.txt"),
      "--junit",
      at("junit.xml"),
      "--json",
      "--max-drop",
      "20",
    );
    expect(code).toBe(1);
    expect(err).toContain("Gate failed: blue/0.png: answered class 1, right is 0.");
    expect(err).toContain("Gate kept: red/1.png");
    const parsed = JSON.parse(out) as {
      checks: { met: boolean }[];
      breakdown: { rows: { name: string; harm: number }[] };
    };
    expect(parsed.checks.map(({ met }) => met)).toEqual([true, false, true]);
    expect(parsed.breakdown.rows[0]).toMatchObject({ kind: "segment", name: "blue", n: 3, uncertain: true });
    const xml = await readFile(at("junit.xml"), "utf8");
    expect(xml).toContain('<testsuites tests="3" failures="1">');
    expect(xml).toContain('<failure message="answered class 1, right is 0" type="gate"/>');
  });

  it.each([
    ["--segment-drop night", ["--segment-drop", "night"], "--segment-drop night is not a number of points."],
    ["--segment-drop =3", ["--segment-drop", "=3"], "--segment-drop =3 is not a number of points."],
    ["--max-drop", ["--max-drop", "little"], "--max-drop little is not a number of points."],
    ["--gates", ["--gates", "nowhere.txt"], "nowhere.txt could not be read."],
  ])("%s is refused", async (_, args, text) => {
    const { code, err } = await runCli("compare", at("base.json"), at("base.json"), ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(text)]);
  });

  it.each([
    [["--segments", "lens"], "--segments lens is the name of a column, and there is no table."],
    [["--segments", "("], "The segments ( cannot be used."],
    [["--decoder", "magic"], "--decoder magic is not known."],
    [["--nms", "score=lots"], "--nms score=lots is not understood."],
  ])("evaluate %j is refused", async (args, text) => {
    const { code, err } = await runCli(
      "evaluate",
      small.model,
      "--data",
      small.validation,
      "--preprocess",
      small.preprocess,
      "--out",
      at("no.json"),
      ...args,
    );
    expect([code, err]).toEqual([2, expect.stringContaining(text)]);
  });
});
