import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../testing/run-cli.ts";
import type { ResultsFile } from "./results-file.ts";

/** A real detector and labelled photos, not part of the repository. */
const DATA = resolve("../shared/data");
const MODEL = `${DATA}/models/yolox_nano.onnx`;

let folder = "";
const at = (name: string) => join(folder, name);

const evaluate = (model: string, ...args: string[]) =>
  runCli("evaluate", model, "--data", `${DATA}/coco/validation`, ...args, "--out", at("results.json"));

interface CocoFile {
  readonly images: readonly { readonly file_name: string; readonly width: number; readonly height: number }[];
  readonly annotations: readonly {
    readonly image: string;
    readonly category: number;
    readonly bbox_xywh: readonly [number, number, number, number];
    readonly iscrowd: number;
  }[];
}

/** One text file for each image, shares with so many digits that nothing is lost. */
async function writeYolo(folder: string, { images, annotations }: CocoFile): Promise<void> {
  await mkdir(folder);
  for (const { file_name: name, width, height } of images) {
    const rows = annotations
      .filter(({ image }) => image === name)
      .map(({ category, bbox_xywh: [x, y, w, h] }) =>
        [category, (x + w / 2) / width, (y + h / 2) / height, w / width, h / height].join(" "),
      );
    await writeFile(join(folder, name.replace(/\.jpg$/, ".txt")), rows.join("\n"));
  }
}

/** Forty photos on a machine that may be busy, ms. */
const PATIENCE = 300_000;

describe.skipIf(!existsSync(MODEL))("a detector on the command line", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  // pycocotools over the same decoding gives 32.7 and 53.1; the last tenth is the JPEG decoder's.
  it(
    "is recognised by its output and scored as pycocotools scores it",
    async () => {
      const { code, text } = await evaluate(MODEL);
      expect([code, text]).toEqual([0, expect.stringContaining("Preprocessing guessed: yolox:")]);
      const { task, metrics, samples } = JSON.parse(await readFile(at("results.json"), "utf8")) as ResultsFile;
      expect(task).toBe("detection");
      expect(metrics["mAP50_95"]).toBeCloseTo(32.75, 0);
      expect(metrics["mAP50"]).toBeCloseTo(53.1, 0);
      expect(samples).toHaveLength(40);
      const same = await runCli("compare", at("results.json"), at("results.json"), "--max-drop", "0");
      expect(same.code).toBe(0);
      expect(same.text).toMatch(/mAP50-95 +32\.\d % \[.*\] +32\.\d % \[.*\] +\+0\.0 \[\+0\.0, \+0\.0\] points/);
      expect(same.text).toContain("Within the budget: 0.0 points of mAP50-95 lost, 0 allowed.");
    },
    PATIENCE,
  );

  it(
    "scores a YOLO copy of the labels as their COCO file",
    async () => {
      const coco = JSON.parse(await readFile(`${DATA}/coco/validation/annotations.json`, "utf8")) as CocoFile;
      // YOLO's format has no regions of many objects.
      const annotations = coco.annotations.filter(({ iscrowd }) => iscrowd === 0);
      await writeFile(at("plain.json"), JSON.stringify({ ...coco, annotations }));
      await writeYolo(at("labels"), { ...coco, annotations });
      const metrics = async (labels: string) => {
        const { code, text } = await evaluate(MODEL, "--labels", labels);
        expect([code, text]).toEqual([0, expect.any(String)]);
        return (JSON.parse(await readFile(at("results.json"), "utf8")) as ResultsFile).metrics;
      };
      const [asCoco, asYolo] = [await metrics(at("plain.json")), await metrics(at("labels"))];
      expect(asYolo["mAP50_95"]).toBeCloseTo(asCoco["mAP50_95"]!, 6);
      expect(asYolo["mAP50"]).toBeCloseTo(asCoco["mAP50"]!, 6);
    },
    PATIENCE,
  );

  it(
    "refuses labels of other images",
    async () => {
      const other = { images: [{ file_name: "x.jpg", width: 8, height: 8 }], categories: ["a"], annotations: [] };
      await writeFile(at("other.json"), JSON.stringify(other));
      const { code, text } = await evaluate(MODEL, "--labels", at("other.json"));
      expect(code).toBe(2);
      expect(text).toContain("validation has no boxes for its images.");
    },
    PATIENCE,
  );

  it("refuses a classifier as a detector, and a task nobody knows", async () => {
    const classifier = `${DATA}/models/mnist-8.onnx`;
    const { code, text } = await evaluate(classifier, "--task", "detection", "--preprocess", "mnist");
    expect([code, text]).toEqual([2, expect.stringContaining("not one of a detector that can be read here: [1, 10].")]);
    expect((await evaluate(MODEL, "--task", "poetry")).text).toContain(
      "It is one of detection, segmentation, image, embedding, regression, classification, any.",
    );
  });
});
