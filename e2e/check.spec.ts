import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { violations } from "./axe.ts";
import { dropPaths, expect, goTo, runSample, test, verdict } from "./studio-test.ts";

const DATA = fileURLToPath(new URL("../../shared/data/", import.meta.url));

test("Check says what the numbers prove, lists what suffers, and a failing gate stops the export", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Check");
  await expect(page.getByRole("button", { name: "Task: Classification (guessed)" })).toBeVisible();
  await expect(page.getByLabel("What the test says")).toContainText(/top-1/i);
  const table = page.getByRole("region", { name: "Segments", exact: true });
  await expect(table.getByRole("columnheader", { name: "Change" })).toBeVisible();
  await page.getByRole("button", { name: /^Add \d+ borderline samples$/ }).click();
  await expect(table.getByRole("rowheader", { name: "borderline" })).toBeVisible();
  await page.getByLabel("Segments by file name").fill("(");
  await expect(page.getByText("It is no regular expression")).toBeVisible();
  await page.getByLabel("Segments by file name").fill("");

  const changes = page.getByRole("region", { name: "Answers that changed" });
  await changes.getByRole("radio", { name: /^lost \d+$/ }).check();
  await changes.locator("button.flip").first().click();
  await page.getByRole("button", { name: "Lock as a gate" }).click();
  await expect(page.getByRole("region", { name: "Gates" })).toContainText("1 of 1 fail");
  expect(await violations(page)).toEqual([]);

  await goTo(page, "Ship");
  const start = page.getByRole("button", { name: "Check and export" });
  await expect(page.getByText("1 locked sample fails: nothing is exported.")).toBeVisible();
  await expect(start).toBeDisabled();
  await page.getByLabel(/Reason to export all the same/).fill("The label of this sample is wrong.");
  await page.getByRole("button", { name: "Overrule the gates" }).click();
  await expect(start).toBeEnabled();
  expect(await violations(page)).toEqual([]);
});

test("a detector is scored by its boxes, and both models' finds lie over the image", async ({ page }) => {
  test.skip(!existsSync(`${DATA}coco`), "the labelled sets are not on this machine");
  await dropPaths(page, [`${DATA}models/yolox_nano.onnx`, `${DATA}coco`]);
  await goTo(page, "Data");
  await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText(
    /\d+ objects marked on 40 images/,
  );
  await expect(page.getByRole("button", { name: "Task: Detection (guessed)" })).toBeVisible();
  const baseline = page.getByRole("region", { name: "FP32 baseline" });
  await expect(baseline).toContainText("mAP50-95", { timeout: 120_000 });
  // The figure that the set's own description gives, measured with another evaluator, is 32.9.
  await expect(baseline).toContainText(/3[23]\.\d\s%/);
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await expect(verdict(page)).toBeVisible({ timeout: 120_000 });
  await goTo(page, "Check");
  await expect(page.getByRole("group", { name: "Results" })).toContainText("mAP50-95");
  const parts = page.getByRole("region", { name: "Sizes and classes" });
  await expect(parts.getByRole("rowheader")).toHaveText([/^small/, /^medium/, /^large/]);
  await parts.getByRole("radio", { name: /^Classes \d+$/ }).check();
  await expect(parts.getByRole("rowheader").first()).toBeVisible();
  await page.locator("button.flip").first().click();
  await expect(page.getByRole("img", { name: /^FP32: / })).toBeVisible();
  await page.getByRole("radio", { name: "Slider" }).check();
  await page.getByRole("slider", { name: /^Slider between FP32 and/ }).press("ArrowRight");
  await expect(page.getByRole("slider", { name: /^Slider between FP32 and/ })).toHaveValue("51");
  expect(await violations(page)).toEqual([]);
});
