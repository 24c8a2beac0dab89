/** @file Runs models of the zoo: seeded feeds for every input, statistics, outputs and how far two runs are apart. */
import { createCollector } from "../../core/calibrate/collect.ts";
import { referenceKernel } from "../../core/calibrate/kernel.ts";
import type { CalibrationStats } from "../../core/calibrate/stats.ts";
import { withOutputs } from "../../core/graph/edit.ts";
import type { Graph } from "../../core/graph/graph.ts";
import { inputsOf, type ModelInput } from "../../core/graph/inputs.ts";
import { modelOf } from "../../core/graph/to-model.ts";
import { encodeModel } from "../../core/onnx/encode.ts";
import { floatToHalf, halfToFloat } from "../../core/onnx/half.ts";
import { tapsOf } from "../../core/quantize/taps.ts";
import type { Runtime, SessionOptions } from "../../core/runtime.ts";
import { sizeOf, type Tensor } from "../../core/tensor.ts";
import { noise } from "../build-model.ts";

export type Feeds = Readonly<Record<string, Tensor>>;
export type Outputs = Readonly<Record<string, Tensor>>;

/** Values in (-1, 1), integers below the input's limit. Symbolic sizes are those of `sizes`, else 2. */
export function feedsOf(graph: Graph, seed: number, sizes: Readonly<Record<string, number>> = {}): Feeds {
  return Object.fromEntries(inputsOf(graph).list.map((input, i) => [input.name, drawn(input, seed * 31 + i, sizes)]));
}

function drawn({ dims, dtype, limit }: ModelInput, seed: number, sizes: Readonly<Record<string, number>>): Tensor {
  const shape = (dims ?? []).map((d) => (typeof d === "number" ? d : (sizes[d ?? ""] ?? 2)));
  const values = noise(sizeOf(shape), seed);
  if (dtype === "float32") return { dtype, dims: shape, data: values };
  if (dtype === "float16") return { dtype, dims: shape, data: Uint16Array.from(values, floatToHalf) };
  if (dtype === "float64") return { dtype, dims: shape, data: Float64Array.from(values) };
  const below = [...values].map((x) => Math.floor(((x + 1) / 2) * limit));
  if (dtype === "int64") return { dtype, dims: shape, data: BigInt64Array.from(below, BigInt) };
  if (dtype === "bool") return { dtype, dims: shape, data: Uint8Array.from(below) };
  throw new Error(`no feeds of ${dtype}`);
}

export async function runOnce(
  runtime: Runtime,
  bytes: Uint8Array,
  feeds: Feeds,
  options: SessionOptions = {},
): Promise<Outputs> {
  const session = await runtime.load(bytes, options);
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

/** Statistics of every value that any recipe could ask for. */
export async function calibrate(runtime: Runtime, graph: Graph, sets: readonly Feeds[]): Promise<CalibrationStats> {
  const taps = tapsOf(graph);
  const collector = createCollector(taps, referenceKernel);
  const session = await runtime.load(encodeModel(modelOf(withOutputs(graph, taps))));
  for (const [i, feeds] of sets.entries()) {
    const fed = taps.filter((name) => feeds[name] !== undefined);
    for (const name of fed) {
      const { data, dims } = feeds[name] as Tensor;
      if (data instanceof Float32Array) collector.add(name, data, dims, i, 1);
    }
    const rest = taps.filter((name) => !fed.includes(name));
    if (rest.length > 0)
      await session.observe(feeds, rest, (name, data, dims) => void collector.add(name, data, dims, i, 1));
  }
  await session.release();
  return collector.stats();
}

/** Numbers of a tensor of any type. */
export function numbersOf({ dtype, data }: Tensor): number[] {
  if (dtype === "float16") return Array.from(data as Uint16Array, halfToFloat);
  return Array.from(data as Iterable<number | bigint>, Number);
}

/** Signal to noise over all float outputs together, dB; Infinity when equal. Throws when shapes differ. */
export function sqnrOf(want: Outputs, have: Outputs): number {
  let [signal, error] = [0, 0];
  for (const [name, a] of Object.entries(want)) {
    const b = have[name];
    if (b === undefined || String(a.dims) !== String(b.dims)) throw new Error(`output ${name} changed its shape`);
    const values = numbersOf(b);
    numbersOf(a).forEach((x, i) => {
      signal += x * x;
      error += (x - (values[i] as number)) ** 2;
    });
  }
  return error === 0 ? Infinity : 10 * Math.log10(signal / error);
}
