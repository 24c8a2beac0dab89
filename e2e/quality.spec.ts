import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { violations } from "./axe.ts";
import { recordMainThread } from "./main-thread.ts";
import { DIST } from "./server.ts";
import { expect, goTo, runSample, test } from "./studio-test.ts";

test.describe("main thread", () => {
  test("no task of the main thread takes more than 50 ms while jobs run", async ({ page, browser }) => {
    await page.getByRole("region", { name: "Sample" }).locator("img").last().waitFor();
    const recording = await recordMainThread(browser, page);
    await runSample(page);
    await goTo(page, "Check");
    await page.getByRole("group", { name: "Results" }).waitFor();
    const tasks = await recording.stop();
    expect(tasks.length).toBeGreaterThan(100);
    expect(tasks[0]).toBeLessThanOrEqual(50);
  });
});

test("the first load ships less than 300 kB of compressed JavaScript", async ({ page, studio }) => {
  // Once each: on a slow machine the page before the reload may still be asking for some.
  const scripts = new Set<string>();
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.add(request.url());
  });
  await page.reload();
  await expect(page.getByRole("region", { name: "Sample" }).locator("img")).toHaveCount(14);
  const files = [...scripts].map((url) => join(DIST, url.slice(studio.url.length)));
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file)).length));
  const total = sizes.reduce((a, b) => a + b, 0);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(300_000);
});

test("Back returns to the place before, and a link reopens the view", async ({ page, studio }) => {
  await runSample(page);
  await page.getByRole("row").filter({ hasText: "/stem/stem.0/Conv" }).click();
  await expect(page).toHaveURL(`${studio.url}#tune?layer=%2Fstem%2Fstem.0%2FConv`);
  await goTo(page, "Check");
  await expect(page.getByRole("group", { name: "Results" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("complementary", { name: "Layer" })).toContainText("/stem/stem.0/Conv");
});

test("every place can be reached and read by keyboard and screen reader, light and dark", async ({ page }) => {
  expect.soft(await violations(page), "start").toEqual([]);
  await runSample(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const [i, place] of (["Model", "Data", "Tune", "Check", "Ship"] as const).entries()) {
      await page.keyboard.press(String(i + 1));
      await expect(page.getByRole("navigation", { name: "Places" }).locator("[aria-current]")).toHaveText(place);
      await page.locator(`.view[data-place="${place.toLowerCase()}"]`).waitFor();
      if (place === "Tune" && scheme === "light") await page.getByRole("button", { name: "Expert" }).click();
      await page.waitForTimeout(500);
      expect.soft(await violations(page), `${place}, ${scheme}`).toEqual([]);
    }
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Find a layer, place or action" }).fill("stem");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Layer" })).toContainText("/stem/stem.0/Conv");
});
