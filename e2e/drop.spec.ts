import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { dropPaths, expect, goTo, test, verdict } from "./studio-test.ts";

const MODEL = fileURLToPath(new URL("../public/sample/surface-inspection.onnx", import.meta.url));

/** Two class folders with flat 64 x 64 pictures of slightly different grey. */
async function makeImages(folder: string, perClass: number): Promise<void> {
  for (const [k, name] of ["clean", "scratch"].entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < perClass; i++) {
      const level = 60 + 90 * k + 3 * i;
      const picture = sharp({
        create: { width: 64, height: 64, channels: 3, background: { r: level, g: level, b: level } },
      });
      await picture.png().toFile(join(folder, name, `${name}-${i}.png`));
    }
  }
}

test("a model and a folder with both roles, dropped together, are enough to quantize", async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), "studio-drop-"));
  try {
    await makeImages(join(folder, "set", "calibration"), 6);
    await makeImages(join(folder, "set", "validation"), 10);
    await cp(MODEL, join(folder, "own-model.onnx"));
    await dropPaths(page, [join(folder, "own-model.onnx"), join(folder, "set")]);
    await expect(page.getByRole("region", { name: "Operators" })).toContainText("Conv");
    await expect(page.getByText("Drop to add")).toHaveCount(0);
    await goTo(page, "Data");
    await expect(page.getByRole("region", { name: "Calibration", exact: true })).toContainText("12 images");
    await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText("20 images");
    await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText("Images of 2 classes");
    await goTo(page, "Tune");
    await page.getByRole("button", { name: /^Quantize/ }).click();
    // Flat pictures have no defects to recognise, so the studio may ask to look at the preprocessing first.
    const goOn = page.getByRole("button", { name: "Go on all the same" });
    await expect(goOn.or(verdict(page)).first()).toBeVisible({ timeout: 120_000 });
    if (await goOn.isVisible()) await goOn.click();
    await expect(verdict(page)).toBeVisible({ timeout: 120_000 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("wrong preprocessing is said before anything else runs", async ({ page }) => {
  await page.getByRole("button", { name: "Run the sample" }).click();
  await goTo(page, "Data");
  const scale = page.getByRole("textbox", { name: "Scale: values are divided by" });
  await scale.waitFor({ timeout: 60_000 });
  await expect(page.locator(".job-bar")).toContainText("Measuring FP32", { timeout: 60_000 });
  await page.locator(".job-bar").getByRole("button", { name: "Stop" }).click();
  await scale.fill("0.001");
  await scale.press("Enter");
  await page.getByRole("button", { name: /Measure FP32|Measure again/ }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("hardly better than guessing", { timeout: 120_000 });
  await goTo(page, "Tune");
  await expect(page.getByRole("button", { name: /^Quantize/ })).toBeDisabled();
  await alert.getByRole("button", { name: "Check the preprocessing" }).click();
  await page.getByRole("button", { name: "Back to the guess" }).click();
  await expect(scale).toHaveValue("255");
});
