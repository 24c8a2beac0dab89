import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";

let folder = "";
let small: SmallProject;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-device-"));
  small = await writeSmallProject(folder);
});
afterAll(() => rm(folder, { recursive: true }));

it("shows two files beside each other, and says that it estimates", async () => {
  const int8 = join(folder, "int8.onnx");
  const data = ["--calibration", small.calibration, "--preprocess", small.preprocess];
  expect((await runCli("quantize", small.model, ...data, "--out", int8)).code).toBe(0);
  const { code, text: out } = await runCli("device", small.model, "--against", int8);
  expect(code).toBe(0);
  expect(out).toMatch(/^estimate on +model +flash +RAM +time +energy/);
  expect(out).toMatch(/Cortex-M4, .*1\.00 x +fits\n +int8\.onnx .*0\.\d\d x +fits\n/);
  expect(out).toContain("Estimates for one sample, not measurements");
  const json = JSON.parse((await runCli("device", small.model, "--against", int8, "--json")).out) as {
    macs: number;
    arena: number;
    devices: { kind: string; source: string }[];
  }[];
  const [float, narrow] = json;
  expect(narrow?.macs).toBe(float?.macs);
  expect(narrow?.arena).toBeLessThan(float?.arena ?? 0);
  expect(float?.devices.every(({ kind, source }) => kind === "estimate" && source !== "")).toBe(true);
});

it("refuses a file that is no model", async () => {
  const { code, text: out } = await runCli("device", small.preprocess);
  expect(code).toBe(2);
  expect(out).toContain("is not an ONNX model");
});
