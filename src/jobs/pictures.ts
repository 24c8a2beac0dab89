/** @file Pictures for the page: thumbnails, and one sample as it is beside what the network sees of it. */
import { StudioError } from "../core/errors.ts";
import { shapeText } from "../core/samples/bind.ts";
import { numbersOf } from "../core/samples/cast.ts";
import type { Pixels } from "../core/samples/dataset.ts";
import { toWaveform } from "../core/samples/fit-audio.ts";
import { kindOfSample } from "../core/samples/paths.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { channelsOf, cropToFloat, toCrop } from "../core/samples/preprocess.ts";
import { parseWav, type Sound } from "../core/samples/wav.ts";
import { decodeError } from "../platform/decode.ts";
import { readArrays } from "../platform/npz.ts";
import { dataOf, type Desk } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { isAbort } from "./memo.ts";
import { encodePng } from "./png.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { waveformPixels } from "./waveform.ts";

/** Longer side of the original in a preview, pixels. */
const PREVIEW = 512;
/** Size of a waveform in a preview, pixels. */
const WAVE = { width: PREVIEW, height: 192 };

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
  const kind = kindOfSample(id);
  if (blob === undefined || kind === "tensor") return null;
  try {
    if (kind === "audio") return await waveformOf(await soundOf(blob, id), { width: size, height: size });
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
  if (blob === undefined) throw new StudioError("runtime/missing-source", { kind: "sample" });
  switch (kindOfSample(sample)) {
    case "audio":
      return previewOfSound(await soundOf(blob, sample), preprocess);
    case "tensor":
      return previewOfArrays(blob, sample);
    default:
      return previewOfImage(await desk.deps.decode(blob, sample), sample, preprocess);
  }
}

async function previewOfImage(pixels: Pixels, sample: string, preprocess: Preprocess): Promise<Preview["result"]> {
  const crop = toCrop(pixels, preprocess, sample);
  const { width, height } = preprocess;
  const seen = channelsOf(preprocess) === 1 ? spread(crop) : crop;
  return {
    original: await encodePng(fitted(pixels, PREVIEW)),
    network: await encodePng({ width, height, data: seen }),
    width: pixels.width,
    height: pixels.height,
    text: `${pixels.width} × ${pixels.height}`,
    ...extremes(cropToFloat(crop, preprocess)),
  };
}

async function previewOfSound(sound: Sound, { audio }: Preprocess): Promise<Preview["result"]> {
  const wave = audio === undefined ? sound.data : toWaveform(sound, audio);
  return {
    original: await waveformOf(sound, WAVE),
    network: await waveformOf({ data: wave }, WAVE),
    width: sound.data.length,
    height: 1,
    text: `${(sound.data.length / sound.rate).toFixed(2)} s at ${sound.rate} Hz`,
    ...extremes(wave),
  };
}

async function previewOfArrays(blob: Blob, sample: string): Promise<Preview["result"]> {
  const arrays = await readArrays(blob, sample).catch((error: unknown) => {
    throw decodeError(sample, error);
  });
  const texts = [...arrays].map(
    ([name, { dtype, dims }]) => `${name === "" ? "" : `${name}: `}${dtype} ${shapeText(dims)}`,
  );
  const ranges = [...arrays.values()].map((tensor) => extremes(numbersOf(tensor)));
  const [lo, hi] = [Math.min(...ranges.map((r) => r.lo)), Math.max(...ranges.map((r) => r.hi))];
  const held = [...arrays].map(([name, { dtype, dims }]) => ({ name, dtype, dims }));
  return { original: null, network: null, width: 0, height: 0, text: texts.join("; "), lo, hi, arrays: held };
}

async function soundOf(blob: Blob, file: string): Promise<Sound> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  try {
    return parseWav(bytes);
  } catch (error) {
    throw decodeError(file, error);
  }
}

function waveformOf({ data }: Pick<Sound, "data">, { width, height }: typeof WAVE): Promise<Blob> {
  return encodePng(waveformPixels(data, width, height));
}

/** Grey as RGB: `[n]` to `[n, 3]`. */
function spread(grey: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)] as number);
}

function extremes(values: Float32Array | Float64Array): { lo: number; hi: number } {
  let [lo, hi] = [Infinity, -Infinity];
  for (const x of values) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return { lo, hi };
}
