import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, goTo, runSample, test } from "./studio-test.ts";

const SAMPLE = new URL("../public/sample/surface-inspection.onnx", import.meta.url);

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).first().click(),
  ]);
  await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer });
}

test("a file that is no model is named, explained, and the way on stays open", async ({ page }) => {
  await choose(page, "notes.onnx", Buffer.from("These are notes, not a model."));
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("notes.onnx");
  await expect(alert).toContainText("ONNX");
  await choose(page, "surface-inspection.onnx", await readFile(SAMPLE));
  await expect(page.getByRole("region", { name: "Operators" })).toContainText("Conv");
});

test("a truncated model says so", async ({ page }) => {
  const whole = await readFile(SAMPLE);
  await choose(page, "cut.onnx", whole.subarray(0, Math.floor(whole.length / 2)));
  await expect(page.getByRole("alert")).toContainText("cut.onnx ends before the model does.");
});

test("an answer that comes before the workspace is loaded is not lost", async ({ page }) => {
  await page.route("**/assets/Workspace-*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue();
  });
  await choose(page, "notes.onnx", Buffer.from("These are notes, not a model."));
  await expect(page.getByRole("alert")).toContainText("notes.onnx");
});

test("an image that cannot be decoded is skipped or refused with its name, and nothing is lost", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Data");
  await page.getByRole("button", { name: "Remove the calibration samples" }).click();
  const area = page.getByRole("region", { name: "Calibration samples" });
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    area.getByRole("button", { name: "Choose files" }).click(),
  ]);
  await chooser.setFiles({ name: "broken.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await expect(page.getByRole("alert")).toContainText(/broken\.png|No calibration samples/, { timeout: 60_000 });
  await goTo(page, "Data");
  await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText("images");
});
