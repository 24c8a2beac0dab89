/** @file What every browser test has: the built studio at `studio`, and a page that must stay clean and at home. */
import { expect, test as base, type Page } from "@playwright/test";
import { serveStudio, type Studio } from "./server.ts";

interface Fixtures {
  /** Opens the start screen. Console errors and requests to other origins fail the test at its end. */
  readonly page: Page;
}

interface WorkerFixtures {
  readonly studio: Studio;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  studio: [
    // Playwright reads the names of what a fixture needs from this pattern; this one needs nothing.
    // oxlint-disable-next-line eslint/no-empty-pattern
    async ({}, use) => {
      const studio = await serveStudio();
      await use(studio);
      studio.close();
    },
    { scope: "worker" },
  ],
  page: async ({ page, studio }, use) => {
    const complaints: string[] = [];
    const strangers: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
    page.context().on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(studio.url) && !/^(blob|data):/.test(url)) strangers.push(url);
    });
    await page.goto(studio.url);
    await use(page);
    expect(complaints, "console errors").toEqual([]);
    expect(strangers, "requests that left the origin").toEqual([]);
  },
});

export { expect };

/** Opens the sample with its one button; the flow starts by itself. */
export async function startSample(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run the sample" }).click();
  await page.getByRole("button", { name: "Stop" }).first().waitFor();
}

/** The chip in the header that says whether to ship; it appears with the finished measurement. */
export function verdict(page: Page) {
  return page.locator(".scoreboard .chip[data-level]");
}

export async function runSample(page: Page): Promise<void> {
  await startSample(page);
  await verdict(page).waitFor({ timeout: 120_000 });
}

/** A stage of the job bar by its label. */
export function stage(page: Page, label: string) {
  return page.locator(".job-bar").getByRole("list", { name: "Stages" }).locator("li", { hasText: label });
}

export async function goTo(page: Page, place: "Model" | "Data" | "Tune" | "Check" | "Ship"): Promise<void> {
  await page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: place }).click();
}

/** Drops files and folders of this machine on the middle of the window, as a file manager does. */
export async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  // What is drawn takes drops.
  await page.getByRole("button").first().waitFor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 640, y: 400, data });
  }
  await session.detach();
}
