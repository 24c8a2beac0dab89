import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { corruptionOf } from "../core/samples/stress/index.ts";
import { type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";

let folder: string;
let project: SmallProject;
let quantized: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-stress-"));
  project = await writeSmallProject(folder, 12);
  quantized = join(folder, "small.int8.onnx");
  const given = ["--calibration", project.calibration, "--preprocess", project.preprocess, "--out", quantized];
  await runCli("quantize", project.model, ...given);
});

afterAll(() => rm(folder, { recursive: true }));

const stress = (...more: readonly string[]) => {
  const given = ["--data", project.validation, "--preprocess", project.preprocess, "--runtime", "wasm"];
  return runCli("stress", project.model, quantized, ...given, ...more);
};

describe("qstudio stress", () => {
  test("prints every strength of the changes that were asked for, says that it is synthetic, and writes the same", async () => {
    const out = join(folder, "stress.json");
    const { code, out: text, err } = await stress("--kinds", "darker,contrast", "--out", out);
    expect([code, err]).toEqual([0, ""]);
    expect(text).toMatch(/^SYNTHETIC changes, top-1, worst harm first/);
    expect(text).toContain("SYNTHETIC: made from 12 samples of 12.");
    const file = JSON.parse(await readFile(out, "utf8"));
    expect(file).toMatchObject({ format: "qstudio-stress", synthetic: true, data: { samples: 12, of: 12 }, left: [] });
    const asked = [corruptionOf("darker"), corruptionOf("contrast")];
    const wanted = asked.flatMap(({ id, steps }) => steps.map((strength) => `${id} ${strength}`));
    const rows: readonly Record<string, never>[] = file.rows;
    expect(rows.map(({ corruption, strength }) => `${corruption} ${strength}`).sort()).toEqual(wanted.sort());
    for (const row of rows) expect(text).toContain(row["text"]);
    // Red stays redder than blue in the shade.
    const mild = rows.find(({ corruption, strength }) => corruption === "darker" && strength === 1);
    expect(mild).toMatchObject({ n: 12, base: { value: 100 }, other: { value: 100 }, harm: 0, breaks: false });
    // Noise alone turns answers around.
    const hard = rows.find(({ corruption, strength }) => corruption === "contrast" && strength === 92);
    expect(hard?.["agreement"]).toMatchObject({ n: 12 });
  });

  test("the same samples give the same numbers, and fewer of them are spread over the classes", async () => {
    const [one, other] = [join(folder, "one.json"), join(folder, "other.json")];
    await stress("--kinds", "jpeg", "--images", "4", "--out", one);
    await stress("--kinds", "jpeg", "--images", "4", "--out", other);
    const text = await readFile(one, "utf8");
    expect(await readFile(other, "utf8")).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ data: { samples: 4, of: 12 }, plain: { n: 4 } });
  });

  test("changes of sounds do nothing to pictures, and are refused", async () => {
    const { code, err } = await stress("--kinds", "hiss");
    expect(code).toBe(2);
    expect(err).toContain("None of the synthetic changes that were chosen fits a model that takes image inputs.");
    const unknown = await stress("--kinds", "fog");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("--kinds")]);
  });
});
