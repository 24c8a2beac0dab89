import type { Page } from "@playwright/test";

/** Drops files and folders of this machine onto the middle of the page, as a file manager would. */
export async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 640, y: 400, data });
  }
  await session.detach();
}
