/** @file The studio, built and served, in a Chromium: what the browser's benchmarks measure. */
import { chromium, type Browser, type BrowserContext } from "@playwright/test";
import { build as bundle } from "esbuild";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview, type PreviewServer } from "vite";

const ROOT = join(import.meta.dirname, "../..");

export interface StudioBrowser {
  /** Where the studio is served; ends with a slash. */
  readonly url: string;
  /** URL of the built engine worker. */
  readonly engine: string;
  /** A fresh profile: nothing is cached or stored. */
  readonly newContext: () => Promise<BrowserContext>;
  readonly close: () => Promise<void>;
}

/** @param executable a Chromium @throws Error when the studio does not build or Chromium does not start */
export async function openStudioBrowser(executable: string): Promise<StudioBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-bench-"));
  const outDir = join(folder, "dist");
  // A build of its own: it is the present code, and what `npm start` serves meanwhile stays in place.
  await build({ root: ROOT, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const server = await serve(outDir);
  const browser: Browser = await chromium.launch({ executablePath: executable });
  const url = `http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}/`;
  const worker = (await readdir(join(outDir, "assets"))).find((file) => /^engine\.worker.*\.js$/.test(file));
  if (worker === undefined) throw new Error("The build holds no engine worker.");
  const newContext = () => browser.newContext({ viewport: { width: 1440, height: 900 } });
  const close = async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { url, engine: `${url}assets/${worker}`, newContext, close };
}

function serve(outDir: string): Promise<PreviewServer> {
  const options = { host: "127.0.0.1", port: 0, strictPort: false };
  return preview({ root: ROOT, logLevel: "error", build: { outDir }, preview: options });
}

/** A file of this folder with everything it imports, as one classic script. */
export async function scriptOf(file: string): Promise<string> {
  const { outputFiles } = await bundle({
    entryPoints: [join(import.meta.dirname, file)],
    bundle: true,
    write: false,
    format: "iife",
    target: "esnext",
  });
  return outputFiles[0]?.text ?? "";
}
