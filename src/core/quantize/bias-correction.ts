/**
 * @file Rounded weights shift the mean of a layer's output by (W - Wq) E[x]. The shift is known from calibration and goes
 * into the bias: Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.2,
 * with the expectation measured instead of derived. It costs nothing at run time.
 */
import { type ChannelMeans, meansOf } from "../calibrate/channel-means.ts";
import type { CalibrationStats } from "../calibrate/stats.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { attrInt } from "../onnx/attributes.ts";
import { dimsOf, floatsOf } from "../onnx/tensor-data.ts";
import { summedAxis } from "./mean-axes.ts";
import type { QuantizedWeight } from "./weights.ts";

/** Means of what each layer's weights are multiplied by, by node name; for layers whose bias can be corrected. */
export type InputMeans = ReadonlyMap<string, ChannelMeans>;

export function inputMeans(graph: Graph, stats: CalibrationStats): InputMeans {
  const found = graph.nodes.flatMap((node) => {
    const means = stats.get(node.inputs[0] ?? "")?.means;
    return means === undefined || summedAxis(node, graph) === null ? [] : [[node.name, means] as const];
  });
  return new Map(found);
}

/** The corrected bias, or null when the means are not known or do not fit. */
export function correctedBias(
  node: Node,
  graph: Graph,
  stats: CalibrationStats,
  { affine, integers }: QuantizedWeight,
): Float32Array | null {
  const means = stats.get(node.inputs[0] ?? "")?.means;
  if (means === undefined) return null;
  const { scale, zero } = affine;
  return shiftedBias(node, graph, means, (at, o) => {
    const step = (scale[o] ?? scale[0]) as number;
    return ((integers[at] as number) - ((zero[o] ?? zero[0]) as number)) * step;
  });
}

/** Weight `at` of the tensor, which belongs to an output, as a runtime reads it back. */
type Restored = (at: number, output: number) => number;

/** The bias that takes in what rounding the weights does to the mean of each output; null when something does not fit. */
export function shiftedBias(node: Node, graph: Graph, seen: ChannelMeans, restored: Restored): Float32Array | null {
  const tensor = graph.constants.get(node.inputs[1] ?? "");
  const bias = graph.constants.get(node.inputs[2] ?? "");
  if (tensor === undefined || bias === undefined || summedAxis(node, graph) === null) return null;
  const values = floatsOf(bias);
  const shape = shapeOf(node, dimsOf(tensor));
  if (values.length !== shape.outputs || seen.sums.length !== shape.groups * shape.inputs) return null;
  const means = meansOf(seen);
  const errors = errorsOf(floatsOf(tensor), restored, shape);
  return values.map((b, o) => {
    const first = Math.floor((o * shape.groups) / shape.outputs) * shape.inputs;
    let shift = 0;
    for (let i = 0; i < shape.inputs; i++)
      shift += (errors[o * shape.inputs + i] as number) * (means[first + i] as number);
    return b + shift;
  });
}

interface Shape {
  readonly outputs: number;
  /** Input channels that one output sums over. */
  readonly inputs: number;
  readonly groups: number;
  /** Kernel elements per input channel. */
  readonly kernel: number;
  /** True when the output is the last axis, `[K, N]`. */
  readonly transposed: boolean;
}

function shapeOf(node: Node, [a = 1, b = 1, ...kernel]: readonly number[]): Shape {
  if (node.op === "Conv") {
    const size = kernel.reduce((x, y) => x * y, 1);
    return { outputs: a, inputs: b, groups: attrInt(node, "group", 1), kernel: size, transposed: false };
  }
  const transposed = attrInt(node, "transB", 0) === 0;
  return { outputs: transposed ? b : a, inputs: transposed ? a : b, groups: 1, kernel: 1, transposed };
}

/** W - Wq summed over the kernel, `[outputs, inputs]`. */
function errorsOf(w: Float32Array, restored: Restored, shape: Shape): Float64Array {
  const { outputs, inputs, kernel, transposed } = shape;
  const errors = new Float64Array(outputs * inputs);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let k = 0; k < kernel; k++) {
        const at = transposed ? i * outputs + o : (o * inputs + i) * kernel + k;
        sum += (w[at] as number) - restored(at, o);
      }
      errors[o * inputs + i] = sum;
    }
  }
  return errors;
}
