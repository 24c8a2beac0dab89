import { violations } from "./axe.ts";
import { expect, goTo, runSample, test, verdict } from "./studio-test.ts";

test("synthetic changes show where the variant breaks, can be stopped and go on, and count for nothing else", async ({
  page,
}) => {
  await runSample(page);
  await goTo(page, "Check");
  const said = await verdict(page).textContent();
  const panel = page.getByRole("region", { name: "Stress: synthetic images" });
  const changes = panel.getByRole("group", { name: "Synthetic changes" });
  await expect(changes.getByRole("checkbox")).toHaveCount(6);
  for (const name of ["Motion blur", "Sensor noise", "Lower contrast", "Shift"]) {
    await changes.getByRole("checkbox", { name }).uncheck();
  }
  await panel.getByRole("combobox", { name: "Number of images" }).selectOption("25");
  await expect(panel).toContainText("450 answers of both models");
  // One of the user's own pictures, before anything is run.
  const strip = panel.getByRole("region", { name: "Darker on one of your images, synthetic" });
  await expect(strip.getByRole("button", { name: "−6 stops" }).locator("img")).toBeVisible();

  await panel.getByRole("button", { name: "Run synthetic changes" }).click();
  const table = panel.getByRole("region", { name: "Synthetic changes, worst harm first" });
  await expect(table.getByRole("rowheader", { name: /^(Darker|JPEG), / }).first()).toBeVisible({ timeout: 60_000 });
  await panel.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(panel.getByRole("status", { name: "What the synthetic changes say" })).toContainText("Stopped half-way");
  await panel.getByRole("button", { name: "Go on" }).click();
  await expect(table.getByRole("rowheader")).toHaveCount(9, { timeout: 60_000 });
  await expect(panel.getByRole("status", { name: "What the synthetic changes say" })).toContainText(
    /^synthetic.*(is the first to break|No synthetic change costs)/,
  );

  const chart = panel.getByRole("slider", { name: "JPEG, synthetic, by strength" });
  await chart.press("End");
  await expect(chart).toHaveAttribute("aria-valuetext", /^quality 5, synthetic, FP32 .*against plain, p /);
  await expect(panel.getByRole("region", { name: "JPEG on one of your images, synthetic" })).toBeVisible();
  await expect(panel.getByRole("button", { name: "quality 5" }).first()).toHaveAttribute("aria-pressed", "true");
  expect(await verdict(page).textContent()).toBe(said);
  expect(await violations(page)).toEqual([]);

  // Kept while the variant and the samples are the same.
  await goTo(page, "Ship");
  await goTo(page, "Check");
  await expect(table.getByRole("rowheader")).toHaveCount(9);
});
