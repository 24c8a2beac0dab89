import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../testing/run-cli.ts";
import type { ResultsFile } from "./results-file.ts";

/** Real models and images, not part of the repository. */
const DATA = resolve("../shared/data");

let folder = "";
const at = (name: string) => join(folder, name);

async function run(...args: string[]): Promise<string> {
  const { code, text } = await runCli(...args);
  if (code !== 0) throw new Error(`qstudio ${args.join(" ")} exited with ${code}: ${text}`);
  return text;
}

const top1Of = async (name: string) => (JSON.parse(await readFile(at(name), "utf8")) as ResultsFile).metrics.top1;

/** Hundreds of images on a machine that may be busy, ms. */
const PATIENCE = 300_000;

/** FP32 top-1 as published with the files, and the least that INT8 must keep; percent. */
const CASES = [
  { model: "mnist-8", set: "mnist", fp32: 99.4, int8: 99 },
  { model: "resnet20-cifar10-bn", set: "cifar10", fp32: 81.6, int8: 81 },
];

describe.skipIf(!existsSync(DATA))("real models on the command line", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(CASES)(
    "$model keeps its accuracy with the default recipe and a guessed preprocessing",
    async ({ model, set, fp32, int8 }) => {
      const file = `${DATA}/models/${model}.onnx`;
      const validation = `${DATA}/${set}/validation`;
      await run("evaluate", file, "--data", validation, "--out", at("base.json"));
      expect(await top1Of("base.json")).toBeCloseTo(fp32, 6);
      const calibration = ["--calibration", `${DATA}/${set}/calibration`];
      const said = await run("quantize", file, ...calibration, "--set", "weights.type=int8", "--out", at("int8.onnx"));
      expect(said).toContain(`Preprocessing guessed: ${set}:`);
      await run("evaluate", at("int8.onnx"), "--data", validation, "--runtime", "wasm", "--out", at("int8.json"));
      expect(await top1Of("int8.json")).toBeGreaterThanOrEqual(int8);
      expect(await run("compare", at("base.json"), at("int8.json"), "--max-drop", "0.6")).toContain(
        "Within the budget",
      );
    },
    PATIENCE,
  );
});
