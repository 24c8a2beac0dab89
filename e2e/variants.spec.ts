import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { expect, goTo, runSample, test, verdict } from "./studio-test.ts";

const MODEL = fileURLToPath(new URL("../public/sample/surface-inspection.onnx", import.meta.url));

const table = (page: Page) => page.getByRole("table", { name: "Variants", exact: true });
const row = (page: Page, name: string) =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader").getByText(name, { exact: true }) });

async function showVariants(page: Page): Promise<void> {
  await goTo(page, "Tune");
  await page.getByRole("tab", { name: "Variants" }).click();
  await expect(table(page)).toBeVisible();
}

/** Chooses a scheme and measures it. */
async function measureScheme(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: /^Scheme: / }).click();
  await page
    .getByRole("menuitemradio")
    .filter({ hasText: new RegExp(`^${title}`) })
    .first()
    .click();
  await page.getByRole("button", { name: /^(Quantize|Measure)/ }).click();
  await expect(verdict(page)).toBeVisible({ timeout: 120_000 });
  await expect(verdict(page)).not.toHaveText("Not measured yet", { timeout: 120_000 });
}

/** Stages of jobs that ran, from now on. */
async function watchJobs(page: Page): Promise<() => readonly string[]> {
  const seen: string[] = [];
  await page.exposeFunction("sawJob", (text: string) => seen.push(text));
  await page.evaluate(() => {
    const see = (window as unknown as { sawJob(text: string): void }).sawJob;
    const text = () => document.querySelector(".job-text")?.textContent ?? "";
    new MutationObserver(() => text() !== "" && see(text())).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  return () => seen;
}

async function chooseFile(page: Page, file: { name: string; buffer: Buffer }): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("region", { name: "Compare with a file" }).getByRole("button", { name: "Choose a file" }).click(),
  ]);
  await chooser.setFiles({ ...file, mimeType: "application/octet-stream" });
}

/** Checks and exports the variant on screen; the bytes of the file. */
async function exported(page: Page): Promise<Buffer> {
  await goTo(page, "Ship");
  await page.getByRole("button", { name: "Check and export" }).click();
  await expect(page.getByText(/opened and run on \d+ samples/)).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /Download .*\.onnx/ }).click(),
  ]);
  return readFile(await download.path());
}

test("each measured recipe is kept; going back to one runs nothing and can be undone", async ({ page }) => {
  await runSample(page);
  await measureScheme(page, "FP16");
  await showVariants(page);
  await expect(row(page, "INT8")).toContainText("first variant");
  await expect(row(page, "FP16")).toContainText("INT8, U8 × S8 → FP16");
  await expect(row(page, "FP16")).toHaveAttribute("aria-current", "true");
  const jobs = await watchJobs(page);
  await page.getByRole("button", { name: "Go back to INT8" }).click();
  await expect(row(page, "INT8")).toHaveAttribute("aria-current", "true");
  await expect(page.locator(".scoreboard")).toContainText(/INT8.*\d\d\.\d.*%/);
  await expect(verdict(page)).not.toHaveText("Not measured yet");
  expect(jobs().filter((text) => /Measuring|Quantizing|Calibrating|Preparing/.test(text))).toEqual([]);
  await page.keyboard.press("Control+z");
  await expect(row(page, "FP16")).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Go to another variant" }).click();
  await page.getByRole("menuitemradio", { name: /^INT8/ }).click();
  await expect(row(page, "INT8")).toHaveAttribute("aria-current", "true");
});

test("variants are renamed, sorted, compared, deleted and put back", async ({ page }) => {
  await runSample(page);
  await measureScheme(page, "INT8 weights");
  await showVariants(page);
  await page.getByRole("button", { name: "Rename INT8", exact: true }).click();
  await page.getByRole("textbox", { name: "Name of INT8" }).fill("first try");
  await page.keyboard.press("Enter");
  await expect(row(page, "first try")).toBeVisible();
  await page.getByRole("columnheader", { name: "Size" }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: "Size" })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("checkbox", { name: "Compare first try" }).check();
  await page.getByRole("checkbox", { name: "Compare INT8 weights" }).check();
  const compared = page.getByRole("table", { name: "Compared variants" });
  await expect(compared.getByRole("row", { name: /^scheme/ })).toContainText("INT8 weights");
  await expect(compared.getByRole("row", { name: /^low-light/ })).toContainText("±");
  await page.getByRole("button", { name: "Delete first try" }).click();
  await expect(row(page, "first try")).toHaveCount(0);
  await page.getByRole("button", { name: "Put it back" }).click();
  await expect(row(page, "first try")).toBeVisible();
});

test("the plot is walked by keyboard", async ({ page }) => {
  await runSample(page);
  await measureScheme(page, "FP16");
  await showVariants(page);
  const points = page.getByRole("group", { name: "Models by size" });
  const first = points.getByRole("button", { name: /^INT8: / });
  await first.focus();
  await page.keyboard.press("ArrowRight");
  const second = points.getByRole("button", { name: /^FP16: / });
  await expect(second).toBeFocused();
  await expect(second).toHaveAttribute("aria-pressed", "true");
  await expect(row(page, "FP16")).toHaveAttribute("data-selected", "true");
});

test("a file made elsewhere is measured on the same samples and becomes a variant; a wrong one is refused", async ({
  page,
}) => {
  await runSample(page);
  const file = await exported(page);
  await goTo(page, "Check");
  await chooseFile(page, { name: "elsewhere.onnx", buffer: file });
  const notice = page.getByText(/is a file made elsewhere/);
  await expect(notice).toContainText("Static QDQ, uint8 activations, int8 weights per channel", { timeout: 60_000 });
  await expect(page.getByRole("group", { name: "Results" })).toContainText("Top-1");
  await expect(page.getByRole("region", { name: "Segments" })).toContainText("low-light");
  await page.getByRole("button", { name: "Back to INT8" }).click();
  await expect(notice).toHaveCount(0);
  await chooseFile(page, { name: "broken.onnx", buffer: Buffer.from("no model") });
  await expect(page.getByRole("alert")).toContainText("broken.onnx is not an ONNX model", { timeout: 60_000 });
  await showVariants(page);
  // The same bytes answer the same.
  const cells = async (name: string) => (await row(page, name).getByRole("cell").allTextContents()).slice(3, 7);
  expect(await cells("elsewhere.onnx")).toEqual(await cells("INT8"));
  await page.getByRole("button", { name: "Show elsewhere.onnx on Check" }).click();
  await expect(notice).toBeVisible();
});

test("a file that is dropped on its area is compared, and does not replace the model", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Check");
  const area = page.getByRole("region", { name: "Compare with a file" });
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  if (box === null) throw new Error("the area is not drawn");
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [MODEL], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  }
  await expect(page.getByText(/surface-inspection.onnx is a file made elsewhere: not quantized/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText("Drop to add")).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Results" })).toContainText("100.0");
  await expect(page.locator(".scoreboard")).toContainText(/INT8.*\d\d\.\d.*%/);
});

test("the budget decides, and the verdict follows it without a measurement", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Ship");
  const panel = page.getByRole("region", { name: "Verdict" });
  await expect(panel).toContainText("INT8");
  const loss = panel.getByRole("textbox", { name: "Largest loss of top-1" });
  await loss.fill("50");
  await loss.press("Enter");
  await expect(panel.getByRole("heading")).toHaveText("Ship INT8");
  await expect(verdict(page)).toHaveText("Ready to ship");
  await panel.getByRole("combobox", { name: "Limit of the size" }).selectOption("× smaller");
  const size = panel.getByRole("textbox", { name: "Size of the file" });
  await size.fill("100");
  await size.press("Enter");
  await expect(panel.getByRole("heading")).toHaveText("Too large");
  await expect(verdict(page)).toHaveText("Too large");
});

test("a project is there after a reload, with its variants; nothing runs before it is asked to", async ({ page }) => {
  await runSample(page);
  await measureScheme(page, "FP16");
  await showVariants(page);
  const before = await table(page).getByRole("row").allTextContents();
  const kept = page.getByRole("region", { name: "Kept projects" });
  await page.waitForTimeout(1500); // written a moment after the last change
  await page.reload();
  await expect(kept).toContainText("Continue: Surface inspection");
  await expect(kept).toContainText("2 variants");
  const jobs = await watchJobs(page);
  await page.getByRole("button", { name: "Open Surface inspection" }).click();
  await expect(table(page)).toBeVisible({ timeout: 30_000 });
  await expect(row(page, "FP16")).toHaveAttribute("aria-current", "true");
  expect(await table(page).getByRole("row").allTextContents()).toEqual(before);
  await page.getByRole("button", { name: "Go back to INT8" }).click();
  await expect(row(page, "INT8")).toHaveAttribute("aria-current", "true");
  await expect(page.locator(".scoreboard")).toContainText(/FP32.*\d\d\.\d.*%.*INT8.*\d\d\.\d.*%/);
  expect(jobs().filter((text) => /Measuring|Quantizing|Calibrating|Preparing/.test(text))).toEqual([]);
  await expect(page.getByText("These results were kept from an earlier visit.")).toBeVisible();
  await page.getByRole("button", { name: "Calibrate again" }).click();
  await page.getByRole("tab", { name: "Layers" }).click();
  await page.getByRole("row").filter({ hasText: "/stem/stem.0/Conv" }).click();
  await expect(page.getByRole("complementary", { name: "Layer" })).toContainText("How do the values spread?", {
    timeout: 60_000,
  });
  await page.reload();
  await page.getByRole("button", { name: "Forget Surface inspection" }).click();
  await expect(kept).toHaveCount(0);
});

test("a model alone is kept too, and opens at the place of the address", async ({ page }) => {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).click(),
  ]);
  await chooser.setFiles(MODEL);
  await expect(page.getByRole("region", { name: "Operators" })).toContainText("Conv");
  await goTo(page, "Data");
  await page.waitForTimeout(1500);
  await page.reload();
  await page.getByRole("button", { name: "Open surface-inspection.onnx" }).click();
  await expect(page.getByRole("navigation", { name: "Places" }).locator("[aria-current]")).toHaveText("Data");
});

test("what cannot be kept is said, and everything else goes on", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.storage.estimate = () => Promise.resolve({ quota: 1000, usage: 0 });
  });
  await page.reload();
  await runSample(page);
  await expect(page.locator(".job-bar")).toContainText("Not kept over a reload");
  await page.getByRole("button", { name: "Surface inspection" }).click();
  await expect(page.getByText(/more than half of the 0 MB that this browser has left/)).toBeVisible();
});

test("variants, budget and kept projects can be read by everyone, light and dark", async ({ page }) => {
  await runSample(page);
  await measureScheme(page, "FP16");
  await showVariants(page);
  await page.getByRole("checkbox", { name: "Compare INT8" }).check();
  await page.getByRole("checkbox", { name: "Compare FP16" }).check();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const place of ["Tune", "Check", "Ship"] as const) {
      await goTo(page, place);
      await page.locator(`.view[data-place="${place.toLowerCase()}"]`).waitFor();
      await page.waitForTimeout(400);
      expect.soft(await violations(page), `${place}, ${colorScheme}`).toEqual([]);
    }
  }
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(page.getByRole("region", { name: "Kept projects" })).toBeVisible();
  expect(await violations(page), "start").toEqual([]);
});
