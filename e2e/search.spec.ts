import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { recordMainThread } from "./main-thread.ts";
import { expect, goTo, runSample, test, verdict } from "./studio-test.ts";

const trials = (page: Page) => page.getByRole("grid", { name: "Models that were tried" }).getByRole("row");
const panel = (page: Page, name: RegExp) => page.getByRole("region", { name });

async function openSearch(page: Page): Promise<void> {
  await goTo(page, "Tune");
  await page.getByRole("tab", { name: "Search" }).click();
  await expect(panel(page, /^Find the best model/)).toBeVisible();
}

/** Rows of trials, without the head. */
async function tried(page: Page): Promise<number> {
  const grid = page.getByRole("grid", { name: "Models that were tried" });
  return (await grid.count()) === 0 ? 0 : Number(await grid.getAttribute("aria-rowcount")) - 1;
}

test("a search finds a smaller model than INT8, is paused, survives a reload and goes on", async ({ page }) => {
  await runSample(page);
  await openSearch(page);
  await expect(page.getByRole("list").filter({ hasText: "INT4 weights where they cost least" })).toBeVisible();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(panel(page, /^Searching/)).toBeVisible();
  await expect.poll(() => tried(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(2);
  await expect(page.getByText("Best so far, within the budget")).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(panel(page, /^Search paused/)).toBeVisible();
  const before = await tried(page);
  await expect(page.locator(".job-bar")).toContainText("Idle");
  expect(await violations(page)).toEqual([]);

  await page.waitForTimeout(1500); // the project is written a moment after a change
  await page.reload();
  await page.getByRole("button", { name: /^Open/ }).first().click();
  await openSearch(page);
  await expect(panel(page, /^Search paused/)).toBeVisible();
  expect(await tried(page)).toBeGreaterThanOrEqual(before);
  await page.getByRole("button", { name: /^(Resume|Go on)/ }).click();
  await expect.poll(() => tried(page), { timeout: 120_000 }).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Pause" }).click();

  const smaller = trials(page).filter({ hasText: "INT4" }).filter({ hasText: "passes" }).first();
  await smaller.getByRole("button", { name: "Use this model" }).click();
  await expect(verdict(page)).not.toHaveText("Not measured yet", { timeout: 120_000 });
  await expect(page.locator(".scoreboard")).toContainText("Mixed");
});

test("no task of the main thread takes more than 50 ms while a search runs", async ({ page, browser }) => {
  await runSample(page);
  await openSearch(page);
  const recording = await recordMainThread(browser, page);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect.poll(() => tried(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(3);
  const tasks = await recording.stop();
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0]).toBeLessThanOrEqual(50);
});

test("the first that passes ends the search, and Stop pauses it", async ({ page }) => {
  await runSample(page);
  await openSearch(page);
  await page.getByRole("radio", { name: "First that passes" }).check({ force: true });
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(panel(page, /^Search finished/)).toContainText("1 models tried", { timeout: 60_000 });
  await page.getByRole("radio", { name: "Best in the time" }).check({ force: true });
  await page.getByRole("button", { name: "Search anew" }).click();
  await page.locator(".job-bar").getByRole("button", { name: "Stop" }).click();
  await expect(panel(page, /^Search paused/)).toBeVisible();
});
