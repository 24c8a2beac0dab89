/** @file Two engine workers against one, in the browser: the same images, divided as the studio divides them. */
import type { Benchmark, Report } from "./benchmark.ts";
import { PAGE_IMAGES } from "./browser/engines-in-page.ts";
import type { Task } from "./browser/page-api.ts";
import { spread } from "./print.ts";
import { perItem, ratioOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 3;

const JOBS = [
  ["calibrate", "calibration"],
  ["fp32", "FP32 evaluation"],
  ["int8", "INT8 evaluation"],
  ["weights", "refined INT4 weights"],
] as const satisfies readonly (readonly [Task["job"], string])[];

export const workers: Benchmark = { id: "workers", title: "Two engine workers against one", run };

async function run(bench: Workbench): Promise<Report> {
  const page = await bench.engines();
  const rows: string[][] = [];
  const summary: Report["summary"][number][] = [];
  for (const [job, title] of JOBS) {
    const task = { job, images: PAGE_IMAGES };
    const times = await takeTurns(ROUNDS, {
      one: () => page.run({ ...task, workers: 1 }),
      two: () => page.run({ ...task, workers: 2 }),
    });
    const gain = ratioOf(times.one, times.two);
    rows.push([title, spread(perItem(times.one, PAGE_IMAGES)), spread(perItem(times.two, PAGE_IMAGES)), spread(gain)]);
    summary.push({ what: `two workers / one, images per second, ${title}`, value: gain, unit: "x" });
  }
  return {
    notes: [
      "Workers of the built studio in Chromium, one thread each; images decoded before.",
      `${PAGE_IMAGES} images per turn; the weights of the whole model, given as if by image. Two workers can only be twice as fast while two cores are free.`,
    ],
    columns: ["Job", "one, ms/image", "two, ms/image", "gain"],
    rows,
    summary,
  };
}
