/** @file Calibration, all methods in one pass, against plain FP32 inference of the same images. */
import type { RuntimeName } from "../src/cli/node-engines.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { firstOf } from "./opened.ts";
import { spread } from "./print.ts";
import { type Case, perItem, processorTime, ratioOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 5;
/** Per round: what an engine works through before its statistics are merged (see jobs/collect.ts). */
const IMAGES = 16;

export const calibration: Benchmark = { id: "calibration", title: "Calibration against plain inference", run };

async function run(bench: Workbench): Promise<Report> {
  const wasm = await measure(bench, "wasm");
  const native = await measure(bench, "native");
  const row = (title: string, { plain, all, ratio, taps }: Measured) => [
    title,
    spread(plain),
    spread(all),
    String(taps),
    spread(ratio),
  ];
  return {
    notes: [
      "All methods and channel means in one pass, one thread in wasm; images decoded before (their crops are cached, as in the studio).",
      "In wasm the processor time of the process, which other programs on the machine change less; natively by the clock.",
      "Natively the loops run in JavaScript on copied outputs: the studio and the command line calibrate in wasm.",
    ],
    columns: ["Runtime", "plain, ms/image", "calibrate, ms/image", "tensors", "ratio"],
    rows: [row("wasm, as in the browser", wasm), row("native", native)],
    summary: [
      { what: "calibration / plain inference, wasm", value: wasm.ratio, unit: "x", accept: { most: 1.25 } },
      { what: "calibration / plain inference, native", value: native.ratio, unit: "x" },
    ],
  };
}

type Measured = Awaited<ReturnType<typeof measure>>;

async function measure(bench: Workbench, runtime: RuntimeName) {
  const { infer, calibrate, images, prepared } = await bench.opened(runtime);
  const set = firstOf(images.calibration, IMAGES);
  const timed = (work: Case) => (runtime === "wasm" ? () => processorTime(work) : work);
  const times = await takeTurns(ROUNDS, {
    plain: timed(async () => void (await infer(set))),
    all: timed(async () => void (await calibrate(set))),
  });
  const count = set.samples.length;
  return {
    plain: perItem(times.plain, count),
    all: perItem(times.all, count),
    ratio: ratioOf(times.all, times.plain),
    taps: prepared.taps.length,
  };
}
