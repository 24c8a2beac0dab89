import { violations } from "./axe.ts";
import { expect, goTo, runSample, test } from "./studio-test.ts";

test("Check shows every class, which one is taken for which, the samples behind it, and whether confidence is true", async ({
  page,
}) => {
  await runSample(page);
  await goTo(page, "Check");
  const panel = page.getByRole("region", { name: "Classes", exact: true });
  const table = panel.getByRole("grid", { name: "Classes" });
  const names = table.getByRole("rowheader");
  await expect(names).toHaveCount(7);
  await expect(table.getByRole("columnheader", { name: "Recall: Change" })).toHaveAttribute("aria-sort", "ascending");
  await table.getByRole("button", { name: "Class", exact: true }).click();
  await expect(names.first()).toHaveText("blister");
  expect(await violations(page)).toEqual([]);

  // The class that is chosen is the one whose mistakes are listed.
  await table.getByRole("rowgroup").press("ArrowDown");
  await panel.getByRole("button", { name: /^Show what is mistaken for blister/ }).click();
  await expect(panel.getByLabel("Mistakes about")).toHaveValue(/^\d+$/);
  const mistakes = panel.getByRole("grid", { name: "Mistakes" });
  await expect(mistakes.getByRole("rowheader").filter({ hasNotText: "blister" })).toHaveCount(0);
  await panel.getByLabel("Mistakes about").selectOption("Mistakes about all classes");

  // Arrows walk over the matrix; each cell is said and shows its samples.
  const matrix = panel.getByRole("slider", { name: "Cells of the confusion matrix" });
  await matrix.press("ArrowRight");
  await expect(matrix).toHaveAttribute("aria-valuetext", /^clean, right, FP32 \d+, INT8 \d+, change/);
  const samples = panel.getByRole("region", { name: "Samples: clean, answered rightly" });
  await samples.getByRole("button").first().click();
  await expect(samples.getByRole("button").first()).toHaveAttribute("aria-pressed", "true");
  await matrix.press("ArrowRight");
  await expect(matrix).toHaveAttribute("aria-valuetext", /^clean taken for scratch/);
  await panel.getByText("As a table").click();
  await expect(panel.getByRole("columnheader", { name: "blister" })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await panel.getByRole("radio", { name: "Confidence" }).check();
  const bins = panel.getByRole("slider", { name: "Bins of confidence" });
  await bins.press("End");
  await expect(bins).toHaveAttribute("aria-valuetext", /^93\s% to 100\s% sure, FP32: \d+ answers/);
  await expect(panel.getByRole("row", { name: /^Change/ })).toContainText("points");
  const saved = page.waitForEvent("download");
  await panel.getByRole("button", { name: /Save the chart/ }).click();
  await page.getByRole("menuitem", { name: "Save the numbers as CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("reliability.csv");
  await expect(page.getByRole("menu")).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
});
