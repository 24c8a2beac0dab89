/** @file One sample as the tensors a model takes: an image preprocessed, a sound resampled and cut, arrays as they are. */
import { StudioError } from "../../core/errors.ts";
import type { InputKind, ModelInputs } from "../../core/graph/inputs.ts";
import { bindInputs, type Bound, missingInputs } from "../../core/samples/bind.ts";
import { numbersOf, tensorOf } from "../../core/samples/cast.ts";
import { toWaveform } from "../../core/samples/fit-audio.ts";
import { fitTable } from "../../core/samples/number-table.ts";
import { fileKind, kindOfSample } from "../../core/samples/paths.ts";
import { channelsOf, cropToFloat, inputShape, toCrop } from "../../core/samples/preprocess.ts";
import type { AudioSpec, Preprocess } from "../../core/samples/preprocess-spec.ts";
import { parseWav } from "../../core/samples/wav.ts";
import { float32, type Tensor } from "../../core/tensor.ts";
import { type Decode, decodeError } from "../../platform/decode.ts";
import { readArrays } from "../../platform/npz.ts";
import type { EngineSample, RunRequest } from "../engine-protocol.ts";
import type { CropCache } from "./crop-cache.ts";
import { pictureOf, type StressShelf, stressedWave } from "./stressed-sample.ts";

export interface SampleSource {
  readonly decode: Decode;
  readonly cache: CropCache;
  /** Of samples that are corrupted: they would push the others out. */
  readonly stressed: StressShelf;
}

export type FeedsRequest = Pick<RunRequest, "data" | "inputs" | "preprocess">;

/** @throws StudioError `data/decode`, `data/kind`, `data/size`, `data/inputs`, `data/shape` */
export async function feedsOf(source: SampleSource, request: FeedsRequest, sample: EngineSample): Promise<Bound> {
  const { inputs } = request;
  const have = kindOfSample(sample.id);
  if (have === "tensor")
    return bindInputs(await arraysOf(sample, inputs), inputs, sample.id, request.preprocess.inputs);
  if (have !== inputs.primary.kind) throw wrongKind(sample.id, have, inputs.primary.kind);
  const others = inputs.list.filter(({ name }) => name !== inputs.primary.name).map(({ name }) => name);
  if (others.length > 0) throw missingInputs(others, inputs.list, sample.id);
  const tensor = have === "image" ? await imageOf(source, request, sample) : await soundOf(source, request, sample);
  return { feeds: { [inputs.primary.name]: asInput(tensor, inputs) }, whole: (inputs.batch ?? 1) === 1 };
}

const WORDS: Readonly<Record<InputKind, string>> = { image: "an image", audio: "a sound", tensor: "a tensor" };

function wrongKind(file: string, have: InputKind, want: InputKind): StudioError {
  return new StudioError("data/kind", { file, have: WORDS[have], want: WORDS[want] });
}

/** Floats in the type of the primary input. */
function asInput(tensor: Tensor, { primary }: ModelInputs): Tensor {
  return primary.dtype === "float32" ? tensor : tensorOf(primary.dtype, tensor.dims, numbersOf(tensor));
}

async function arraysOf({ blob, id }: EngineSample, { list }: ModelInputs): Promise<ReadonlyMap<string, Tensor>> {
  try {
    const arrays = await readArrays(blob, id);
    const [input] = list;
    if (fileKind(id) !== null || input === undefined) return arrays;
    // Tables name no axes: moments may go down or across.
    return new Map([...arrays].map(([name, table]) => [name, fitTable(table, input)]));
  } catch (error) {
    throw decodeError(id, error);
  }
}

async function imageOf(source: SampleSource, request: FeedsRequest, sample: EngineSample): Promise<Tensor> {
  const { data, preprocess } = request;
  const { cache } = sample.stress === undefined ? source : source.stressed;
  const key = JSON.stringify([data, sample.id, geometryKey(preprocess), sample.stress]);
  const known = cache.get(key);
  const crop = known ?? toCrop(await pictureOf(source, request, sample), preprocess, sample.id);
  if (known === undefined) cache.set(key, crop);
  return float32(inputShape(preprocess), cropToFloat(crop as Uint8Array, preprocess));
}

/** The part of the preprocessing that a crop depends on: changing the mean decodes nothing again. */
function geometryKey(preprocess: Preprocess): unknown {
  return [preprocess.resize, preprocess.width, preprocess.height, channelsOf(preprocess)];
}

async function soundOf({ cache }: SampleSource, request: FeedsRequest, sample: EngineSample): Promise<Tensor> {
  const { data, preprocess, inputs } = request;
  const spec = preprocess.audio ?? lengthOnly(inputs);
  const key = JSON.stringify([data, sample.id, spec]);
  const known = cache.get(key);
  const plain = known instanceof Float32Array ? known : await waveOf(sample, spec);
  if (known === undefined) cache.set(key, plain);
  const wave = stressedWave(plain, sample);
  return float32([...Array<number>((inputs.primary.dims?.length ?? 2) - 1).fill(1), wave.length], wave);
}

/** A preprocessing that was written for images says nothing of sound. */
function lengthOnly({ primary }: ModelInputs): AudioSpec {
  const last = primary.dims?.at(-1);
  return { rate: 16_000, length: typeof last === "number" ? last : null, fit: "loudest" };
}

async function waveOf({ blob, id }: EngineSample, spec: AudioSpec): Promise<Float32Array> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  try {
    return toWaveform(parseWav(bytes), spec);
  } catch (error) {
    throw decodeError(id, error);
  }
}
