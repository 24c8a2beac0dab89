import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { unzip } from "../src/platform/zip.ts";
import { expect, runSample, test, verdict } from "./studio-test.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SAMPLE = join(ROOT, "public/sample/surface-inspection");
const DATA = join(ROOT, "../shared/data");

/** Exports what is on screen and returns the downloaded model and recipe. */
async function exported(page: Page, name: string): Promise<{ model: Buffer; recipe: Buffer }> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("button", { name: "Check and export" }).click();
  await expect(page.getByText(/opened and run on \d+ samples/)).toBeVisible({ timeout: 60_000 });
  const save = async (file: string) => {
    const button = page.getByRole("button", { name: `Download ${file}` });
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return readFile(await download.path());
  };
  return { model: await save(`${name}.int8.onnx`), recipe: await save(`${name}.recipe.json`) };
}

/** `qstudio quantize` with an exported recipe. */
async function onTheCommandLine(model: string, calibration: string, recipe: Buffer): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  const [out, recipeFile] = [join(folder, "out.onnx"), join(folder, "recipe.json")];
  await writeFile(recipeFile, recipe);
  const options = ["--calibration", calibration, "--recipe", recipeFile, "--out", out];
  await promisify(execFile)(process.execPath, [join(ROOT, "src/cli/qstudio.mjs"), "quantize", model, ...options]);
  const bytes = await readFile(out);
  await rm(folder, { recursive: true });
  return bytes;
}

test("the same recipe and inputs give the same bytes in the browser and on the command line", async ({ page }) => {
  await runSample(page);
  const { model, recipe } = await exported(page, "surface-inspection");
  const folder = await mkdtemp(join(tmpdir(), "qstudio-sample-"));
  for (const { path, blob } of await unzip(new Blob([await readFile(`${SAMPLE}.zip`)]), "surface-inspection.zip")) {
    if (!path.startsWith("calibration/")) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), new Uint8Array(await blob.arrayBuffer()));
  }
  const bytes = await onTheCommandLine(`${SAMPLE}.onnx`, join(folder, "calibration"), recipe);
  await rm(folder, { recursive: true });
  expect(bytes.equals(model)).toBe(true);
});

test("a real model with its folders goes from drop to the same bytes as on the command line", async ({ page }) => {
  test.skip(!existsSync(DATA), "the development data is not on this machine");
  const model = join(DATA, "models/resnet20-cifar10-bn.onnx");
  const choose = async (button: string, files: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: button }).first().click(),
    ]);
    await chooser.setFiles(files);
  };
  await choose("Choose files", model);
  await expect(page.getByRole("region", { name: "Operators" })).toContainText("BatchNormalization");
  await page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: "Data" }).click();
  await choose("Choose a folder", join(DATA, "cifar10"));
  await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText("500 images");
  await page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: "Tune" }).click();
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await verdict(page).waitFor({ timeout: 150_000 });
  const { model: bytes, recipe } = await exported(page, "resnet20-cifar10-bn");
  const { preprocess } = JSON.parse(recipe.toString("utf8"));
  expect(preprocess).toMatchObject({ width: 32, height: 32, channels: "RGB" });
  expect((await onTheCommandLine(model, join(DATA, "cifar10/calibration"), recipe)).equals(bytes)).toBe(true);
});
