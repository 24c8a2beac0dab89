import { readFile } from "node:fs/promises";
import { expect, goTo, runSample, stage, startSample, test, verdict } from "./studio-test.ts";

test("one click on the sample leads to a measured INT8 result", async ({ page }) => {
  await runSample(page);
  const board = page.locator(".scoreboard");
  await expect(board).toContainText("surface-inspection.onnx");
  await expect(board).toContainText(/FP32.*\d\d\.\d.*%.*kB/);
  await expect(board).toContainText(/INT8.*\d\d\.\d.*%.*kB/);
  for (const label of ["FP32", "Prepare", "Calibrate", "Quantize", "Measure"]) {
    await expect(stage(page, label)).toHaveAttribute("data-state", "done");
  }
  await goTo(page, "Check");
  const results = page.getByRole("group", { name: "Results" });
  for (const label of ["Top-1", "Agreement", "Output SQNR", "Size"]) await expect(results).toContainText(label);
  await expect(page.getByRole("region", { name: "Segments" })).toContainText("low-light");
});

test("results stream in while validation runs", async ({ page }) => {
  await startSample(page);
  await goTo(page, "Check");
  const chip = page.locator(".scoreboard .chip", { hasText: "images" });
  await chip.waitFor({ timeout: 60_000 });
  await expect(page.getByRole("group", { name: "Results" })).toBeVisible();
  const [done, total] = ((await chip.textContent()) ?? "").match(/\d+/g) ?? [];
  expect(Number(done)).toBeLessThanOrEqual(Number(total));
  await verdict(page).waitFor({ timeout: 120_000 });
});

test("Stop answers within a second and keeps what was done", async ({ page }) => {
  await startSample(page);
  await expect(stage(page, "FP32")).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  await page.locator(".job-bar").getByRole("button", { name: "Stop" }).click();
  await expect(page.locator(".job-bar")).toContainText("Idle", { timeout: 1500 });
  await expect(stage(page, "FP32")).toHaveAttribute("data-state", "done");
  await expect(stage(page, "Measure")).toHaveAttribute("data-state", "waiting");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: /Quantize|Measure INT8/ }).click();
  await verdict(page).waitFor({ timeout: 120_000 });
});

test("a pinned layer is FP32, and only what depends on it is redone", async ({ page }) => {
  await runSample(page);
  const stages: string[] = [];
  await page.exposeFunction("sawStage", (text: string) => stages.push(text));
  await page.evaluate(() => {
    const see = (window as unknown as { sawStage(text: string): void }).sawStage;
    const text = () => document.querySelector(".job-text")?.textContent ?? "";
    new MutationObserver(() => see(text())).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const row = page.getByRole("row").filter({ hasText: "/stem/stem.0/Conv" });
  await row.click();
  await page.keyboard.press("p");
  await expect(row).toContainText("FP32");
  await expect(page.locator(".scoreboard")).toContainText("Not measured yet");
  await page.getByRole("button", { name: /Measure INT8/ }).click();
  await verdict(page).waitFor({ timeout: 120_000 });
  expect(stages.filter((text) => /Calibrating|Preparing|FP32/.test(text))).toEqual([]);
  await page.keyboard.press("Control+z");
  await expect(row).toContainText("INT8");
});

test("switching the method never runs the model again, and a known result comes back at once", async ({ page }) => {
  await runSample(page);
  const before = await page.locator(".scoreboard").textContent();
  await page.getByRole("row").filter({ hasText: "/stem/stem.0/Conv" }).click();
  const range = page.getByRole("complementary", { name: "Layer" }).locator("dd").nth(8);
  await expect(range).toContainText(" to ");
  const first = await range.textContent();
  const methods = page.getByRole("radiogroup", { name: "Range method" });
  await methods.getByRole("radio", { name: "Min–max" }).check();
  await expect(range).not.toHaveText(first ?? "");
  await expect(stage(page, "Calibrate")).toHaveAttribute("data-state", "done");
  await expect(stage(page, "Measure")).toHaveAttribute("data-state", "waiting");
  await page.keyboard.press("Control+z");
  await expect(range).toHaveText(first ?? "");
  await expect(page.locator(".scoreboard")).toHaveText(before ?? "");
});

test("the exported file was checked, loads elsewhere and is known as quantized when dropped again", async ({
  page,
}) => {
  await runSample(page);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("button", { name: "Check and export" }).click();
  await expect(page.getByText(/opened and run on \d+ samples/)).toBeVisible({ timeout: 60_000 });
  const save = async (name: string) => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Download ${name}` }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(name);
    return readFile(await file.path());
  };
  const model = await save("surface-inspection.int8.onnx");
  const recipe = JSON.parse((await save("surface-inspection.recipe.json")).toString("utf8"));
  const report = JSON.parse((await save("surface-inspection.report.json")).toString("utf8"));
  expect(recipe.format).toBe("qstudio-recipe");
  expect(JSON.stringify(report)).toContain("agreement");
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const session = await InferenceSession.create(model);
  const [input] = session.inputNames;
  const zeros = new Tensor("float32", new Float32Array(3 * 64 * 64), [1, 3, 64, 64]);
  const answer = await session.run({ [input ?? ""]: zeros });
  expect(Object.values(answer)[0]?.dims).toEqual([1, 7]);
  await goTo(page, "Model");
  await page.getByRole("button", { name: /Surface inspection/ }).click();
  await page.getByRole("menuitem", { name: "Close and start over" }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).click(),
  ]);
  await chooser.setFiles({ name: "again.onnx", mimeType: "application/octet-stream", buffer: model });
  const read = page.getByRole("region", { name: "Quantized model" });
  await expect(read).toContainText("Static QDQ, uint8 activations, int8 weights per channel.");
});
