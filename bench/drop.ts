/** @file In the browser, through the interface: from the drop to the measured INT8 result, beside the inference it contains. */
import type { Page } from "@playwright/test";
import type { Benchmark, Report } from "./benchmark.ts";
import { wholeRun } from "./browser/drop-folder.ts";
import { type EnginesInPage, PAGE_IMAGES } from "./browser/engines-in-page.ts";
import { scriptOf } from "./browser/studio-browser.ts";
import type { Watched } from "./browser/watch-page.ts";
import { short, spread } from "./print.ts";
import { spreadOf } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const STAGES = ["FP32", "Prepare", "Calibrate", "Quantize", "Measure"];
/** A task of the main thread that a user could notice, ms. */
const LONG = 50;
const MENTIONED = 5;

export const drop: Benchmark = { id: "drop", title: "From the drop to the measured INT8 result", run };

async function run(bench: Workbench): Promise<Report> {
  const page = await bench.engines();
  const before = await pureInference(bench, page);
  const watched = await watchedRun(bench);
  const after = await pureInference(bench, page);
  const { start, end } = limits(watched);
  const seconds = (end - start) / 1000;
  const pure = [before, after];
  const tasks = watched.longTasks.filter((task) => task.start >= start && task.start <= end);
  const longest = spreadOf([Math.max(0, ...tasks.map(({ ms }) => ms))]);
  const { calibration, validation } = (await bench.opened("wasm")).images;
  return {
    notes: [
      `${calibration.samples.length} calibration and ${validation.samples.length} validation images, ${await page.engines()} engine workers, a fresh profile.`,
      "Inference: FP32 of the validation and the calibration images and INT8 of the validation images, in as many workers, without decoding; timed before and after.",
      `Main thread: ${tasks.length} tasks over ${LONG} ms${longestOf(tasks, start)}.`,
    ],
    columns: ["Stage", "from, s", "to, s"],
    rows: [
      ...stageRows(watched, start),
      ["whole run", "0.00", short(seconds)],
      ["pure inference", "", spread(spreadOf(pure))],
    ],
    summary: [
      { what: "drop to measured INT8 / the inference in it", value: spreadOf(pure.map((s) => seconds / s)), unit: "x" },
      { what: "longest task of the main thread meanwhile", value: longest, unit: "ms", accept: { most: LONG } },
    ],
  };
}

/** The longest tasks with the time into the run, for whoever looks for what they were. */
function longestOf(tasks: Watched["longTasks"], start: number): string {
  const most = tasks.toSorted((a, b) => b.ms - a.ms).slice(0, MENTIONED);
  const text = most.map((task) => `${short(task.ms)} ms at ${short((task.start - start) / 1000)} s`).join(", ");
  return text === "" ? "" : `, the longest ${text}`;
}

/** Seconds of inference that a run needs, at the pace of a few images. */
async function pureInference(bench: Workbench, page: EnginesInPage): Promise<number> {
  const { calibration, validation } = (await bench.opened("wasm")).images;
  const workers = await page.engines();
  const pace = async (job: "fp32" | "int8") => {
    const task = { job, workers, images: PAGE_IMAGES };
    await page.run(task);
    return (await page.run(task)) / PAGE_IMAGES / 1000;
  };
  const [fp32, int8] = [await pace("fp32"), await pace("int8")];
  return fp32 * (calibration.samples.length + validation.samples.length) + int8 * validation.samples.length;
}

async function watchedRun(bench: Workbench): Promise<Watched> {
  const browser = await bench.browser();
  const context = await browser.newContext();
  try {
    await context.addInitScript({ content: await scriptOf("watch-page.ts") });
    const page = await context.newPage();
    await page.goto(browser.url);
    await wholeRun(page, bench.subject);
    return await watchedBy(page);
  } finally {
    await context.close();
  }
}

/** One expression: a named function would need a helper that the page does not have. */
function watchedBy(page: Page): Promise<Watched> {
  return page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
}

/** @throws Error when the page's stages could not be followed */
function limits({ start, seen }: Watched): { start: number; end: number } {
  const end = seen["Measure done"];
  if (start === null || end === undefined) throw new Error("The run in the browser was not seen to begin and end.");
  return { start, end };
}

function stageRows({ seen }: Watched, start: number): string[][] {
  const at = (state: string) => (seen[state] === undefined ? "-" : short((seen[state] - start) / 1000));
  return STAGES.map((stage) => [stage, at(`${stage} running`), at(`${stage} done`)]);
}
