import type { Locator, Page } from "@playwright/test";
import { expect, test, verdict } from "./studio-test.ts";

const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });
const grid = (page: Page) => page.getByRole("grid", { name: "Layers" });
const inspector = (page: Page) => page.getByRole("complementary", { name: "Layer" });
const upper = (page: Page) => page.getByRole("slider", { name: "Upper end of the range" });
const value = async (page: Page) => Number(await upper(page).getAttribute("aria-valuenow"));

const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/** Walks with Tab (or Shift Tab) until `target` has the focus; it must be reached in fewer steps than a page has stops. */
async function reach(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < 150 && !(await isFocused(target)); i++) await page.keyboard.press(key);
  await expect(target).toBeFocused();
}

/** Left and right walk the views of Tune, from the one that is shown. */
async function showView(page: Page, name: string): Promise<void> {
  const list = page.getByRole("tablist", { name: "Views of the layers" });
  await reach(page, list.getByRole("tab", { selected: true }), "Shift+Tab");
  const views = await list.getByRole("tab").count();
  for (let i = 0; i < views; i++) {
    if ((await tab(page, name).getAttribute("aria-selected")) === "true") break;
    await page.keyboard.press("ArrowRight");
  }
  await expect(tab(page, name)).toBeFocused();
}

test("a layer is found, looked at, changed, pinned, undone and measured without a mouse", async ({ page }) => {
  await reach(page, page.getByRole("button", { name: "Run the sample" }));
  await page.keyboard.press("Enter");
  await verdict(page).waitFor({ timeout: 120_000 });

  // The table: arrows choose, the inspector follows.
  await page.keyboard.press("3");
  await showView(page, "Layers");
  await reach(page, grid(page).getByRole("rowgroup"));
  await page.keyboard.press("Home");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
  const chosen = grid(page).getByRole("row", { selected: true });
  await expect(chosen).toHaveAttribute("aria-rowindex", "5");
  await expect(inspector(page)).toContainText("/blocks/blocks.1/depthwise/Conv");

  // Its page: an end of the range moves by integers, and the model is measured again.
  await showView(page, "Ranges");
  await reach(page, upper(page));
  const before = await value(page);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => value(page)).toBeCloseTo(before * (1 - 10 / 255), 2);
  await expect(page.getByRole("button", { name: "Stop" }).first()).toBeVisible();
  await verdict(page).waitFor({ timeout: 120_000 });

  // P pins, and both steps are taken back one by one.
  await page.keyboard.press("p");
  await expect(inspector(page).getByRole("button", { name: "Pinned to FP32" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(inspector(page).getByRole("button", { name: "Pin", exact: true })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect.poll(() => value(page)).toBeCloseTo(before, 6);

  // The graph: found by an expression, walked along an edge and back.
  await showView(page, "Graph");
  const drawing = page.getByRole("application", { name: "The network drawn" });
  const announced = page.getByRole("status", { name: "Selected in the graph" });
  await reach(page, page.getByRole("search").getByRole("textbox"));
  await drawing.waitFor();
  await page.keyboard.type("/Add$/");
  await expect(page.getByRole("search").getByRole("status")).toHaveText("4 found");
  await page.keyboard.press("Enter");
  await expect(announced).toHaveText(/^\/blocks\/blocks\.2\/Add/);
  await reach(page, drawing);
  await page.keyboard.press("ArrowDown");
  await expect(announced).not.toHaveText(/^\/blocks\/blocks\.2\/Add/);
  await page.keyboard.press("ArrowUp");
  await expect(announced).toHaveText(/blocks\.2/);

  // Back in the table the layer of the graph is chosen; it is pinned and measured.
  await showView(page, "Layers");
  await reach(page, grid(page).getByRole("rowgroup"));
  await page.keyboard.press("Home");
  await page.keyboard.press("p");
  await expect(chosen.getByLabel("pinned")).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press("q");
  await expect(verdict(page)).not.toHaveText("Not measured yet", { timeout: 120_000 });
  await verdict(page).waitFor({ timeout: 120_000 });
  await expect(inspector(page)).toContainText(/Measured against INT8/);
});
