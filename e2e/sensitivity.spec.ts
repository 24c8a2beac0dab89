import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { expect, goTo, runSample, stage, test, verdict } from "./studio-test.ts";

async function openSensitivity(page: Page): Promise<void> {
  await goTo(page, "Tune");
  await page.getByRole("tab", { name: "Sensitivity" }).click();
}

/** Runs the sample and finds which of its layers hurt. */
async function study(page: Page): Promise<void> {
  await runSample(page);
  await openSensitivity(page);
  await page.getByRole("combobox", { name: "Calibration samples to run" }).selectOption("8");
  await page.getByRole("button", { name: "Find which layers hurt" }).click();
  await table(page).waitFor({ timeout: 120_000 });
}

const table = (page: Page) => page.getByRole("grid", { name: "Sensitivity of layers" });
const bars = (page: Page) => page.getByRole("slider", { name: "Layers, most harmful first" });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Pin layers" });

test("the layers that hurt are ranked; a chart, the table and the inspector share the selection", async ({ page }) => {
  await study(page);
  await expect(page.locator(".study-verdict")).toContainText("Output SQNR expected");
  await bars(page).focus();
  await page.keyboard.press("Home");
  const worst = table(page).getByRole("row").nth(1);
  await expect(worst).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowRight");
  await expect(table(page).getByRole("row").nth(2)).toHaveAttribute("aria-selected", "true");
  const second = (await bars(page).getAttribute("aria-valuetext"))?.split(",")[0] ?? "";
  const inspector = page.getByRole("complementary", { name: "Layer" });
  await expect(inspector).toContainText(second);
  await expect(inspector).toContainText(/% of the output error, number 2 of \d+/);
  await table(page).getByRole("button", { name: "Gathered" }).click();
  await expect(table(page).locator('[data-column="gathered"]').first()).toHaveAttribute("aria-sort", "ascending");
  for (const title of ["Where is the signal lost?", "Which layers are small and harmful?"]) {
    await expect(page.getByRole("button", { name: `Save the chart “${title}”` })).toBeVisible();
  }
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByRole("grid", { name: "Layers" }).getByRole("columnheader", { name: "Impact" })).toBeVisible();
});

test("what a pin is expected to gain is shown before, what it did after it was measured", async ({ page }) => {
  await study(page);
  await bars(page).focus();
  await page.keyboard.press("Home");
  const inspector = page.getByRole("complementary", { name: "Layer" });
  await inspector.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(page.getByRole("menuitemradio", { name: /^FP32/ })).toContainText(/at the output.*(no bytes|[kM]?B)$/);
  await expect(page.getByRole("menuitemradio", { name: /^INT8/ })).toContainText("Does nothing: it is INT8 anyway");
  await page.getByRole("menuitemradio", { name: /^FP32/ }).click();
  await expect(inspector.getByRole("button", { name: "Pinned to FP32" })).toBeVisible();
  await expect(page.locator(".study-bar")).toContainText("For an earlier recipe");
  await page.getByRole("button", { name: /Measure/ }).click();
  await verdict(page).waitFor({ timeout: 120_000 });
  await expect(inspector).toContainText(/Measured against INT8: .*of top-1/);
});

test("the worst five are pinned with a preview, as one step that is undone by one key", async ({ page }) => {
  await study(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Find a layer, place or action" }).fill("pin layers");
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("listitem")).toHaveCount(5);
  await expect(dialog(page).getByRole("status")).toContainText(
    /5 layers change: \+.*B, .*% of the error gone, output .*dB/,
  );
  await dialog(page).getByRole("button", { name: "Pin 5 layers" }).click();
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.locator(".layer-summary")).toContainText("5 pinned by you");
  await expect(stage(page, "Calibrate")).toHaveAttribute("data-state", "done");
  await page.getByRole("radiogroup", { name: "Range method" }).getByRole("radio", { name: "MSE" }).check();
  await expect(page.locator(".layer-summary")).toContainText("5 pinned by you");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.locator(".layer-summary")).not.toContainText("pinned by you");
});

test("layers are pinned by name, a bad expression is told, and unpinned again", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Tune");
  await page.keyboard.press("Shift+P");
  const pattern = dialog(page).getByRole("textbox", { name: "Regular expression" });
  await pattern.fill("depthwise(");
  await expect(dialog(page)).toContainText("This is no regular expression");
  await expect(dialog(page).getByRole("button", { name: "Pin layers" })).toBeDisabled();
  await pattern.fill("depthwise/Conv$");
  await expect(dialog(page)).toContainText("What it gains is not known: find which layers hurt first.");
  await dialog(page).getByRole("radio", { name: "INT16" }).check();
  await page.keyboard.press("Enter");
  const summary = page.locator(".layer-summary");
  await expect(summary).toContainText(/\d pinned by you/);
  await page.getByRole("button", { name: "Pin layers" }).click();
  await dialog(page).getByRole("radio", { name: "By operator" }).check();
  await dialog(page).getByRole("radio", { name: "Unpin" }).check();
  await dialog(page)
    .getByRole("button", { name: /^Unpin \d+ layers$/ })
    .click();
  await expect(summary).not.toContainText("pinned by you");
});

test("Stop is heard within a second, and the search for harm can begin again", async ({ page }) => {
  await runSample(page);
  await openSensitivity(page);
  await page.getByRole("combobox", { name: "Calibration samples to run" }).selectOption("128");
  await page.getByRole("button", { name: "Find which layers hurt" }).click();
  await page.locator(".running").getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("button", { name: "Find which layers hurt" })).toBeEnabled({ timeout: 1500 });
  await expect(page.getByRole("alert")).toHaveCount(0);
  // The same again, and other samples.
  await page.getByRole("button", { name: "Find which layers hurt" }).click();
  await page.locator(".running").getByRole("button", { name: "Stop" }).click();
  await page.getByRole("combobox", { name: "Calibration samples to run" }).selectOption("8");
  await page.getByRole("button", { name: "Find which layers hurt" }).click();
  await table(page).waitFor({ timeout: 120_000 });
});

test("the report is still there after a reload", async ({ page }) => {
  await study(page);
  const first = await table(page).getByRole("row").nth(1).textContent();
  await page.waitForTimeout(1500); // written a moment after the last change
  await page.reload();
  await page.getByRole("button", { name: "Open Surface inspection" }).click();
  await openSensitivity(page);
  await expect(table(page).getByRole("row").nth(1)).toHaveText(first ?? "");
  await expect(page.locator(".study-bar")).toContainText("8 samples were run");
});

test("plots, table and dialog can be read by a screen reader, light and dark", async ({ page }) => {
  await study(page);
  await bars(page).focus();
  await page.keyboard.press("Home");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForTimeout(300);
    expect.soft(await violations(page), `sensitivity, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Shift+P");
    await expect(dialog(page).getByRole("listitem").first()).toBeVisible();
    expect.soft(await violations(page), `pins, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
});
