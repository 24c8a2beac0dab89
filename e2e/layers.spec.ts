import type { Page } from "@playwright/test";
import { quantizeThousand } from "./deep-model.ts";
import { recordMainThread } from "./main-thread.ts";
import { expect, test } from "./studio-test.ts";

const grid = (page: Page) => page.getByRole("grid", { name: "Layers" });
const rows = (page: Page) => grid(page).locator(".layer-row");
const names = (page: Page) => rows(page).evaluateAll((all) => all.map((row) => row.textContent ?? ""));

/** Times of all frames while `act` runs, ms; what is slow on a busy machine is shown, not judged. */
async function framesOf(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const own = window as unknown as { frames: number[]; counting: boolean };
    [own.frames, own.counting] = [[], true];
    const tick = (time: number) => {
      own.frames.push(time);
      if (own.counting) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => {
    const own = window as unknown as { frames: number[]; counting: boolean };
    own.counting = false;
    return own.frames;
  });
  return times.slice(1).map((time, i) => time - (times[i] as number));
}

test("a table of a thousand layers draws only what is seen, and scrolls and sorts without a long task", async ({
  page,
  browser,
}) => {
  await quantizeThousand(page);
  await expect(grid(page)).toContainText(/1\D?000 layers/);
  const recording = await recordMainThread(browser, page);
  await grid(page).getByRole("rowgroup").hover();
  const frames = await framesOf(page, async () => {
    for (let i = 0; i < 120; i++) {
      await page.mouse.wheel(0, i < 80 ? 300 : -400);
      await page.waitForTimeout(8);
    }
  });
  expect(await rows(page).count()).toBeLessThan(60);
  await page.getByRole("columnheader", { name: "Weights" }).getByRole("button").click();
  await page
    .getByRole("columnheader", { name: /^Layer/ })
    .getByRole("button")
    .click();
  await expect.poll(async () => (await names(page))[0]).toContain("add_0");
  await grid(page).getByRole("rowgroup").focus();
  await page.keyboard.press("End");
  await expect.poll(async () => (await names(page)).at(-1)).toContain("relu_99");
  for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await expect(grid(page).getByRole("row", { selected: true })).toContainText("add_0");
  expect(await rows(page).count()).toBeLessThan(60);
  const tasks = await recording.stop();
  const rate = (1000 * frames.length) / frames.reduce((a, b) => a + b, 0);
  const text = `${rate.toFixed(0)} frames/s while scrolling; longest task ${tasks[0]?.toFixed(1)} ms`;
  test.info().annotations.push({ type: "measured", description: text });
  console.log(`  ${text}`);
  expect(tasks[0]).toBeLessThanOrEqual(50);
});
