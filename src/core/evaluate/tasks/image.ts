/** @file A picture from a picture: denoising, super-resolution, style, depth. */
import { type Picture, psnr, rangeOf, ssim } from "../picture/similarity.ts";
import type { SampleResult } from "../evaluation.ts";
import { nameOf, SQNR } from "./common.ts";
import { meansAt, noScores, type Scorer } from "./scorer.ts";
import { takesPictures } from "./takes-pictures.ts";
import type { MetricName, Task, TaskClues, TaskContext } from "./task.ts";

const METRICS: readonly MetricName[] = [
  { id: "psnr", title: "PSNR", unit: "dB", better: "higher" },
  { id: "ssim", title: "SSIM", unit: "", better: "higher" },
];

const TO_FP32: readonly MetricName[] = [
  { id: "psnr_fp32", title: "PSNR to the original model", unit: "dB", better: "higher" },
  { id: "ssim_fp32", title: "SSIM to the original model", unit: "", better: "higher" },
];

export const image: Task = {
  id: "image",
  title: "Image to image",
  when: "The output is a picture with one or three channels.",
  labels: "pictures",
  metrics: METRICS,
  needsValues: true,
  fits: ({ dims, preprocess }) => {
    const size = dims === null || !takesPictures(preprocess) ? null : layoutOf(dims);
    return size !== null && size.height >= preprocess.height && size.width >= preprocess.width;
  },
  read(result: SampleResult, { truthOf }: TaskContext) {
    const truth = truthOf?.(result.id);
    return { ...result, top: [], confidence: [], ...(truth?.kind === "picture" && { truth }) };
  },
  scorer: scorerOf,
  closeness: (clues: TaskClues) => ({
    metrics: [...TO_FP32, nameOf(SQNR)],
    of: (base, other) => {
      const range = rangeOf(base.output);
      const [a, b] = [pictureOf(base.output, clues.dims), pictureOf(other.output, clues.dims)];
      const alike = a === null || b === null ? NaN : ssim(a, b, range);
      return [psnr(base.output, other.output, range), alike, SQNR.of(base.output, other.output)];
    },
  }),
};

interface Layout {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly last: boolean;
}

function layoutOf(dims: readonly number[]): Layout | null {
  const [a = 0, b = 0, c = 0] = dims;
  const isColour = (n: number) => n === 1 || n === 3;
  if (dims.length === 2 && a > 3 && b > 3) return { channels: 1, height: a, width: b, last: false };
  if (dims.length !== 3) return null;
  if (isColour(a) && b > 3 && c > 3) return { channels: a, height: b, width: c, last: false };
  return isColour(c) && a > 3 && b > 3 ? { channels: c, height: a, width: b, last: true } : null;
}

function pictureOf(data: Float32Array, dims: readonly number[] | null): Picture | null {
  const layout = dims === null ? null : layoutOf(dims);
  if (layout === null) return null;
  const { channels, height, width, last } = layout;
  if (data.length !== channels * height * width) return null;
  if (!last) return { data, channels, height, width };
  const plane = height * width;
  const planes = Float32Array.from(data, (_, i) => data[(i % plane) * channels + Math.floor(i / plane)] as number);
  return { data: planes, channels, height, width };
}

/** The shape is that of the label: its picture was brought to the shape of the output when it was read. */
function scorerOf(results: readonly SampleResult[]): Scorer {
  const each = results.map(({ output, truth }) => {
    if (truth?.kind !== "picture") return [NaN, NaN] as const;
    const range = rangeOf(truth.values);
    const [have, want] = [pictureOf(output, truth.dims), pictureOf(truth.values, truth.dims)];
    return [psnr(output, truth.values, range), have && want ? ssim(have, want, range) : NaN] as const;
  });
  const n = each.filter(([x]) => !Number.isNaN(x)).length;
  if (n === 0) return noScores(METRICS.length);
  const at = meansAt([each.map(([x]) => x), each.map(([, x]) => x)]);
  return { n, at, classes: [], byClass: () => [], steps: 2 * results.length };
}
