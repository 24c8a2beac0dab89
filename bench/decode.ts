/** @file Decoding and resizing an image, beside one inference, in the browser and in Node. */
import { cropToFloat, inputShape, toCrop } from "../src/core/samples/preprocess.ts";
import type { SampleSet } from "../src/jobs/evaluate.ts";
import { decodeInNode } from "../src/platform/decode-node.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { firstOf } from "./opened.ts";
import { spread } from "./print.ts";
import { perItem, ratioOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 3;
const IMAGES = 12;

export const decode: Benchmark = { id: "decode", title: "Decoding and resizing an image", run };

async function run(bench: Workbench): Promise<Report> {
  const browser = await inBrowser(bench);
  const node = await inNode(bench);
  const row = (title: string, { decode, resize, infer }: Times) => [
    title,
    spread(perItem(decode, IMAGES)),
    spread(perItem(resize, IMAGES)),
    spread(perItem(infer, IMAGES)),
    spread(ratioOf(both({ decode, resize }), infer)),
  ];
  const share = ratioOf(both(browser), browser.infer);
  return {
    notes: [
      "One image after the other, no model running; inference is FP32 in wasm, one thread, without decoding.",
      "Engines decode the next image while one runs, and keep the crop for every later pass.",
    ],
    columns: ["Where", "decode, ms", "resize, ms", "inference, ms", "(decode + resize) / inference"],
    rows: [row("browser", browser), row("Node", node)],
    summary: [
      { what: "decode + resize / one inference, browser", value: share, unit: "x" },
      {
        what: "first pass with decoding / later passes, browser",
        value: ratioOf(browser.afresh, browser.infer),
        unit: "x",
      },
    ],
  };
}

interface Times {
  readonly decode: number[];
  readonly resize: number[];
  readonly infer: number[];
}

const both = ({ decode: a, resize: b }: Pick<Times, "decode" | "resize">) => a.map((ms, i) => ms + (b[i] ?? NaN));

async function inBrowser(bench: Workbench): Promise<Times & { readonly afresh: number[] }> {
  const page = await bench.engines();
  const task = { job: "fp32", workers: 1, images: IMAGES } as const;
  const resize: number[] = [];
  const { decode: alone, ...times } = await takeTurns(ROUNDS, {
    decode: async () => {
      const times = await page.decode(IMAGES);
      resize.push(times.resize);
      return times.decode;
    },
    infer: () => page.run(task),
    afresh: () => page.run({ ...task, afresh: true }),
  });
  return { ...times, decode: alone, resize: resize.slice(1) };
}

async function inNode(bench: Workbench): Promise<Times> {
  const { images, infer } = await bench.opened("wasm");
  const set = firstOf(images.validation, IMAGES);
  const resize: number[] = [];
  const times = await takeTurns(ROUNDS, {
    decode: async () => {
      const each = await decodeAll(set);
      resize.push(each.resize);
      return each.decode;
    },
    infer: () => infer(set),
  });
  // The first turn of each case is not measured.
  return { ...times, resize: resize.slice(1) };
}

async function decodeAll({ samples, preprocess }: SampleSet): Promise<{ decode: number; resize: number }> {
  const input = new Float32Array(inputShape(preprocess).reduce((a, b) => a * b, 1));
  const times = { decode: 0, resize: 0 };
  for (const { blob, id } of samples) {
    const start = performance.now();
    const pixels = await decodeInNode(blob, id);
    const middle = performance.now();
    cropToFloat(toCrop(pixels, preprocess, id), preprocess, input);
    times.decode += middle - start;
    times.resize += performance.now() - middle;
  }
  return times;
}
