/**
 * @file Weight-only formats over weights that are not in memory. Layers are rewritten one after the other by the same
 * code as ever, each with its own weights attached for as long as it takes; what it made goes to the sink at once.
 */
import { formatOf } from "../formats/index.ts";
import type { FormatLayer, Formatted } from "../formats/format.ts";
import { pruneUnused } from "../graph/edit.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { attachedTensor, externalTensor, placeOf } from "../onnx/external.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { byteLength, isExternal } from "../onnx/tensor-data.ts";
import type { Precision } from "../precision.ts";
import type { Recipe } from "../recipe.ts";
import type { AbortSignal, JobContext } from "../runtime.ts";
import { externalConstants } from "./open.ts";
import { createWriter, type WeightSink, type WeightSource, type WeightWriter } from "./store.ts";

/** Precisions that only change weights. */
export const STREAMED = ["W8", "W4", "W2"] as const;
type Streamed = (typeof STREAMED)[number];

/** Constants below this stay in the model itself, bytes. */
const INLINE = 1024;
/** Bytes copied at a time of weights that stay as they are. */
const CHUNK = 8 << 20;

export interface StreamTask {
  /** With external constants. */
  readonly graph: Graph;
  /** By node name; other precisions than the streamed ones are left as they are. */
  readonly decided: ReadonlyMap<string, Precision>;
  readonly recipe: Recipe;
  readonly source: WeightSource;
  readonly sink: WeightSink;
  /** Lets the event loop turn, so that Stop is heard. */
  readonly breathe: () => Promise<void>;
}

export interface StreamProgress {
  readonly done: number;
  readonly total: number;
}

/** @returns the graph with every large constant in the sink's file @throws StudioError `model/external-data` */
export async function streamWeights(task: StreamTask, job: JobContext<StreamProgress>): Promise<Formatted> {
  const writer = createWriter(task.sink);
  const groups = groupsOf(task.graph, task.decided);
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  const layers = new Map<string, FormatLayer>();
  const notes: string[] = [];
  let { graph } = task;
  let done = 0;
  for (const group of groups) {
    job.progress({ done, total });
    await task.breathe();
    job.signal.throwIfAborted();
    const formatted = await rewriteGroup(graph, group, task, writer);
    for (const [name, layer] of formatted.layers) layers.set(name, layer);
    notes.push(...formatted.notes);
    graph = formatted.graph;
    done += group.length;
  }
  graph = await copyRest(pruneUnused(graph), task, writer, job.signal);
  job.progress({ done, total });
  return { graph, layers, notes: joined(notes) };
}

/** Layers to rewrite; those that share an external weight stand together, so that it is read and stored once. */
function groupsOf(graph: Graph, decided: ReadonlyMap<string, Precision>): (readonly Node[])[] {
  const external = externalConstants(graph);
  const groups: Node[][] = [];
  const groupOf = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    if (!isStreamed(decided.get(node.name))) continue;
    const weights = node.inputs.filter((name) => external.has(name));
    const known = [...new Set(weights.map((name) => groupOf.get(name)))].filter((g) => g !== undefined);
    const group = known[0] ?? [];
    if (known.length === 0) groups.push(group);
    for (const other of known.slice(1)) group.push(...other.splice(0));
    group.push(node);
    for (const member of group) for (const name of member.inputs) if (external.has(name)) groupOf.set(name, group);
  }
  return groups.filter((group) => group.length > 0);
}

function isStreamed(precision: Precision | undefined): precision is Streamed {
  return STREAMED.some((p) => p === precision);
}

async function rewriteGroup(
  graph: Graph,
  group: readonly Node[],
  { decided, recipe, source }: StreamTask,
  writer: WeightWriter,
): Promise<Formatted> {
  const external = new Map<string, TensorProto>();
  const attached = new Map(graph.constants);
  for (const name of new Set(group.flatMap((node) => node.inputs))) {
    const t = graph.constants.get(name);
    if (t === undefined || !isExternal(t)) continue;
    external.set(name, t);
    attached.set(name, attachedTensor(t, await source.read(placeOf(t))));
  }
  let result: Formatted = { graph: { ...graph, constants: attached }, layers: new Map(), notes: [] };
  for (const precision of STREAMED) {
    const nodes = new Set(group.filter((node) => decided.get(node.name) === precision).map((node) => node.name));
    if (nodes.size === 0) continue;
    const { graph: next, layers, notes } = formatOf(precision).rewrite(result.graph, nodes, recipe);
    result = { graph: next, layers: new Map([...result.layers, ...layers]), notes: [...result.notes, ...notes] };
  }
  const constants = new Map<string, TensorProto>();
  for (const [name, t] of result.graph.constants) {
    const isNew = !graph.constants.has(name) && byteLength(t) >= INLINE;
    constants.set(name, external.get(name) ?? (isNew ? await stored(t, writer) : t));
  }
  return { ...result, graph: { ...result.graph, constants } };
}

async function stored(t: TensorProto, writer: WeightWriter): Promise<TensorProto> {
  return externalTensor(t, await writer.append(byteLength(t), [t.rawData]));
}

/** Weights that stay in float move to the new file, in pieces. */
async function copyRest(graph: Graph, task: StreamTask, writer: WeightWriter, signal: AbortSignal): Promise<Graph> {
  const before = new Set(externalConstants(task.graph).values());
  const constants = new Map<string, TensorProto>();
  for (const [name, t] of graph.constants) {
    const moves = before.has(t);
    constants.set(name, moves ? externalTensor(t, await copied(t, task.source, writer)) : t);
    if (moves) await task.breathe();
    signal.throwIfAborted();
  }
  return { ...graph, constants };
}

function copied(t: TensorProto, source: WeightSource, writer: WeightWriter) {
  const { location, offset, length } = placeOf(t);
  async function* pieces() {
    for (let at = 0; at < length; at += CHUNK) {
      yield await source.read({ location, offset: offset + at, length: Math.min(CHUNK, length - at) });
    }
  }
  return writer.append(length, pieces());
}

/** Each rewrite lists its layers in brackets behind a note: one line for all of them. */
function joined(notes: readonly string[]): string[] {
  const layers = new Map<string, string[]>();
  for (const note of notes) {
    const [, text = note, names = ""] = /^(.*) \((.*)\)$/s.exec(note) ?? [];
    layers.set(text, [...(layers.get(text) ?? []), names]);
  }
  return [...layers].map(([text, names]) => {
    const few = names.slice(0, 3).join(", ");
    return names.length > 3 ? `${text} (${few} and ${names.length - 3} more)` : few === "" ? text : `${text} (${few})`;
  });
}
