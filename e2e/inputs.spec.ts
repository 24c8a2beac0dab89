import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { writeArrays } from "../src/platform/npz.ts";
import { buildModel, floats, noise } from "../src/testing/build-model.ts";
import { violations } from "./axe.ts";
import { dropPaths, expect, goTo, test, verdict } from "./studio-test.ts";
import { put } from "./task-projects.ts";

const DATA = fileURLToPath(new URL("../../shared/data/", import.meta.url));

test("sounds: words are resampled, heard and scored", async ({ page }) => {
  test.skip(!existsSync(`${DATA}kws`), "the labelled sets are not on this machine");
  await dropPaths(page, [`${DATA}models/kwt1-speech-commands-12.onnx`, `${DATA}kws`]);
  await goTo(page, "Data");
  const validation = page.getByRole("region", { name: "Validation", exact: true });
  await expect(validation).toContainText("47 sounds");
  await expect(page.getByLabel("Rate, Hz")).toHaveValue("16000");
  // Its own rate is said, and what enters the network beside it.
  await validation.getByRole("option").first().click();
  await expect(page.getByRole("img", { name: "Network of the selected sample" })).toBeVisible();
  const baseline = page.getByRole("region", { name: "FP32 baseline" });
  await expect(baseline).toContainText(/9\d\.\d\s%/, { timeout: 120_000 });
  expect(await violations(page)).toEqual([]);
});

/** Two vectors, added: inputs `left` and `right`. */
async function twoInputs(names: readonly [string, string]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-arrays-"));
  const model = buildModel({
    inputs: { left: ["N", 6], right: ["N", 6] },
    outputs: { y: ["N", 4] },
    nodes: [
      { op: "Add", name: "add", inputs: ["left", "right"], outputs: ["s"] },
      { op: "Gemm", name: "mix", inputs: ["s", "w"], outputs: ["y"] },
    ],
    constants: { w: floats([6, 4], noise(24, 3)) },
  });
  await put(folder, "model.onnx", encodeModel(model));
  for (const role of ["calibration", "validation"]) {
    for (let i = 0; i < 6; i++) {
      const seed = i + (role === "validation" ? 100 : 1);
      const array = (k: number) => ({ dtype: "float32", dims: [6], data: noise(6, seed * 2 + k) }) as const;
      const blob = await writeArrays({ [names[0]]: array(0), [names[1]]: array(1) });
      await put(folder, `${role}/${i}.npz`, new Uint8Array(await blob.arrayBuffer()));
    }
  }
  return folder;
}

test("several inputs: arrays of other names are bound to them in a form, and measured", async ({ page }) => {
  await dropPaths(page, [await twoInputs(["a", "b"])]);
  await goTo(page, "Data");
  await expect(page.getByRole("alert").first()).toContainText("holds nothing for the inputs left, right", {
    timeout: 60_000,
  });
  await expect(page.getByRole("alert").first()).toContainText("this one holds a, b");
  const form = page.getByRole("form", { name: "Arrays of the inputs" });
  await form.getByLabel("left").selectOption("a");
  await form.getByLabel("right").selectOption("b");
  await page.getByRole("button", { name: /^Measure/ }).click();
  await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText("Samples", { timeout: 60_000 });
  expect(await violations(page)).toEqual([]);
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await expect(verdict(page)).toBeVisible({ timeout: 60_000 });
});

test("sensors: tables of numbers with semicolons go in, moments down or across, and one with words is named", async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-sensors-"));
  const model = buildModel({
    inputs: { signal: ["N", 3, 16] },
    outputs: { y: ["N", 2] },
    nodes: [
      { op: "Conv", name: "filter", inputs: ["signal", "w"], outputs: ["c"] },
      { op: "Relu", name: "clip", inputs: ["c"], outputs: ["r"] },
      { op: "ReduceMean", name: "mean", inputs: ["r"], outputs: ["m"], attrs: { axes: [2], keepdims: 0 } },
      { op: "Gemm", name: "decide", inputs: ["m", "g"], outputs: ["y"] },
    ],
    constants: { w: floats([4, 3, 5], noise(60, 3)), g: floats([4, 2], noise(8, 4)) },
  });
  await put(folder, "model.onnx", encodeModel(model));
  for (const role of ["calibration", "validation"]) {
    for (let i = 0; i < 6; i++) {
      const values = noise(48, i + (role === "validation" ? 100 : 1));
      const rows = Array.from({ length: 16 }, (_, t) =>
        [0, 1, 2].map((c) => (values[3 * t + c] ?? 0).toFixed(4).replace(".", ",")).join(";"),
      );
      await put(folder, `${role}/${i % 2 === 0 ? "idle" : "moving"}/${i}.csv`, `\uFEFFax;ay;az\n${rows.join("\n")}\n`);
    }
  }
  await put(folder, "validation/idle/words.csv", "ax;ay;az\n1;2;none\n");
  await dropPaths(page, [folder]);
  await goTo(page, "Data");
  const validation = page.getByRole("region", { name: "Validation", exact: true });
  await expect(validation).toContainText("7 tensors");
  await expect(validation).toContainText("labels from class folders");
  await validation.getByRole("option").first().click();
  await expect(page.getByText("float32 [16, 3]").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText("Samples", { timeout: 60_000 });
  await validation.getByText("1 file could not be run").click();
  await expect(validation).toContainText("row 2, column 3 is “none”, not a number");
  expect(await violations(page)).toEqual([]);
});
