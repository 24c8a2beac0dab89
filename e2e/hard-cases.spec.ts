import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { violations } from "./axe.ts";
import { expect, goTo, runSample, test, verdict } from "./studio-test.ts";
import { put } from "./task-projects.ts";

const validation = (page: Page) => page.getByRole("region", { name: "Validation", exact: true });

/** Dark pictures: some of a class of the sample, one of a class that it has not. */
async function darkPictures(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-dark-"));
  for (let i = 0; i < 5; i++) {
    const background = { r: 3 * i, g: 4 + i, b: 9 };
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background } });
    await put(folder, `${i < 4 ? "scratch" : "rust"}/${i}.png`, await image.png().toBuffer());
  }
  return folder;
}

test("hard cases join the validation samples as a segment, scored beside the others; only they are run", async ({
  page,
}) => {
  await runSample(page);
  await goTo(page, "Data");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("region", { name: "Hard cases" }).getByRole("button", { name: "Choose a folder" }).click(),
  ]);
  await chooser.setFiles(await darkPictures());
  await expect(page.getByRole("region", { name: "Hard cases" })).toContainText("4 images from qstudio-dark-");
  await expect(page.getByRole("group", { name: "Segments of the samples" })).toContainText("hard cases4");
  await validation(page).getByText("1 file skipped").click();
  await expect(validation(page)).toContainText("its class “rust” is not in the validation samples");
  await page.getByRole("button", { name: "hard cases 4" }).click();
  await expect(validation(page).getByRole("listbox")).toHaveAccessibleName("4 images");
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^(Quantize|Measure)/ }).click();
  await expect(verdict(page)).toBeVisible({ timeout: 120_000 });
  await goTo(page, "Check");
  const segments = page.getByRole("region", { name: /^Segments/ });
  await expect(segments.getByRole("rowheader", { name: "hard cases" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await goTo(page, "Data");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Remove the hard cases" }).click();
  await expect(validation(page)).toContainText("540 images");
});

test("many samples are tagged at once; tags, task, gates and reasons outlive a reload", async ({ page }) => {
  await runSample(page);
  await goTo(page, "Data");
  const grid = validation(page).getByRole("listbox");
  await grid.getByRole("option").nth(2).click();
  await grid
    .getByRole("option")
    .nth(5)
    .click({ modifiers: ["Shift"] });
  await grid
    .getByRole("option")
    .nth(8)
    .click({ modifiers: ["ControlOrMeta"] });
  await expect(validation(page).getByText("5 chosen")).toBeVisible();
  // The keyboard goes on from there: one more, and the last one off again.
  await grid.press("Shift+ArrowRight");
  await expect(validation(page).getByText("2 chosen")).toBeVisible();
  await grid.press("Control+a");
  await expect(validation(page).getByText("540 chosen")).toBeVisible();
  await grid.press("Home");
  await grid.press("ArrowRight");
  await grid.press("Control+ArrowRight");
  await grid.press(" ");
  await expect(validation(page).getByText("2 chosen")).toBeVisible();
  await page.getByLabel("Tag", { exact: true }).fill("odd ones");
  await page.getByLabel("Tag", { exact: true }).press("Enter");
  const chips = page.getByRole("group", { name: "Segments of the samples" });
  await expect(chips.getByRole("button", { name: "odd ones 2" })).toBeVisible();
  await page.getByRole("button", { name: "Take the tag odd ones off 2 chosen samples" }).click();
  await expect(chips.getByRole("button", { name: /odd ones/ })).toHaveCount(0);
  await page.getByLabel("Tag", { exact: true }).fill("odd ones");
  await page.getByRole("button", { name: "Add tag" }).click();

  await goTo(page, "Check");
  await expect(page.getByRole("region", { name: /^Segments/ })).toContainText("odd ones");
  const changes = page.getByRole("region", { name: "Answers that changed" });
  await changes.getByRole("radio", { name: /^lost \d+$/ }).check();
  await changes.locator("button.flip").first().click();
  await page.getByRole("button", { name: "Lock as a gate" }).click();
  await goTo(page, "Ship");
  await page.getByLabel(/Reason to export all the same/).fill("The label of this sample is wrong.");
  await page.getByRole("button", { name: "Overrule the gates" }).click();

  // It is written a moment after the last change.
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            const open = indexedDB.open("qstudio");
            open.onsuccess = () => {
              const all = open.result.transaction("projects").objectStore("projects").getAll();
              all.onsuccess = () => {
                open.result.close();
                resolve(all.result[0]?.checks?.overruled?.reason);
              };
            };
          }),
      ),
    )
    .toBe("The label of this sample is wrong.");
  await page.reload();
  await page.getByRole("button", { name: "Open Surface inspection" }).click();
  await goTo(page, "Data");
  await expect(chips.getByRole("button", { name: "odd ones 2" })).toBeVisible({ timeout: 60_000 });
  await goTo(page, "Ship");
  await expect(page.getByText("1 locked sample fails, and was overruled.")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Check and export" }).click();
  const row = page.getByRole("button", { name: /report/ });
  await expect(row).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), row.click()]);
  const report = JSON.parse(await readFile(await download.path(), "utf8")) as { gates: unknown };
  expect(report.gates).toMatchObject({
    overruled: "The label of this sample is wrong.",
    checks: [{ kind: "gate", met: false }],
  });
});
