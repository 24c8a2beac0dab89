import { violations } from "./axe.ts";
import { expect, goTo, runSample, test } from "./studio-test.ts";

test("Ship tells what fits on which device, takes a device of one's own, and measured times", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Ship");
  const panel = page.getByRole("region", { name: "On devices" });
  const row = (name: string) => panel.getByRole("row").filter({ hasText: name });
  await expect(row("Cortex-M4")).toContainText("→", { timeout: 60_000 });
  await expect(panel).toContainText("estimates from products, bytes and memory; not measured");
  await expect(row("Hexagon")).toContainText("Fits; FP32 has no kernels");

  await panel.getByRole("button", { name: "Add a device" }).click();
  const form = panel.getByRole("form", { name: "Your device" });
  await form.getByLabel("Name").fill("Bench board");
  await expect(form.getByRole("status")).toHaveText("It needs a speed: of INT8, of FP32, or both.");
  await form.getByLabel("INT8, million MAC/s").fill("100");
  await form.getByLabel("Memory, MB/s").fill("400");
  await form.getByLabel("RAM, kB").fill("1");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await expect(row("Bench board")).toContainText("RAM is short by");

  await panel.getByRole("combobox", { name: "Device of the measured times" }).selectOption("Bench board");
  const csv = panel.getByLabel("Import a CSV: columns name and ms");
  const file = (text: string) => ({ name: "bench.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await csv.setInputFiles(file("name;when\nINT8;now\n"));
  await expect(panel.getByRole("alert")).toContainText("name and ms are needed");
  await csv.setInputFiles(file("name,ms\nFP32,80\nINT8,12.5\nINT8,12.7\nother,3\n"));
  await expect(row("Bench board")).toContainText(/measured.*80.*ms.*12\.6.*ms/);
  await expect(panel).toContainText("bench.csv also holds times of other");
  await panel.getByText("How this is estimated").click();
  await expect(panel).toContainText("CMSIS-NN");
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await page.getByRole("button", { name: "Run the sample" }).waitFor();
  await runSample(page);
  await goTo(page, "Ship");
  await row("Bench board").getByRole("button", { name: "Remove Bench board" }).click();
  await expect(row("Bench board")).toHaveCount(0);
});

test("the plot of variants has estimated costs as other axes", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Tune");
  await page.getByRole("tab", { name: "Variants" }).click();
  const cost = page.getByRole("combobox", { name: "Cost of the plot" });
  await cost.selectOption({ label: "Time on Cortex-M4, STM32F429, 180 MHz, estimate" });
  const points = page.getByRole("group", { name: "Models by time, estimate" });
  await expect(points.getByRole("button", { name: /^INT8: [\d.]+\sm?s,/ })).toBeVisible({ timeout: 60_000 });
  await cost.selectOption({ label: "Energy on Cortex-M4, STM32F429, 180 MHz, estimate" });
  const energies = page.getByRole("group", { name: "Models by relative energy, estimate" });
  await expect(energies.getByRole("button", { name: /^FP32: 100\s%/ })).toBeVisible();
  // Float layers do not run there.
  await cost.selectOption({ label: "Time on Hexagon, Qualcomm QCS6490, estimate" });
  await expect(page.getByText(/Not estimated: FP32/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
