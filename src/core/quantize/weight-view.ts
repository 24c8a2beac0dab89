/** @file A weight under the looking glass: histogram, range and integers of each output channel, and what channels gain. */
import { referenceKernel } from "../calibrate/kernel.ts";
import { statsOf } from "../calibrate/collect.ts";
import { decibel } from "../calibrate/noise.ts";
import { assert } from "../errors.ts";
import { dimsOf, floatsOf } from "../onnx/tensor-data.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { channelRanges, type ChannelView, channelView, FULL } from "./affine.ts";
import type { ChannelRow, TensorView, WeightCodes } from "./layer-row.ts";
import type { WeightPlan } from "./plan.ts";
import { staticWeights } from "./precisions.ts";
import type { Solved } from "./solved.ts";
import { type QuantizedWeight, quantizedWeight } from "./weights.ts";

/** @param name initializer name of a layer's weight */
export function weightView(name: string, all: Solved): TensorView | null {
  const { graph, plan, params } = all;
  const tensor = graph.constants.get(name);
  if (tensor === undefined) return null;
  const data = floatsOf(tensor);
  const stats = statsOf(data, referenceKernel);
  assert(stats !== undefined, `weight ${name} is not finite`);
  const planned = [...plan.weights.values()].find((w) => w.constant === name);
  const solved = planned === undefined ? undefined : params.weights.get(planned.node);
  const view = channelView(dimsOf(tensor), planned?.axis ?? null);
  const scales = solved?.affine.scale;
  const { min, max, count, limit, bins } = stats;
  return {
    name,
    kind: "weight",
    ...{ min, max, count, limit, bins, stats },
    range: solved === undefined ? null : { lo: min, hi: max },
    scale: scales?.length === 1 ? (scales[0] as number) : null,
    zero: solved === undefined ? null : (solved.affine.zero[0] as number),
    clipped: 0,
    sqnr: solved === undefined ? null : sqnrOf(solved),
    methods: [],
    owners: null,
    setting: null,
    channels: channelRows(data, view, solved),
    codes: planned === undefined || solved === undefined ? null : codesOf(tensor, planned, solved, all),
  };
}

function sqnrOf({ signal, noise }: QuantizedWeight): number {
  return decibel(signal, Math.max(noise, 1e-30));
}

function channelRows(data: Float32Array, view: ChannelView, solved: QuantizedWeight | undefined): ChannelRow[] {
  const scales = solved?.affine.scale;
  const rounded = solved === undefined ? [] : channelCodes(data, view, solved);
  return channelRanges(data, view).map((range, c): ChannelRow => {
    return { ...range, scale: scales?.[c] ?? scales?.[0] ?? 0, ...rounded[c] };
  });
}

/** Integers in use and error of each channel. */
function channelCodes(data: Float32Array, { outer, channels, inner }: ChannelView, solved: QuantizedWeight) {
  const { affine, integers } = solved;
  const { qmin, qmax } = FULL[affine.type];
  return Array.from({ length: channels }, (_, c) => {
    const seen = new Uint8Array(qmax - qmin + 1);
    const [scale, zero] = [affine.scale[c] ?? affine.scale[0] ?? 1, affine.zero[c] ?? affine.zero[0] ?? 0];
    let [noise, signal] = [0, 0];
    for (let o = 0; o < outer; o++) {
      const from = (o * channels + c) * inner;
      for (let i = from; i < from + inner; i++) {
        const [x, q] = [data[i] as number, integers[i] as number];
        seen[q - qmin] = 1;
        noise += (x - (q - zero) * scale) ** 2;
        signal += x * x;
      }
    }
    const used = seen.reduce((a, b) => a + b, 0);
    return { used, sqnr: signal === 0 || noise === 0 ? null : decibel(signal, noise) };
  });
}

/** @returns how often each integer occurs, and the SQNR of both granularities under the recipe's other settings */
function codesOf(tensor: TensorProto, planned: WeightPlan, solved: QuantizedWeight, all: Solved): WeightCodes {
  const { type } = solved.affine;
  const { qmin, qmax } = FULL[type];
  const counts = new Float64Array(qmax - qmin + 1);
  for (const q of solved.integers) counts[q - qmin] = (counts[q - qmin] as number) + 1;
  const rule = all.plan.nodes.get(planned.node)?.rule;
  const node = all.graph.nodes.find((n) => n.name === planned.node);
  const axis = rule?.kind === "linear" && node ? rule.weight.axis(node, tensor.dims.length) : null;
  const settings = staticWeights(all.recipe);
  return {
    ...{ type, counts, qmin },
    perTensor: sqnrOf(planned.axis === null ? solved : quantizedWeight(tensor, null, settings)),
    perChannel: axis === null ? null : sqnrOf(planned.axis === null ? quantizedWeight(tensor, axis, settings) : solved),
  };
}
