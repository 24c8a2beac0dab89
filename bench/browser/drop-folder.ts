/** @file A folder as an engineer would drop it: the model, and images in folders named after their role. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import type { Subject } from "../subject.ts";

/** Opens the subject on the start screen and presses the one button. Resolves when it is pressed. */
export async function startRun(page: Page, subject: Subject): Promise<void> {
  if (subject.isSample) return page.getByRole("button", { name: "Run the sample" }).click();
  const folder = await folderOf(subject);
  try {
    await page.getByLabel("Choose a folder: Model and images").setInputFiles(folder);
    await page.getByRole("button", { name: "Tune" }).click();
    // Enabled as soon as model and images are open.
    await page.getByRole("button", { name: /^Quantize/ }).click({ timeout: 60_000 });
    await page.locator(".stages li[data-state=done]").first().waitFor({ timeout: 300_000 });
  } finally {
    await rm(folder, { recursive: true });
  }
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
