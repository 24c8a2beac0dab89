/**
 * @file Calibrating without data: pictures of noise for a model that takes one image, seeded numbers in the type and
 * shape of every input for any other. What is calibrated with it is marked so.
 */
import { uniform } from "../core/random.ts";
import type { ModelInput, ModelInputs } from "../core/graph/inputs.ts";
import { tensorOf } from "../core/samples/cast.ts";
import type { Feeds } from "../core/samples/bind.ts";
import { inputShape, toInput } from "../core/samples/preprocess.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { sizeOf, type Tensor } from "../core/tensor.ts";
import { sha256 } from "../platform/hash.ts";
import { writeArrays } from "../platform/npz.ts";
import type { OpenData } from "./desk.ts";
import type { Engines, ModelSource } from "./engines.ts";
import { openSizes, sizeName, workingSizes } from "./open-sizes.ts";
import { encodePng } from "./png.ts";
import { randomPixels } from "./random-pixels.ts";

/** Stands for a data key: calibrate without data. */
export const RANDOM = "random";
export const RANDOM_IMAGES = 32;

/** Pictures suffice for a model that takes one image and nothing else. */
function takesPictures({ list, image }: ModelInputs): boolean {
  return image !== null && list.length === 1;
}

/** Equal keys draw equal data. */
export function randomKey({ key, inputs }: Pick<ModelSource, "key" | "inputs">, preprocess: Preprocess): string {
  const { width, height } = preprocess;
  return takesPictures(inputs) ? `${RANDOM} ${width}x${height}` : `${RANDOM} ${key} ${JSON.stringify(preprocess)}`;
}

/**
 * Sizes that the model leaves open are tried until it runs.
 * @throws StudioError `runtime/run` when it runs with none of them
 */
export async function randomData(engines: Engines, source: ModelSource, preprocess: Preprocess): Promise<OpenData> {
  const { inputs } = source;
  const { width, height } = preprocess;
  if (takesPictures(inputs)) {
    const picture = (index: number) => encodePng(randomPixels(index, width, height));
    // The pixels follow from these words; their compressed bytes may differ between machines.
    return openData("png", picture, `${RANDOM} images, version 1, ${RANDOM_IMAGES} of ${width} x ${height}`);
  }
  const drawAll = (index: number, sizes: ReadonlyMap<string, number>) =>
    writeArrays(randomFeeds(inputs, preprocess, { index, sizes }));
  const open = openSizes(inputs);
  const sizes = await workingSizes(engines, source, { open, preprocess, draw: (tried) => drawAll(0, tried) });
  const shapes = inputs.list.map(
    (input) => `${input.name} ${input.dtype} ${shapeOf(input, preprocess, sizes).join("x")}`,
  );
  const words = `${RANDOM} tensors, version 1, ${RANDOM_IMAGES} of ${shapes.join(", ")}`;
  return openData("npz", (index) => drawAll(index, sizes), words);
}

async function openData(ending: string, draw: (index: number) => Promise<Blob>, words: string): Promise<OpenData> {
  const blobs = new Map<string, Blob>();
  for (let i = 0; i < RANDOM_IMAGES; i++) {
    blobs.set(`random-${String(i).padStart(2, "0")}.${ending}`, await draw(i));
  }
  const samples = [...blobs.keys()].map((id) => ({ id }));
  const hash = await sha256(words);
  return { blobs, dataset: { hash, name: RANDOM, samples, classes: [], skipped: [], labelSource: "none" } };
}

export interface Draw {
  /** Which sample: the seed. */
  readonly index: number;
  /** The sizes that stand for open dimensions, by their names; see `openSizes`. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** One tensor per input. Same arguments, same numbers, on every machine. */
export function randomFeeds(inputs: ModelInputs, preprocess: Preprocess, { index, sizes }: Draw): Feeds {
  return Object.fromEntries(
    inputs.list.map((input, slot) => {
      const dims = shapeOf(input, preprocess, sizes);
      if (input.name === inputs.image?.name) return [input.name, randomImage(input, preprocess, index)];
      const random = uniform(0x2f6e2b1 + 977 * index + 31 * slot);
      const values = Float64Array.from({ length: sizeOf(dims) }, () => numberFor(input, random()));
      return [input.name, tensorOf(input.dtype, dims, values)];
    }),
  );
}

/** Floats in [-1, 1), flags and integers in [0, limit); a mask hides nothing. */
function numberFor({ name, dtype, limit }: ModelInput, random: number): number {
  if (dtype.startsWith("float")) return 2 * random - 1;
  if (/mask/i.test(name)) return 1;
  return Math.floor(random * limit);
}

function randomImage({ dtype }: ModelInput, preprocess: Preprocess, index: number): Tensor {
  const pixels = randomPixels(index, preprocess.width, preprocess.height);
  return tensorOf(dtype, inputShape(preprocess), toInput(pixels, { ...preprocess, resize: { mode: "none" } }));
}

function shapeOf(input: ModelInput, preprocess: Preprocess, sizes: ReadonlyMap<string, number>): readonly number[] {
  if (input.kind === "image") return inputShape(preprocess);
  const { length = null } = preprocess.audio ?? {};
  const dims = input.dims ?? [null];
  return dims.map((dim, axis) => {
    if (typeof dim === "number") return dim;
    if (input.kind === "audio" && axis === dims.length - 1 && length !== null) return length;
    return sizes.get(sizeName(input, axis)) ?? 1;
  });
}
