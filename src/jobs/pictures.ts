/** @file Pictures for the page: thumbnails, and one image as it is beside what the network sees of it. */
import { isAbort } from "./memo.ts";
import type { Pixels } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { channelsOf, cropToFloat, toCrop } from "../core/samples/preprocess.ts";
import { StudioError } from "../core/errors.ts";
import { dataOf, type Desk } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { encodePng } from "./png.ts";
import type { Progress, StudioApi } from "./protocol.ts";

/** Longer side of the original in a preview, pixels. */
const PREVIEW = 512;

type Thumbnails = StudioApi["thumbnails"];
type Preview = StudioApi["preview"];

export async function thumbnailsJob(
  desk: Desk,
  { data, samples, size }: Thumbnails["request"],
  { signal }: Job<Progress>,
): Promise<Thumbnails["result"]> {
  const { blobs } = await dataOf(desk, data);
  const pictures: (Blob | null)[] = [];
  for (const id of samples) {
    signal.throwIfAborted();
    pictures.push(await thumbnail(desk, blobs.get(id), id, size));
  }
  return pictures;
}

async function thumbnail(desk: Desk, blob: Blob | undefined, id: string, size: number): Promise<Blob | null> {
  if (blob === undefined) return null;
  try {
    return await encodePng(fitted(await desk.deps.decode(blob, id), size));
  } catch (error) {
    if (error instanceof StudioError && !isAbort(error)) return null;
    throw error;
  }
}

/** Scaled down so that the longer side is at most `size`, pixels. */
function fitted(pixels: Pixels, size: number): Pixels {
  const scale = Math.min(1, size / Math.max(pixels.width, pixels.height));
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const data = toCrop(pixels, { ...PLAIN, resize: { mode: "stretch" }, width, height });
  return { width, height, data };
}

const PLAIN: Omit<Preprocess, "resize" | "width" | "height"> = {
  channels: "RGB",
  layout: "NCHW",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** @throws StudioError `data/decode`, `data/size` */
export async function previewJob(
  desk: Desk,
  { data, sample, preprocess }: Preview["request"],
): Promise<Preview["result"]> {
  const blob = (await dataOf(desk, data)).blobs.get(sample);
  if (blob === undefined) throw new StudioError("runtime/missing-source", { kind: "image" });
  const pixels = await desk.deps.decode(blob, sample);
  const crop = toCrop(pixels, preprocess, sample);
  const { width, height } = preprocess;
  const seen = channelsOf(preprocess) === 1 ? spread(crop) : crop;
  return {
    original: await encodePng(fitted(pixels, PREVIEW)),
    network: await encodePng({ width, height, data: seen }),
    width: pixels.width,
    height: pixels.height,
    ...extremes(cropToFloat(crop, preprocess)),
  };
}

/** Grey as RGB: `[n]` to `[n, 3]`. */
function spread(grey: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)] as number);
}

function extremes(values: Float32Array): { lo: number; hi: number } {
  let [lo, hi] = [Infinity, -Infinity];
  for (const x of values) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return { lo, hi };
}
