/** @file A blank page with the studio's engine workers, the subject's images and its three models, ready to be timed. */
import type { Page } from "@playwright/test";
import { quantize } from "../../src/core/pipeline.ts";
import { DEFAULT_RECIPE } from "../../src/core/recipe.ts";
import type { ModelSource } from "../../src/jobs/engines.ts";
import type { Workbench } from "../workbench.ts";
import type { PageApi, RemoteModel, Setup } from "./page-api.ts";
import { scriptOf, type StudioBrowser } from "./studio-browser.ts";

/** Enough to take turns with, few enough to be quick. */
export const PAGE_IMAGES = 12;

export interface EnginesInPage extends Omit<PageApi, "open" | "engines"> {
  readonly engines: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export async function openEnginesInPage(bench: Workbench): Promise<EnginesInPage> {
  const browser = await bench.browser();
  const context = await browser.newContext();
  const page = await context.newPage();
  await fill(page, browser, bench);
  // One expression: a named function would need a helper that the page does not have.
  const ask = <K extends keyof PageApi>(name: K, ...args: Parameters<PageApi[K]>) =>
    page.evaluate(
      (call) =>
        (globalThis as unknown as Record<string, Record<string, (...a: unknown[]) => unknown>>)["bench"]?.[call.name]?.(
          ...call.args,
        ),
      { name, args },
    );
  return {
    run: async (task) => Number(await ask("run", task)),
    decode: async (images) => (await ask("decode", images)) as { decode: number; resize: number },
    engines: async () => Number(await ask("engines")),
    close: () => context.close(),
  };
}

async function fill(page: Page, { url, engine }: StudioBrowser, bench: Workbench): Promise<void> {
  const served = new Map<string, Blob>();
  await page.route(`${url}bench/**`, async (route) => {
    const blob = served.get(route.request().url());
    const body = blob ? Buffer.from(await blob.arrayBuffer()) : "<!doctype html>";
    await route.fulfill({ contentType: blob ? "application/octet-stream" : "text/html", body });
  });
  const publish = (blob: Blob) => {
    const address = `${url}bench/${served.size}`;
    served.set(address, blob);
    return address;
  };
  await page.goto(`${url}bench/`);
  await page.addScriptTag({ content: await scriptOf("engine-page.ts") });
  const setup = { engine, ...(await contents(bench, publish)) };
  await page.evaluate(
    (s) => (globalThis as unknown as { bench: { open: (s: unknown) => Promise<void> } }).bench.open(s),
    setup,
  );
}

async function contents(bench: Workbench, publish: (blob: Blob) => string): Promise<Omit<Setup, "engine">> {
  const { model, prepared, images } = await bench.opened("wasm");
  const { bytes } = quantize(prepared.graph, await bench.stats(), DEFAULT_RECIPE);
  const int8 = { ...model.source, key: "int8", blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) };
  const remote = ({ blob, ...source }: ModelSource): RemoteModel => ({ ...source, url: publish(blob) });
  const { samples, preprocess } = images.validation;
  return {
    models: { fp32: remote(model.source), tapped: remote(prepared.tapped), int8: remote(int8) },
    taps: prepared.taps,
    images: samples.slice(0, PAGE_IMAGES).map(({ id, blob }) => ({ id, url: publish(blob) })),
    preprocess,
  };
}
