import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { dropPaths, expect, goTo, runSample, stage, test } from "./studio-test.ts";

const DATA = fileURLToPath(new URL("../../shared/data/", import.meta.url));

/** The samples whose answers are in the browser's database, each as often as it was run. */
function stored(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const open = indexedDB.open("qstudio-answers");
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      open.addEventListener("success", () => resolve(open.result));
      open.addEventListener("error", () => reject(open.error ?? new Error("not opened")));
    });
    if (!db.objectStoreNames.contains("chunks")) return [];
    const all = db.transaction("chunks").objectStore("chunks").getAll();
    const rows = await new Promise<readonly { keys: readonly string[] }[]>((resolve) => {
      all.addEventListener("success", () => resolve(all.result as never));
    });
    db.close();
    return rows.flatMap(({ keys }) => keys);
  });
}

test("a measurement that was stopped goes on after a reload with the samples that are missing", async ({ page }) => {
  test.skip(!existsSync(`${DATA}imagenet`), "the labelled sets are not on this machine");
  await dropPaths(page, [`${DATA}models/mobilenetv2-7.onnx`, `${DATA}imagenet`]);
  await expect(page.locator(".job-bar")).toContainText(/Measuring FP32 \d{2,3}\/200/, { timeout: 60_000 });
  await page.getByRole("button", { name: "Stop" }).first().click();
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await expect.poll(async () => (await stored(page)).length).toBeGreaterThan(0);
  await page.waitForTimeout(1500); // the project is written a moment after the last change
  const before = await stored(page);

  await page.reload();
  await page.getByRole("button", { name: "Open mobilenetv2-7.onnx" }).click();
  await goTo(page, "Data");
  await page.getByRole("button", { name: "Measure FP32" }).click();
  await expect(stage(page, "FP32")).toContainText("done", { timeout: 120_000 });
  await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText(/86\.0/);
  await expect.poll(async () => (await stored(page)).length).toBe(200);
  const after = await stored(page);
  expect(new Set(after).size, "each sample was run once").toBe(200);
  expect(before.length).toBeLessThan(200);
});

test("what was measured in an earlier visit is judged again without a run, and its times are shown", async ({
  page,
}) => {
  await runSample(page);
  await goTo(page, "Check");
  const words = await page.getByLabel("What the test says").textContent();
  const times = page.getByRole("region", { name: "Time in this browser" });
  await expect(times.getByRole("rowheader", { name: "FP32" })).toBeVisible();
  await expect(times).toContainText("says nothing of a device");
  const row = await times.getByRole("row").last().textContent();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.waitForTimeout(1500);
  const before = await stored(page);
  await page.reload();
  await page.getByRole("button", { name: "Open Surface inspection" }).click();
  await goTo(page, "Check");
  await expect(page.getByLabel("What the test says")).toHaveText(words ?? "", { timeout: 30_000 });
  await expect(times.getByRole("row").last()).toHaveText(row ?? "");
  expect(await stored(page)).toEqual(before);
});
