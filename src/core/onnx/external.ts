/**
 * @file Weights kept outside the .onnx file. `external_data` holds key-value pairs: `location` (a path
 * relative to the model), and optionally `offset` and `length` in bytes.
 */
import { create } from "@bufbuild/protobuf";
import { StudioError } from "../errors.ts";
import { withFields } from "./messages.ts";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
} from "./onnx_pb.ts";
import { byteLength, isExternal } from "./tensor-data.ts";

export type FileBytes = ReadonlyMap<string, Uint8Array>;

/** Names of the files a model's weights are in, each once, in order of appearance. */
export function externalFiles(model: ModelProto): string[] {
  const found = new Set<string>();
  const note = (t: TensorProto) => {
    if (isExternal(t)) found.add(entry(t, "location") ?? "");
    return t;
  };
  if (model.graph !== undefined) mapTensors(model.graph, note);
  return [...found];
}

/**
 * The same model with every external tensor's bytes viewed in `files` (by path or base name); the same
 * object when there are none.
 * @throws StudioError `model/external-data` when a file is missing or too short.
 */
export function attachExternalData(model: ModelProto, files: FileBytes): ModelProto {
  if (model.graph === undefined) return model;
  const graph = mapTensors(model.graph, (t) => (isExternal(t) ? attach(t, files) : t));
  return graph === model.graph ? model : withFields(model, { graph });
}

/** Where the bytes of an external tensor are. */
export interface Place {
  /** Path relative to the model. */
  readonly location: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

/** @throws StudioError `model/external-data` when fewer bytes are named than the shape needs */
export function placeOf(t: TensorProto): Place {
  const location = entry(t, "location") ?? "";
  const length = byteLength(t);
  const named = Number(entry(t, "length") ?? length);
  if (named >= length) return { location, offset: Number(entry(t, "offset") ?? 0), length };
  const size = `${location} holds ${named} bytes of it, ${length} are needed`;
  throw new StudioError("model/external-data", { tensor: t.name, location: size });
}

/** The tensor without its bytes, which are found at `place`. */
export function externalTensor(t: TensorProto, { location, offset, length }: Place): TensorProto {
  const entries = Object.entries({ location, offset: String(offset), length: String(length) });
  return withFields(t, {
    rawData: new Uint8Array(0),
    floatData: [],
    int32Data: [],
    externalData: entries.map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    dataLocation: TensorProto_DataLocation.EXTERNAL,
  });
}

/** The tensor with its bytes. @param rawData as many as its shape needs */
export function attachedTensor(t: TensorProto, rawData: Uint8Array): TensorProto {
  return withFields(t, { rawData, externalData: [], dataLocation: TensorProto_DataLocation.DEFAULT });
}

/** Applies `change` to every tensor of a model, in subgraphs too; the same object when nothing changed. */
export function mapModelTensors(model: ModelProto, change: (t: TensorProto) => TensorProto): ModelProto {
  if (model.graph === undefined) return model;
  const graph = mapTensors(model.graph, change);
  return graph === model.graph ? model : withFields(model, { graph });
}

function attach(t: TensorProto, files: FileBytes): TensorProto {
  const location = entry(t, "location") ?? "";
  const bytes = findFile(files, location);
  if (bytes === undefined) throw new StudioError("model/external-data", { tensor: t.name, location });
  const begin = Number(entry(t, "offset") ?? 0);
  const length = Number(entry(t, "length") ?? byteLength(t));
  if (length < byteLength(t) || begin + length > bytes.length) {
    const size = `${location} has ${bytes.length} bytes, ${begin + byteLength(t)} are needed`;
    throw new StudioError("model/external-data", { tensor: t.name, location: size });
  }
  return withFields(t, {
    rawData: bytes.subarray(begin, begin + byteLength(t)),
    externalData: [],
    dataLocation: TensorProto_DataLocation.DEFAULT,
  });
}

/** A path as written, or any dropped file of the same base name. */
function findFile(files: FileBytes, location: string): Uint8Array | undefined {
  const exact = files.get(location);
  if (exact !== undefined) return exact;
  const wanted = baseName(location);
  for (const [path, bytes] of files) if (baseName(path) === wanted) return bytes;
  return undefined;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function entry(t: TensorProto, key: string): string | undefined {
  return t.externalData.find((e) => e.key === key)?.value;
}

/** Applies `change` to the initializers and attribute tensors of a graph and of its subgraphs. */
function mapTensors(graph: GraphProto, change: (t: TensorProto) => TensorProto): GraphProto {
  const initializer = mapSame(graph.initializer, change);
  const node = mapSame(graph.node, (n) => {
    const attribute = mapSame(n.attribute, (a) => mapAttribute(a, change));
    return attribute === n.attribute ? n : withFields(n, { attribute });
  });
  if (initializer === graph.initializer && node === graph.node) return graph;
  return withFields(graph, { initializer, node });
}

function mapAttribute(a: AttributeProto, change: (t: TensorProto) => TensorProto): AttributeProto {
  const t = a.t && change(a.t);
  const g = a.g && mapTensors(a.g, change);
  if (t === a.t && g === a.g) return a;
  return withFields(a, { ...(t && { t }), ...(g && { g }) });
}

/** `map` that returns the same array when nothing changed. */
function mapSame<T>(items: T[], change: (item: T) => T): T[] {
  const changed = items.map(change);
  return changed.every((item, i) => item === items[i]) ? items : changed;
}
