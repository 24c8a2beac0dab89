/** @file A folder as an engineer would drop it: the model, and images in folders named after their role. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import type { Subject } from "../subject.ts";

const PATIENCE = 480_000;

/**
 * Opens the subject on the start screen, presses the one button and waits for the last stage.
 * @throws Error with the text of the page's error card when a stage fails
 */
export async function wholeRun(page: Page, subject: Subject): Promise<void> {
  if (subject.isSample) {
    await page.getByRole("button", { name: "Run the sample" }).click();
    return untilMeasured(page);
  }
  const folder = await folderOf(subject);
  try {
    await page.getByLabel("Choose a folder: Model and images").setInputFiles(folder);
    await page.getByRole("button", { name: "Tune" }).click();
    // Enabled as soon as model and images are open.
    await page
      .getByRole("region", { name: "Next" })
      .getByRole("button", { name: "Quantize" })
      .click({ timeout: PATIENCE });
    await untilMeasured(page);
  } finally {
    // Not earlier: the page reads images when their turn comes.
    await rm(folder, { recursive: true });
  }
}

async function untilMeasured(page: Page): Promise<void> {
  const failed = page.locator(".stages li[data-state=failed]");
  const done = page.locator(".stages li:last-child[data-state=done]");
  await failed.or(done).first().waitFor({ timeout: PATIENCE });
  if ((await failed.count()) === 0) return;
  const cards = await page.getByRole("alert").allInnerTexts();
  throw new Error(`A stage failed in the browser. ${cards.join(" ").replaceAll("\n", " ")}`);
}

async function folderOf({ modelPath, folder }: Subject): Promise<string> {
  const target = await mkdtemp(join(tmpdir(), "qstudio-drop-"));
  await cp(modelPath, join(target, basename(modelPath)));
  for (const role of ["calibration", "validation"] as const) {
    const source = folder(role);
    if (source !== undefined) await cp(source, join(target, role), { recursive: true });
  }
  return target;
}
