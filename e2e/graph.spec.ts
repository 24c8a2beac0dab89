import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { quantizeThousand } from "./deep-model.ts";
import { recordMainThread } from "./main-thread.ts";
import { expect, goTo, runSample, test } from "./studio-test.ts";

const drawing = (page: Page) => page.getByRole("application", { name: "The network drawn" });
const box = (page: Page, name: string | RegExp) => drawing(page).getByRole("group", { name });
const announced = (page: Page) => page.getByRole("status", { name: "Selected in the graph" });
const inspector = (page: Page) => page.getByRole("complementary", { name: "Layer" });

async function openGraph(page: Page): Promise<void> {
  await goTo(page, "Tune");
  await page.getByRole("tab", { name: "Graph" }).click();
  await drawing(page).waitFor();
  await box(page, /^Input/).waitFor();
}

async function colourBy(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: /^Colour by/ }).click();
  await page.getByRole("menuitemradio", { name: title }).click();
}

test("blocks open and close, the selection is one with table and inspector, and P pins", async ({ page }) => {
  await runSample(page);
  await openGraph(page);
  await expect(box(page, /^Block blocks\.2, 3 layers, INT8/)).toBeVisible();
  await page.getByRole("button", { name: "Open blocks.2" }).click();
  const layer = box(page, /^\/blocks\/blocks\.2\/pointwise\/Conv/);
  await layer.click();
  await expect(inspector(page)).toContainText("/blocks/blocks.2/pointwise/Conv");
  await expect(announced(page)).toHaveText(/\/blocks\/blocks\.2\/pointwise\/Conv, Conv, INT8/);
  await page.keyboard.press("p");
  await expect(box(page, /^\/blocks\/blocks\.2\/pointwise\/Conv, Conv, float \(FP32\), pinned/)).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole("button", { name: "Close blocks.2" }).click();
  await expect(box(page, /^Block blocks\.2.*with pins/)).toHaveAttribute("aria-current", "true");
  // A layer chosen elsewhere is brought to sight: the block around it opens.
  await page.getByRole("tab", { name: "Layers" }).click();
  await page.getByRole("row").filter({ hasText: "/blocks/blocks.5/depthwise/Conv" }).click();
  await page.getByRole("tab", { name: "Graph" }).click();
  await expect(box(page, /^\/blocks\/blocks\.5\/depthwise\/Conv/)).toHaveAttribute("aria-current", "true");
});

test("arrows walk along the edges, Enter opens and closes a block", async ({ page }) => {
  await runSample(page);
  await openGraph(page);
  await drawing(page).focus();
  await page.keyboard.press("Home");
  await expect(announced(page)).toHaveText("Input image");
  await page.keyboard.press("ArrowDown");
  await expect(announced(page)).toHaveText(/^Block Conv × 5/);
  await page.keyboard.press("Enter");
  await expect(announced(page)).toHaveText(/^\/stem\/stem\.0\/Conv, Conv \+ Relu, INT8/);
  await expect(page.getByRole("button", { name: "Close Conv × 5" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(announced(page)).toHaveText(/blocks\.0\/depthwise/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(announced(page)).toHaveText("Input image");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(announced(page)).toHaveText(/^Block Conv × 5/);
  await page.keyboard.press("End");
  await expect(announced(page)).toHaveText("Output logits");
});

test("search counts, walks, and tells what is wrong with an expression", async ({ page }) => {
  await runSample(page);
  await openGraph(page);
  const search = page.getByRole("search");
  const field = search.getByRole("textbox", { name: "Find layers by name, op or /expression/" });
  await field.fill("/Add$/");
  await expect(search.getByRole("status")).toHaveText("4 found");
  await field.press("Enter");
  await expect(search.getByRole("status")).toHaveText("1 of 4");
  await expect(box(page, /^\/blocks\/blocks\.2\/Add/)).toHaveAttribute("aria-current", "true");
  await field.press("Enter");
  await expect(search.getByRole("status")).toHaveText("2 of 4");
  await field.press("Shift+Enter");
  await expect(search.getByRole("status")).toHaveText("1 of 4");
  await field.fill("/(/");
  await expect(search.getByRole("status")).toContainText(/group/i);
  await field.fill("no such layer");
  await expect(search.getByRole("status")).toHaveText("none found");
});

test("every colouring has a legend and its value on the box; a comparison moves together", async ({ page }) => {
  await runSample(page);
  await openGraph(page);
  await colourBy(page, "Own error");
  await expect(drawing(page).locator("summary")).toHaveText("Own error, SQNR of the layer alone");
  await expect(box(page, /^Block blocks\.2, 3 layers, ≥ [\d.]+.dB/)).toBeVisible();
  await colourBy(page, "Runs as");
  await expect(box(page, /^Block blocks\.2, 3 layers, integer/)).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Compare with: Compare" }).click();
  await page.getByRole("menuitemradio", { name: "FP32" }).click();
  await colourBy(page, "Bits");
  await expect(page.getByRole("heading", { name: "This result" })).toBeVisible();
  await expect(box(page, /^Block blocks\.2, 3 layers, FP32/)).toBeVisible();
  await expect(box(page, /^Block blocks\.2, 3 layers, INT8/)).toBeVisible();
  await page.getByRole("button", { name: "Zoom out" }).click();
  const views = () =>
    page
      .locator(".graph .react-flow__viewport")
      .evaluateAll((all) => all.map((v) => (v as HTMLElement).style.transform));
  const [left, right] = await views();
  expect(left).toBe(right);
  await box(page, /^Block blocks\.2, 3 layers, FP32/).click();
  await expect(page.locator('.graph [aria-current="true"]')).toHaveCount(2);
});

test("the drawing is saved as SVG and its boxes as CSV", async ({ page }) => {
  await runSample(page);
  await openGraph(page);
  const saved = async (item: string) => {
    await page.getByRole("button", { name: "Save the chart “Graph”" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: item }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  const svg = (await saved("Save as SVG")).toString();
  expect(svg).toContain("blocks.2");
  expect(svg).not.toMatch(/var\(|color-mix|undefined|NaN/);
  expect((await saved("Save the numbers as CSV")).toString()).toMatch(/^kind,name,op,value,pinned,x,y\ninput,image,/);
  expect((await saved("Save as PNG")).subarray(1, 4).toString()).toBe("PNG");
});

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

test("axe finds nothing, in light and dark", async ({ page }) => {
  await runSample(page);
  await openGraph(page);
  await page.getByRole("button", { name: "Open blocks.2" }).click();
  await box(page, /^\/blocks\/blocks\.2\/Add/).click();
  await page.addScriptTag({ path: AXE });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForTimeout(400);
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.length} x ${nodes[0]?.html.slice(0, 200)}`);
    });
    expect.soft(found, colorScheme).toEqual([]);
  }
});

test("a thousand layers open, unfold, zoom and move without a long task of the main thread", async ({
  page,
  browser,
}) => {
  await quantizeThousand(page);
  const recording = await recordMainThread(browser, page);
  await openGraph(page);
  await page.getByRole("button", { name: "Open all blocks" }).click();
  await expect(drawing(page)).toHaveAccessibleName(/1\D?000 layers in 1\D?002 boxes/, { timeout: 60_000 });
  await drawing(page).focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "Show the whole network" }).click();
  await page.locator(".graph-pane[data-far='true']").waitFor();
  for (let i = 0; i < 14; i++) await page.getByRole("button", { name: "Zoom in" }).click();
  await page.mouse.move(500, 500);
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, 120);
    await page.waitForTimeout(16);
  }
  const tasks = await recording.stop();
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0]).toBeLessThanOrEqual(50);
});
