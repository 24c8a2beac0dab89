/** @file Peak memory of a calibration at 25 and at 100 images, each in a process of its own. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Benchmark, Report } from "./benchmark.ts";
import { spread } from "./print.ts";
import type { Choice } from "./subject.ts";
import { ratioOf, spreadOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const FEW = 25;
const MANY = 100;
const ROUNDS = 2;

export const memory: Benchmark = { id: "memory", title: "Peak memory and the number of images", run };

async function run({ subject }: Workbench): Promise<Report> {
  const choice = subject.isSample ? "sample" : "real";
  const few: Peak[] = [];
  const many: Peak[] = [];
  // What is measured is memory, so the first, unmeasured turn counts too.
  await takeTurns(ROUNDS - 1, {
    few: async () => void few.push(await peakOf(choice, FEW)),
    many: async () => void many.push(await peakOf(choice, MANY)),
  });
  const megabytes = (peaks: readonly Peak[]) => peaks.map((peak) => peak.kilobytes / 1024);
  const row = (peaks: readonly Peak[]) => [
    String(peaks[0]?.images),
    spread(spreadOf(megabytes(peaks))),
    spread(spreadOf(peaks.map((peak) => peak.growth / 1024))),
  ];
  const ratio = ratioOf(megabytes(many), megabytes(few));
  return {
    notes: [
      "Resident memory of a Node process that opens the subject and calibrates it in wasm; the largest it reached.",
    ],
    columns: ["Images", "peak, MB", "of which since opening, MB"],
    rows: [row(few), row(many)],
    summary: [{ what: `peak memory, ${many[0]?.images} images / ${few[0]?.images}`, value: ratio, unit: "x" }],
  };
}

/** Answer of memory-child.ts, kB. */
export interface Peak {
  readonly images: number;
  readonly kilobytes: number;
  readonly growth: number;
}

async function peakOf(choice: Choice, images: number): Promise<Peak> {
  const script = join(import.meta.dirname, "memory-child.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, choice, String(images)], {
    cwd: join(import.meta.dirname, ".."),
  });
  return JSON.parse(stdout) as Peak;
}
