import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, runSample, test, verdict } from "./studio-test.ts";

/** The noisiest tensor of the sample: one of its ranges is far from the best. */
async function openRanges(page: Page): Promise<void> {
  await runSample(page);
  await page.getByRole("tab", { name: "Ranges" }).click();
  await upper(page).waitFor();
}

const upper = (page: Page) => page.getByRole("slider", { name: "Upper end of the range" });
const costs = (page: Page) => page.getByRole("group", { name: "What the range costs" });
const field = (page: Page, end: "Lower" | "Upper") => page.getByRole("textbox", { name: `${end} end` });
const sqnr = async (page: Page) => parseFloat((await costs(page).locator(".stat-value").textContent()) ?? "");

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds in the view against WCAG 2.2 AA: rule and first element. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations: found } = await axe.run(".ranges", { runOnly: { type: "tag", values: tags } });
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

async function value(page: Page): Promise<number> {
  return Number(await upper(page).getAttribute("aria-valuenow"));
}

test("an end is dragged: the cost follows, and on release the model is measured again", async ({ page }) => {
  await openRanges(page);
  const before = { end: await value(page), sqnr: await sqnr(page) };
  const variant = await page.locator(".scoreboard").textContent();
  const box = await upper(page).boundingBox();
  if (box === null) throw new Error("the handle is not drawn");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 12 });
  await expect.poll(() => value(page)).toBeGreaterThan(1.3 * before.end);
  await expect.poll(() => sqnr(page)).toBeGreaterThan(before.sqnr + 1);
  await expect(costs(page)).toContainText("against the method");
  expect(await page.locator(".scoreboard").textContent()).toBe(variant);
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Stop" }).first()).toBeVisible();
  await verdict(page).waitFor({ timeout: 120_000 });
  const dragged = await value(page);
  await page.keyboard.press("Control+z");
  await expect.poll(() => value(page)).toBeCloseTo(before.end, 6);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => value(page)).toBeCloseTo(dragged, 6);
});

test("keys step by integers, a number can be typed, and Reset gives it back", async ({ page }) => {
  await openRanges(page);
  const before = await value(page);
  const step = before / 255;
  await upper(page).focus();
  await page.keyboard.press("ArrowRight");
  expect((await value(page)) - before).toBeCloseTo(step, 4);
  await page.keyboard.press("Escape");
  expect(await value(page)).toBeCloseTo(before, 9);
  await page.keyboard.press("Shift+ArrowRight");
  expect((await value(page)) - before).toBeCloseTo(10 * step, 3);
  await expect(page.getByRole("button", { name: "Reset" })).toBeEnabled();
  await field(page, "Upper").fill("-3");
  await expect(page.getByRole("alert")).toContainText("0 or above");
  await field(page, "Upper").fill("90");
  await field(page, "Upper").press("Enter");
  await expect.poll(() => value(page)).toBe(90);
  await expect(page.getByText(/Used range/)).toBeVisible();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect.poll(() => value(page)).toBeCloseTo(before, 9);
});

test("a method is taken for this tensor alone, and a range is copied to similar layers in one step", async ({
  page,
}) => {
  await openRanges(page);
  const before = await value(page);
  const rows = page.getByRole("region", { name: "Methods side by side" });
  await rows.getByRole("button", { name: /^MSE/ }).click();
  await expect(rows.getByRole("button", { name: /^MSE/ })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("radio", { name: "Moving average" })).toBeChecked();
  expect(await value(page)).not.toBeCloseTo(before, 3);
  await page.getByRole("button", { name: "Copy to similar" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy to similar" });
  const boxes = dialog.getByRole("checkbox");
  await boxes.first().waitFor();
  for (const box of await boxes.all()) await box.uncheck();
  await expect(dialog.getByRole("button", { name: /^Copy to 0/ })).toBeDisabled();
  await boxes.first().check();
  await dialog.getByRole("button", { name: "Copy to 1 layer" }).click();
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(rows.getByRole("button", { name: /^MSE/ })).toHaveAttribute("aria-pressed", "true");
});

test("the owner of an extreme is left out: the range moves at once, then calibration runs without it", async ({
  page,
}) => {
  await openRanges(page);
  await page.getByRole("radiogroup", { name: "Range method" }).getByRole("radio", { name: "Min–max" }).check();
  const owners = page.getByRole("region", { name: "Samples that own the extremes" });
  const leave = owners.getByRole("button", { name: /^Leave out/ }).first();
  await expect(leave).toBeVisible();
  await expect(page.locator(".ranges [aria-busy=true]")).toHaveCount(0);
  const before = await value(page);
  const name = ((await leave.getAttribute("aria-label")) ?? "").replace("Leave out ", "");
  await leave.click();
  await expect.poll(() => value(page)).toBeLessThan(before);
  const previewed = await value(page);
  await page.getByRole("button", { name: "Calibrate without it" }).click();
  const out = page.getByRole("region", { name: "Left out of calibration" });
  await expect(out).toContainText(name.slice(-8));
  await expect(page.locator(".ranges [aria-busy=true]")).toHaveCount(0, { timeout: 60_000 });
  expect(await value(page)).toBeCloseTo(previewed, 5);
  await out.getByRole("button", { name: `Take ${name} back into calibration` }).click();
  await expect.poll(() => value(page), { timeout: 60_000 }).toBeCloseTo(before, 5);
});

test("the calibration set: owners, settling, and drift against validation", async ({ page }) => {
  await openRanges(page);
  await page.getByRole("radio", { name: "Calibration set" }).check();
  await expect(page.getByRole("region", { name: "Samples that own ranges" }).getByRole("listitem")).toHaveCount(8);
  await expect(page.getByRole("img", { name: /half of the 120 samples the median range/ })).toBeVisible();
  const drift = page.getByRole("region", { name: "Drift against validation" });
  await drift.getByRole("button", { name: "Compare with validation" }).click();
  await expect(drift).toContainText("32 of 540 validation samples observed", { timeout: 60_000 });
  await expect(drift.getByRole("row").nth(1)).toContainText("%");
});

test("weights: integers, channels and what they gain; axe finds nothing in either theme", async ({ page }) => {
  await openRanges(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const subject of ["Activation", "Weight", "Calibration set"]) {
      await page.getByRole("radio", { name: subject, exact: true }).check();
      await expect(page.locator(".ranges .tensor-wait")).toHaveCount(0);
      await page.mouse.move(2, 2);
      expect(await violations(page), `${subject}, ${scheme}`).toEqual([]);
    }
  }
  await page.getByRole("radio", { name: "Weight", exact: true }).check();
  await expect(page.getByRole("group", { name: "What rounding costs the weight" })).toContainText(/channels gain \d/);
  await expect(page.getByRole("img", { name: /Effective bits of/ })).toBeVisible();
  await page.getByRole("radio", { name: "Widest first" }).check();
  await expect(page.getByText(/× the median/)).toBeVisible();
});
