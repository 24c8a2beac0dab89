/** @file What a model must be fed: every input with its type and shape, and which of them is an image or a sound. */
import { StudioError } from "../errors.ts";
import { attrInt } from "../onnx/attributes.ts";
import { elemName } from "../onnx/elem.ts";
import type { DType } from "../tensor.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { indexLimit } from "./index-limit.ts";
import type { Dim } from "./value-info.ts";

/** An image is preprocessed, a sound is resampled and cut, a tensor is fed as it is. */
export type InputKind = "image" | "audio" | "tensor";

export interface ModelInput {
  readonly name: ValueName;
  readonly dtype: DType;
  readonly kind: InputKind;
  /** Sizes; null or a symbol where the model takes any. Null as a whole when not even the rank is known. */
  readonly dims: readonly (number | string | null)[] | null;
  /** Integers are drawn from [0, limit) when there is no data. */
  readonly limit: number;
}

export interface ImageInput {
  readonly name: ValueName;
  readonly layout: "NCHW" | "NHWC";
  readonly channels: number;
  /** Pixels; null when the model takes any size. */
  readonly height: number | null;
  readonly width: number | null;
}

export interface ModelInputs {
  readonly list: readonly ModelInput[];
  /** The input that images or sounds go to: the first image, else the first sound, else the first float tensor. */
  readonly primary: ModelInput;
  /** Rows of a run that every input fixes alike; null when any number is accepted or the inputs have no such axis. */
  readonly batch: number | null;
  /** The primary input as an image, if it is one. */
  readonly image: ImageInput | null;
}

const DTYPES: ReadonlySet<string> = new Set<DType>([
  "float32",
  "float64",
  "float16",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "bool",
]);

/** Shorter vectors of floats are features, not sound; samples. */
const SHORTEST_SOUND = 4000;
const SOUND_NAME = /audio|wave?(form|$|_)|speech|pcm|sound/i;

/** @throws StudioError `model/inputs` when the model takes nothing, or something that is no tensor of numbers */
export function inputsOf(graph: Graph): ModelInputs {
  const list = graph.inputs.map((name) => modelInput(graph, name));
  const primary =
    list.find(({ kind }) => kind === "image") ??
    list.find(({ kind }) => kind === "audio") ??
    list.find(({ dtype }) => dtype.startsWith("float")) ??
    list[0];
  if (primary === undefined) throw new StudioError("model/inputs", { input: "(none)", type: "nothing" });
  return { list, primary, batch: batchOf(list), image: primary.kind === "image" ? imageOf(graph, primary) : null };
}

function modelInput(graph: Graph, name: ValueName): ModelInput {
  const { elem = 0, dims } = graph.types.get(name) ?? {};
  const type = elemName(elem);
  if (!DTYPES.has(type)) throw new StudioError("model/inputs", { input: name, type });
  const dtype = type as DType;
  return { name, dtype, dims: dims ?? null, kind: kindOf(graph, name, dtype, dims), limit: indexLimit(graph, name) };
}

function kindOf(graph: Graph, name: ValueName, dtype: DType, dims: readonly Dim[] | undefined): InputKind {
  if (!dtype.startsWith("float") && dtype !== "uint8") return "tensor";
  if (dims?.length === 4) return layoutOf(graph, name, dims) === null ? "tensor" : "image";
  return dtype !== "uint8" && isSound(name, dims) ? "audio" : "tensor";
}

/** `[T]`, `[N, T]` or `[N, 1, T]` with T long, or open and called so. */
function isSound(name: ValueName, dims: readonly Dim[] = []): boolean {
  const leading = dims.slice(0, -1);
  const last = dims.at(-1);
  if (dims.length === 0 || dims.length > 3 || leading.some((d) => typeof d === "number" && d !== 1)) return false;
  if (dims.length === 3 && leading[1] !== 1) return false;
  return typeof last === "number" ? last >= SHORTEST_SOUND : SOUND_NAME.test(name);
}

function imageOf(graph: Graph, { name, dims }: ModelInput): ImageInput {
  const layout = layoutOf(graph, name, dims ?? []);
  const [height, width] = layout?.order === "NHWC" ? [dims?.[1], dims?.[2]] : [dims?.[2], dims?.[3]];
  return {
    name,
    layout: layout?.order ?? "NCHW",
    channels: layout?.channels ?? 3,
    height: fixed(height),
    width: fixed(width),
  };
}

/** Where the 1 or 3 channels are; null when this is no image. */
function layoutOf(graph: Graph, name: ValueName, dims: readonly Dim[]) {
  if (dims[1] === 3 || (dims[1] === 1 && dims[3] !== 3)) return { order: "NCHW" as const, channels: dims[1] };
  if (dims[3] === 3 || dims[3] === 1) return { order: "NHWC" as const, channels: dims[3] };
  // An input of any shape whose first convolution says how many channels it reads.
  const channels = typeof dims[1] === "number" ? null : convChannels(graph, name);
  return channels === 1 || channels === 3 ? { order: "NCHW" as const, channels } : null;
}

function convChannels(graph: Graph, name: ValueName): number | null {
  const conv: Node | undefined = graph.nodes.find((n) => n.op === "Conv" && n.inputs[0] === name);
  const perGroup = graph.types.get(conv?.inputs[1] ?? "")?.dims?.[1];
  return conv === undefined || typeof perGroup !== "number" ? null : perGroup * attrInt(conv, "group", 1);
}

function batchOf(list: readonly ModelInput[]): number | null {
  const rows = new Set(list.map(({ dims }) => (dims === null || dims.length < 2 ? null : fixed(dims[0]))));
  const [only = null] = rows;
  return rows.size === 1 ? only : null;
}

function fixed(dim: Dim | undefined): number | null {
  return typeof dim === "number" && dim > 0 ? dim : null;
}
