/**
 * @file What saturation costs a whole network. The graph is cut at every layer that can saturate: a runtime that
 * multiplies exactly computes the parts between, we compute the cut layers as the processor would, and what they make
 * is what the next part reads.
 */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { producersOf } from "../graph/edit.ts";
import { readsOf } from "../graph/subgraphs.ts";
import { modelOf } from "../graph/to-model.ts";
import { encodeModel } from "../onnx/encode.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import type { JobContext, Runtime, Session } from "../runtime.ts";
import type { Tensor } from "../tensor.ts";
import { saturatingLayers } from "./find-layers.ts";
import { type LayerRun, runLayer, type SaturatingLayer } from "./layer.ts";

export interface LayerSaturation {
  readonly node: string;
  readonly op: string;
  /** Share of weight pairs that some input makes saturate, found without data. */
  readonly risk: number;
  /** Share of pairs that did saturate on the samples. */
  readonly share: number;
  /** Of the layer's sums against the exact ones, dB; null when nothing saturated. */
  readonly sqnr: number | null;
}

export interface SaturationReport {
  readonly samples: number;
  /** Layers that can saturate, in the order they run. */
  readonly layers: readonly LayerSaturation[];
  /** Share of samples whose largest output is the same with and without saturation. */
  readonly agreement: number;
  /** Of the first output against that of an exact processor, dB; null when equal. */
  readonly sqnr: number | null;
  /** What to do about it; null when nothing saturates. */
  readonly remedy: string | null;
}

export type Feeds = Readonly<Record<string, Tensor>>;

/** @param runtime one that multiplies exactly (WebAssembly, or a processor with VNNI or of ARM) */
export async function saturationOf(
  graph: Graph,
  runtime: Runtime,
  samples: readonly Feeds[],
  job?: JobContext<{ readonly done: number }>,
): Promise<SaturationReport> {
  const layers = saturatingLayers(graph);
  const parts = partsOf(graph, layers);
  const sessions = await Promise.all(parts.map((part) => runtime.load(encodeModel(modelOf(part)))));
  const whole = await runtime.load(encodeModel(modelOf({ ...graph, outputs: graph.outputs.slice(0, 1) })));
  const totals = layers.map(() => ({ hits: 0, pairs: 0, signal: 0, noise: 0 }));
  const result = { same: 0, signal: 0, noise: 0 };
  try {
    for (const [i, feeds] of samples.entries()) {
      job?.signal.throwIfAborted();
      const saturated = await runCut({ layers, sessions, output: graph.outputs[0] ?? "" }, feeds, (at, run) =>
        add(totals[at], run),
      );
      const exact = (await whole.run(feeds))[graph.outputs[0] ?? ""];
      if (exact !== undefined && saturated !== undefined) compare(result, exact, saturated);
      job?.progress({ done: i + 1 });
    }
  } finally {
    for (const session of [...sessions, whole]) await session.release();
  }
  return {
    samples: samples.length,
    layers: layers.map(({ node, op, risk }, i) => {
      const t = totals[i] ?? { hits: 0, pairs: 0, signal: 0, noise: 0 };
      return { node, op, risk, share: t.pairs === 0 ? 0 : t.hits / t.pairs, sqnr: decibels(t.signal, t.noise) };
    }),
    agreement: samples.length === 0 ? 1 : result.same / samples.length,
    sqnr: decibels(result.signal, result.noise),
    remedy: totals.some((t) => t.hits > 0) ? REMEDY : null,
  };
}

const REMEDY =
  "Quantize with 7-bit weights (reduce range), or with uint8 weights: neither can saturate. Processors with VNNI, ARM and WebAssembly are not affected.";

function decibels(signal: number, noise: number): number | null {
  return noise === 0 ? null : 10 * Math.log10(signal / noise);
}

function add(total: { hits: number; pairs: number; signal: number; noise: number } | undefined, run: LayerRun): void {
  if (total === undefined) return;
  total.hits += run.hits;
  total.pairs += run.pairs;
  total.signal += run.signal;
  total.noise += run.noise;
}

function compare(result: { same: number; signal: number; noise: number }, exact: Tensor, saturated: Tensor): void {
  const [a, b] = [exact.data as Float32Array, saturated.data as Float32Array];
  for (let i = 0; i < a.length; i++) {
    result.signal += Number(a[i]) ** 2;
    result.noise += (Number(a[i]) - Number(b[i])) ** 2;
  }
  if (largest(a) === largest(b)) result.same++;
}

function largest(values: Float32Array): number {
  return values.reduce((best, x, i) => (x > (values[best] as number) ? i : best), 0);
}

interface Cut {
  readonly layers: readonly SaturatingLayer[];
  /** One more than layers. */
  readonly sessions: readonly Session[];
  readonly output: ValueName;
}

/** Runs part, layer, part, layer ...; the last part makes the output. */
async function runCut(
  { layers, sessions, output }: Cut,
  feeds: Feeds,
  tell: (layer: number, run: LayerRun) => void,
): Promise<Tensor | undefined> {
  const known = new Map<ValueName, Tensor>(Object.entries(feeds));
  for (const [i, session] of sessions.entries()) {
    const last = i === layers.length ? known.get(output) : undefined;
    if (last !== undefined) return last;
    const inputs = session.inputs.map((name) => [name, known.get(name) as Tensor] as const);
    const made = await session.run(Object.fromEntries(inputs));
    const layer = layers[i];
    if (layer === undefined) return made[session.outputs[0] ?? ""];
    const x = made[layer.input] ?? known.get(layer.input);
    if (x === undefined) throw new Error(`internal: no input for ${layer.node}`);
    known.set(layer.input, x);
    const run = runLayer(layer, x);
    tell(i, run);
    known.set(layer.output, run.output);
  }
  return undefined;
}

/** For each layer the graph that makes its input from what is known by then, and one for the model's first output. */
function partsOf(graph: Graph, layers: readonly SaturatingLayer[]): Graph[] {
  const known = new Set(graph.inputs);
  const parts = layers.map((layer) => {
    const part = partOf(graph, known, layer.input);
    known.add(layer.input);
    known.add(layer.output);
    return part;
  });
  return [...parts, partOf(graph, known, graph.outputs[0] ?? "")];
}

/** The nodes between known values and one wanted value. */
function partOf(graph: Graph, known: ReadonlySet<ValueName>, wanted: ValueName): Graph {
  const producers = producersOf(graph);
  const kept = new Set<Node>();
  const inputs = new Set<ValueName>();
  const todo = [wanted];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const isStart = known.has(name) && name !== wanted;
    const maker = isStart ? undefined : producers.get(name);
    if (maker === undefined) {
      if (!graph.constants.has(name)) inputs.add(name);
    } else if (!kept.has(maker)) {
      kept.add(maker);
      todo.push(...readsOf(maker));
    }
  }
  const types = new Map(graph.types);
  for (const name of inputs) if ((types.get(name)?.elem ?? 0) === 0) types.set(name, { elem: T.UINT8 });
  if ((types.get(wanted)?.elem ?? 0) === 0) types.set(wanted, { elem: T.UINT8 });
  return { ...graph, nodes: graph.nodes.filter((n) => kept.has(n)), inputs: [...inputs], outputs: [wanted], types };
}
