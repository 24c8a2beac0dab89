import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { buildModel } from "../src/testing/build-model.ts";
import { REGRESSION, regressionSamples, regressionTable } from "../src/testing/regression.ts";
import { violations } from "./axe.ts";
import { dropPaths, expect, goTo, runSample, test, verdict } from "./studio-test.ts";

const DATA = fileURLToPath(new URL("../../shared/data/", import.meta.url));
const M4 = "Cortex-M4, STM32F429, 180 MHz";

const budget = (page: Page) => page.getByRole("group", { name: "Budget" });
const decision = (page: Page) => page.getByRole("region", { name: "Verdict", exact: true });

async function showVariants(page: Page): Promise<void> {
  await goTo(page, "Tune");
  await page.getByRole("tab", { name: "Variants" }).click();
}

test("a device limits what may be shipped: in the verdict, on the plot, in a search, and after a reload", async ({
  page,
}) => {
  await runSample(page);
  await goTo(page, "Ship");
  await budget(page).getByRole("combobox", { name: "Limit a device" }).selectOption({ label: M4 });
  const line = page.getByRole("group", { name: `Limit on ${M4}` });
  await expect(line.getByRole("combobox", { name: `What is limited on ${M4}` })).toHaveValue("fit");
  await expect(decision(page)).toContainText("fits Cortex-M4 (estimate)");

  await line.getByRole("combobox").selectOption({ label: "time at most" });
  const most = line.getByRole("textbox", { name: `time at most on ${M4}` });
  await most.fill("0.01");
  await most.press("Enter");
  await expect(decision(page).getByRole("heading", { level: 2 })).toHaveText("Too slow on the device");
  await expect(decision(page)).toContainText(/takes [\d.]+ ms on Cortex-M4 \(estimate\); 0\.01 ms allowed/);
  await expect(verdict(page)).toHaveText("Too slow");
  expect(await violations(page)).toEqual([]);

  await showVariants(page);
  const cost = page.getByRole("combobox", { name: "Cost of the plot" });
  await expect(page.getByText("time allowed")).toHaveCount(0);
  await cost.selectOption({ label: `Time on ${M4}, estimate` });
  await expect(page.getByText("time allowed")).toBeVisible();
  await expect(page.getByRole("table", { name: "Variants", exact: true })).toContainText("Too slow");

  await page.getByRole("tab", { name: "Search" }).click();
  const plan = page.getByRole("region", { name: "Find the best model within the budget" });
  await expect(plan).toContainText("at most 0.01 ms on Cortex-M4");
  await expect(plan).toContainText("The most accurate model that keeps it is looked for");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const trials = page.getByRole("grid", { name: "Models that were tried" });
  await expect(trials.getByRole("columnheader", { name: "Cost, estimate" })).toBeVisible();
  await expect(trials.getByRole("row").filter({ hasText: "not run: takes" }).first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole("button", { name: "Pause" }).click();

  await page.waitForTimeout(1500); // the project is written a moment after a change
  await page.reload();
  await page.getByRole("button", { name: /^Open/ }).first().click();
  await expect(verdict(page)).toHaveText("Too slow");
  await goTo(page, "Ship");
  // What was estimated is kept with the variant.
  await expect(page.getByRole("region", { name: "On devices" })).toContainText("Cortex-M7");
  await page.getByRole("button", { name: `Remove the limit on ${M4}` }).click();
  await expect(verdict(page)).not.toHaveText("Too slow");
});

test("a detector is held to its mAP: budget, verdict, variants and search", async ({ page }) => {
  test.skip(!existsSync(`${DATA}coco`), "the labelled sets are not on this machine");
  test.setTimeout(300_000);
  await dropPaths(page, [`${DATA}models/yolox_nano.onnx`, `${DATA}coco`]);
  await goTo(page, "Data");
  await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText(/objects marked on 40/);
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await expect(verdict(page)).toBeVisible({ timeout: 200_000 });
  await expect(page.locator(".scoreboard")).toContainText(/32\.8\s% ±.*mAP50-95/);

  await goTo(page, "Ship");
  const loss = budget(page).getByRole("textbox", { name: "Largest loss of mAP50-95" });
  await expect(budget(page).getByRole("group", { name: "mAP50-95 may lose at most" })).toBeVisible();
  await loss.fill("20");
  await loss.press("Enter");
  await expect(decision(page)).toContainText(
    /(loses|gains) \d+\.\d points of mAP50-95 \(95 % interval .* on 40 samples\)/,
  );
  await expect(decision(page).getByRole("heading", { level: 2 })).toHaveText(/^(Ship|Use mixed precision)/);
  await expect(verdict(page)).toHaveText("Ready to ship");
  await budget(page).getByRole("combobox", { name: "Limit a segment" }).selectOption({ label: "person" });
  await expect(decision(page)).toContainText("of mAP50-95 on person");
  await page.getByRole("button", { name: "Remove the limit of person" }).click();
  expect(await violations(page)).toEqual([]);

  await showVariants(page);
  const table = page.getByRole("table", { name: "Variants", exact: true });
  await expect(table.getByRole("columnheader", { name: "mAP50-95" })).toBeVisible();
  await expect(page.getByText(/change of mAP50-95 against FP32, points/).first()).toBeVisible();
  await page.getByRole("tab", { name: "Search" }).click();
  await expect(page.getByText(/Budget: lose at most 20 points of mAP50-95/)).toBeVisible();

  await page.waitForTimeout(1500); // the project is written a moment after a change
  await page.reload();
  await page.getByRole("button", { name: /^Open/ }).first().click();
  await expect(page.locator(".scoreboard")).toContainText(/32\.8\s% ±.*mAP50-95/);
  await expect(verdict(page)).toHaveText("Ready to ship");
});

/** A model that answers a number, with what is right in a labels.csv. */
async function writeRegression(folder: string): Promise<string> {
  await mkdir(join(folder, "calibration"), { recursive: true });
  await mkdir(join(folder, "validation"), { recursive: true });
  await writeFile(join(folder, "number.onnx"), encodeModel(buildModel(REGRESSION)));
  for (const { name, bytes } of regressionSamples(1, 40)) await writeFile(join(folder, "calibration", name), bytes);
  const samples = regressionSamples(1000, 60);
  for (const { name, bytes } of samples) await writeFile(join(folder, "validation", name), bytes);
  await writeFile(join(folder, "validation", "labels.csv"), regressionTable(samples));
  return folder;
}

test("a model of numbers is held to its error, of which more is worse", async ({ page }, info) => {
  const folder = await writeRegression(info.outputPath("regression"));
  await dropPaths(page, [join(folder, "number.onnx"), join(folder, "calibration"), join(folder, "validation")]);
  await goTo(page, "Data");
  await expect(page.getByRole("button", { name: "Task: Regression (guessed)" })).toBeVisible();
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await expect(page.locator(".scoreboard")).toContainText(/0\.0200.*MAE/, { timeout: 60_000 });
  await expect(verdict(page)).toBeVisible({ timeout: 60_000 });

  await goTo(page, "Ship");
  const rise = budget(page).getByRole("textbox", { name: "Largest rise of MAE" });
  await expect(budget(page).getByRole("combobox", { name: "Unit of the loss" })).toHaveValue("relative");
  await expect(decision(page)).toContainText(/raises MAE by [\d.]+ % \(95 % interval .*\); 1 % may be added/);
  await rise.fill("100000");
  await rise.press("Enter");
  await expect(verdict(page)).toHaveText("Ready to ship");
  await budget(page).getByRole("combobox", { name: "Limit a segment" }).selectOption({ label: "odd" });
  await expect(decision(page)).toContainText("MAE on odd");
  await budget(page).getByRole("combobox", { name: "Unit of the loss" }).selectOption({ label: "in its unit" });
  await expect(decision(page)).toContainText(/raises MAE by 0\.\d+ \(95 % interval/);
  expect(await violations(page)).toEqual([]);
  await showVariants(page);
  await expect(page.getByText("improvement of MAE over FP32, below 0 is worse").first()).toBeVisible();
});
