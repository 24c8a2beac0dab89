/** @file What benchmarks share: the subject, opened once per runtime, and one browser with the built studio. */
import type { RuntimeName } from "../src/cli/node-engines.ts";
import type { CalibrationStats } from "../src/core/calibrate/stats.ts";
import { type EnginesInPage, openEnginesInPage } from "./browser/engines-in-page.ts";
import { openStudioBrowser, type StudioBrowser } from "./browser/studio-browser.ts";
import { firstOf, type Opened, openSubject } from "./opened.ts";
import type { Subject } from "./subject.ts";

export interface Workbench {
  readonly subject: Subject;
  readonly opened: (runtime: RuntimeName) => Promise<Opened>;
  /** Statistics of a few images, for what needs some but not many. */
  readonly stats: () => Promise<CalibrationStats>;
  /** Built and started when first asked for. @throws Error when there is no Chromium */
  readonly browser: () => Promise<StudioBrowser>;
  /** One page with the studio's engine workers, without its interface. */
  readonly engines: () => Promise<EnginesInPage>;
  readonly close: () => Promise<void>;
}

const STATS_IMAGES = 16;

/** @param chromium path of a browser; asked only when one is needed */
export function createWorkbench(subject: Subject, chromium: () => string): Workbench {
  const runtimes = new Map<RuntimeName, Promise<Opened>>();
  let stats: Promise<CalibrationStats> | undefined;
  let browser: Promise<StudioBrowser> | undefined;
  let engines: Promise<EnginesInPage> | undefined;
  const opened = (runtime: RuntimeName) => {
    const known = runtimes.get(runtime) ?? openSubject(subject, runtime);
    runtimes.set(runtime, known);
    return known;
  };
  const collect = async () => {
    const { calibrate, images } = await opened("wasm");
    return calibrate(firstOf(images.calibration, STATS_IMAGES));
  };
  const start = async () => openStudioBrowser(chromium());
  const bench: Workbench = {
    subject,
    opened,
    stats: () => (stats ??= collect()),
    browser: () => (browser ??= start()),
    engines: () => (engines ??= openEnginesInPage(bench)),
    close: async () => (await browser?.catch(() => undefined))?.close(),
  };
  return bench;
}
