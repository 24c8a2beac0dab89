import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";

let folder: string;
let project: SmallProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-sensitivity-"));
  project = await writeSmallProject(folder);
});

afterAll(() => rm(folder, { recursive: true }));

describe("qstudio sensitivity", () => {
  test("writes the layers, most harmful first, and says the worst", async () => {
    const out = join(folder, "layers.json");
    const { model, calibration, preprocess } = project;
    const given = ["--calibration", calibration, "--preprocess", preprocess, "--images", "4", "--out", out];
    const { code, out: text } = await runCli("sensitivity", model, ...given);
    expect(code).toBe(0);
    expect(text).toMatch(/^small\.onnx: 4 samples/);
    const file = JSON.parse(await readFile(out, "utf8"));
    expect(file).toMatchObject({ model: "small.onnx", samples: 4, rerun: { ops: [], layers: 0 } });
    const names = file.layers.map(({ name }: { name: string }) => name);
    expect(names.toSorted()).toEqual(["decide", "look", "mean"]);
    const [worst] = file.layers;
    expect(worst.outputError).toBeCloseTo(worst.weightError + worst.activationError, 12);
    expect(worst.outputError).toBe(Math.max(...file.layers.map((layer: typeof worst) => layer.outputError)));
    expect(worst.verified).toBeGreaterThan(0);
    expect(worst.interval).toHaveLength(2);
    expect(file.layers.find(({ name }: typeof worst) => name === "look").output).toBe("r");
    expect(text).toContain(names[0]);
  });

  test("refuses a number of images that is none", async () => {
    const { code, err } = await runCli(
      "sensitivity",
      project.model,
      "--calibration",
      project.calibration,
      "--images",
      "0",
      "--out",
      "x",
    );
    expect(code).toBe(2);
    expect(err).toContain("--images 0 is not a number of samples");
  });
});
