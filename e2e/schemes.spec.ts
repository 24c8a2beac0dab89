import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, goTo, runSample, stage, test } from "./studio-test.ts";

const layer = (page: Page) => page.getByRole("complementary", { name: "Layer" });
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name }).first();

async function choose(page: Page, picker: "Target" | "Scheme", title: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${picker}: `) }).click();
  const entry = page.getByRole("menuitemradio").filter({ hasText: new RegExp(`^${title}`) });
  await entry.first().click();
  await expect(page.getByRole("button", { name: `${picker}: ${title}` })).toBeVisible();
}

async function measure(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Quantize|Measure)/ }).click();
  await expect(stage(page, "Measure")).toHaveAttribute("data-state", "done", { timeout: 120_000 });
}

/** Checks and exports the variant on screen; the bytes of the file. */
async function exported(page: Page, file: string): Promise<Buffer> {
  await goTo(page, "Ship");
  await page.getByRole("button", { name: "Check and export" }).click();
  await expect(page.getByText(/opened and run on \d+ samples/)).toBeVisible({ timeout: 60_000 });
  const button = page.getByRole("button", { name: `Download ${file}` });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  await goTo(page, "Tune");
  return readFile(await download.path());
}

const SCHEMES: readonly { readonly title: string; readonly chip: string; readonly file: string }[] = [
  { title: "INT8 weights", chip: "W8", file: "w8" },
  { title: "FP16", chip: "FP16", file: "fp16" },
  { title: "INT16 activations, INT8 weights", chip: "A16W8", file: "a16w8" },
  { title: "INT8, U8 × U8", chip: "INT8", file: "int8" },
  { title: "INT8 dynamic", chip: "DYN8", file: "dyn8" },
];

test("every kind of scheme is a choice in the picker, is measured, and leaves as a file of its own", async ({
  page,
}) => {
  await runSample(page);
  const files: Buffer[] = [];
  for (const { title, chip, file } of SCHEMES) {
    await choose(page, "Scheme", title);
    await measure(page);
    await expect(page.locator(".scoreboard")).toContainText(new RegExp(`${chip}\\d+\\.\\d.*%.*kB`));
    files.push(await exported(page, `surface-inspection.${file}.onnx`));
  }
  expect(new Set(files.map((bytes) => bytes.toString("latin1"))).size).toBe(SCHEMES.length);
  const original = await page.evaluate(async () => (await (await fetch("sample/surface-inspection.onnx")).blob()).size);
  for (const bytes of files) expect(bytes.length).toBeLessThan(original);
});

test("layers keep the precision they are pinned to, with a mark, and the whole is measured as mixed", async ({
  page,
}) => {
  await runSample(page);
  const pin = async (name: string, precision: string) => {
    await row(page, name).click();
    await layer(page).getByRole("button", { name: /^Pin/ }).click();
    await page.getByRole("menuitemradio", { name: new RegExp(`^${precision}`) }).click();
    await expect(row(page, name)).toContainText(precision);
    await expect(row(page, name).getByLabel("pinned")).toBeVisible();
    await expect(layer(page)).toContainText(`Pinned to ${precision}`);
  };
  await pin("/stem/stem.0/Conv", "INT16");
  await pin("/blocks/blocks.1/pointwise/Conv", "FP16");
  await measure(page);
  await expect(page.locator(".scoreboard")).toContainText(/Mixed\d+\.\d.*%.*kB/);
  await page.keyboard.press("p");
  await expect(row(page, "/blocks/blocks.1/pointwise/Conv")).toContainText("INT8");
});

test("the layer table says which kernel runs each layer, and how many run on integers", async ({ page }) => {
  await runSample(page);
  const summary = page.locator(".layer-summary");
  await expect(summary).toContainText(/(\d+) of \1 linear layers run as integer kernels/);
  const stem = row(page, "/stem/stem.0/Conv");
  await expect(stem).toContainText("QLinearConv");
  await stem.click();
  await expect(layer(page)).toContainText("Runs as QLinearConv: computes on the integers.");
  await page.keyboard.press("p");
  await expect(stem).not.toContainText("QLinearConv");
  await expect(stem).toContainText("float");
});

test("a pin that does nothing says so", async ({ page }) => {
  await runSample(page);
  await row(page, "/blocks/blocks.2/Add").click();
  await layer(page).getByRole("button", { name: /^Pin/ }).click();
  await page.getByRole("menuitemradio", { name: /^INT4/ }).click();
  await expect(layer(page)).toContainText("The pin on /blocks/blocks.2/Add does nothing");
  await expect(row(page, "/blocks/blocks.2/Add")).toContainText("INT8");
});

test("a scheme without ranges needs no calibration samples", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Data");
  await page
    .getByRole("region", { name: "Calibration", exact: true })
    .getByRole("button", { name: /^Remove/ })
    .click();
  await goTo(page, "Tune");
  await expect(page.getByRole("button", { name: /^Quantize/ })).toBeDisabled();
  await choose(page, "Scheme", "INT8 weights");
  await expect(page.getByRole("region", { name: "Recipe" })).toContainText(
    "Calibration samples are optional: with them the biases",
  );
  await measure(page);
  await row(page, "/stem/stem.0/Conv").click();
  await layer(page).getByRole("radio", { name: "Weight" }).check();
  await expect(layer(page)).toContainText("How do the weights spread?");
  await expect(stage(page, "Calibrate")).toHaveAttribute("data-state", "skipped");
  await expect(page.locator(".scoreboard")).toContainText(/W8\d+\.\d.*%.*kB/);
});

test("a target sets its formats, warns with its source, and expert settings show what was changed by hand", async ({
  page,
}) => {
  await runSample(page);
  await choose(page, "Target", "x86 without VNNI");
  await expect(page.getByRole("button", { name: "Scheme: INT8, U8 × U8" })).toBeVisible();
  await choose(page, "Scheme", "INT8, U8 × S8");
  await expect(page.getByRole("note", { name: "About x86 without VNNI" })).toContainText(/saturate.*Source:/);
  await page.getByRole("button", { name: "Expert" }).click();
  const expert = page.getByRole("group", { name: "Expert settings" });
  await expert.getByRole("radio", { name: "per tensor" }).check();
  await expect(page.getByRole("button", { name: "Scheme: INT8, changed by hand" })).toBeVisible();
  await choose(page, "Scheme", "INT4 weights");
  await expect(expert.getByRole("radiogroup", { name: "Block size" })).toBeVisible();
  await expect(expert.getByRole("radiogroup", { name: "Activation type" })).toHaveCount(0);
});
