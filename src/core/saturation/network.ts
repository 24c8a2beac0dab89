/**
 * @file What saturation costs a whole network. The graph is cut at every layer that can saturate: a runtime that
 * multiplies exactly computes the parts, we correct what the cut layers make to what the processor would make, and
 * that is what the next part reads.
 */
import type { Graph, ValueName } from "../graph/graph.ts";
import { modelOf } from "../graph/to-model.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { Runtime, Session } from "../runtime.ts";
import type { Tensor } from "../tensor.ts";
import { findLayers } from "./find-layers.ts";
import { runLayer, type SaturatingLayer } from "./layer.ts";
import { partsOf } from "./parts.ts";
import { createTally, type SaturationReport, type Tally } from "./report.ts";

export type Feeds = Readonly<Record<string, Tensor>>;

/** Called between layers: lets others in, and throws when the work was stopped. */
export type Breathe = () => Promise<void>;

export interface Simulation {
  /**
   * @param rows samples in the first axis of the feeds; 1 when one sample fills them
   * @param used how many of them count, the others repeat
   */
  readonly add: (feeds: Feeds, rows?: number, used?: number) => Promise<void>;
  readonly report: () => SaturationReport;
  readonly release: () => Promise<void>;
}

/** @param runtime one that multiplies exactly (WebAssembly, or a processor with VNNI or of ARM) */
export async function openSimulation(
  graph: Graph,
  runtime: Runtime,
  breathe: Breathe = async () => {},
): Promise<Simulation> {
  const found = findLayers(graph);
  const { layers } = found;
  const [output = ""] = graph.outputs;
  const sessions: (Session | null)[] = [];
  const release = async () => {
    for (const session of sessions) await session?.release();
  };
  try {
    for (const part of [...partsOf(graph, layers), { ...graph, outputs: [output] }]) {
      await breathe();
      sessions.push(part === null ? null : await runtime.load(encodeModel(modelOf(part))));
    }
  } catch (error) {
    await release();
    throw error;
  }
  const whole = sessions.at(-1) as Session;
  const tally = createTally(found);
  return {
    add: async (feeds, rows = 1, used = rows) => {
      const saturated = await runCut({ layers, sessions, output, tally, breathe }, feeds);
      const exact = layers.length === 0 ? saturated : (await whole.run(feeds, [output]))[output];
      if (exact === undefined) throw new Error(`internal: the runtime returned no output ${output}`);
      tally.addOutput(exact, saturated, rows, used);
    },
    report: tally.report,
    release,
  };
}

/** Everything at once, for single samples. */
export async function saturationOf(
  graph: Graph,
  runtime: Runtime,
  samples: readonly Feeds[],
): Promise<SaturationReport> {
  const simulation = await openSimulation(graph, runtime);
  try {
    for (const feeds of samples) await simulation.add(feeds);
    return simulation.report();
  } finally {
    await simulation.release();
  }
}

interface Cut {
  readonly layers: readonly SaturatingLayer[];
  /** One per layer and one for the output. */
  readonly sessions: readonly (Session | null)[];
  readonly output: ValueName;
  readonly tally: Tally;
  readonly breathe: Breathe;
}

/** Runs part, correction, part, correction ...; the last part makes the output. */
async function runCut({ layers, sessions, output, tally, breathe }: Cut, feeds: Feeds): Promise<Tensor> {
  const known = new Map<ValueName, Tensor>(Object.entries(feeds));
  for (let i = 0; i <= layers.length; i++) {
    await breathe();
    const session = sessions[i];
    if (session) {
      const inputs = session.inputs.map((name) => [name, get(known, name)] as const);
      for (const [name, made] of Object.entries(await session.run(Object.fromEntries(inputs)))) known.set(name, made);
    }
    const layer = layers[i];
    if (layer === undefined) continue;
    const run = runLayer(layer, get(known, layer.input), get(known, layer.output));
    tally.addLayer(i, run);
    known.set(layer.output, run.output);
  }
  return get(known, output);
}

function get(known: ReadonlyMap<ValueName, Tensor>, name: ValueName): Tensor {
  const tensor = known.get(name);
  if (tensor === undefined) throw new Error(`internal: ${name} is not known yet`);
  return tensor;
}
