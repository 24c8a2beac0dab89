/**
 * @file What ONNX Runtime will really do with each node: run it on integers, compute it in float between
 * DequantizeLinear and QuantizeLinear, or not at all. Found by following the runtime's own optimizer (1.30, CPU
 * provider, default level) step by step, without running it.
 */
import type { Graph } from "../graph/graph.ts";
import { earlyFusions } from "./early-fusions.ts";
import { floatFusions } from "./float-fusions.ts";
import { cancelPairs } from "./cancel-pairs.ts";
import { makeUnique, movePairs } from "./move-pairs.ts";
import { isDQ, isQ } from "./pairs.ts";
import { selectKernels, swallowClamps } from "./select.ts";
import { signedToUnsigned } from "./signed.ts";
import { simplify } from "./simplify.ts";
import { type Step, Work } from "./work.ts";

export const OUTCOMES = ["integer", "float", "removed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Fate {
  /** Name of the node. */
  readonly node: string;
  readonly op: string;
  readonly outcome: Outcome;
  /** The kernel that computes it, e.g. "QLinearConv"; null when nothing is computed. */
  readonly kernel: string | null;
  /** In words. */
  readonly reason: string;
}

/** Kernels that a file may name itself. */
const INTEGER_OPS =
  /^(QLinear\w+|QGemm|QAttention|MatMulInteger\w*|ConvInteger|DynamicQuantize(MatMul|LSTM)|MatMulNBits|GatherBlockQuantized)$/;

/** One entry per node of the graph, in its order. */
export function fusionMap(graph: Graph): readonly Fate[] {
  const work = new Work(graph);
  makeUnique(work);
  simplify(work);
  earlyFusions(work);
  movePairs(work);
  simplify(work);
  swallowClamps(work);
  signedToUnsigned(work);
  selectKernels(work);
  floatFusions(work);
  cancelPairs(work);
  const left = new Map<string, Step>();
  for (const step of work.nodes) {
    const before = left.get(step.origin);
    // Of several copies, one that is still computed in float decides.
    if (before === undefined || before.kernel !== undefined) left.set(step.origin, step);
  }
  return graph.nodes.map(({ name, op }) => {
    const step = left.get(name);
    if (step === undefined) {
      return {
        node: name,
        op,
        outcome: "removed",
        kernel: null,
        reason: work.gone.get(name) ?? "Nothing reads its result.",
      };
    }
    return { node: name, op, ...fateOf(step) };
  });
}

function fateOf(step: Step): Pick<Fate, "outcome" | "kernel" | "reason"> {
  const { kernel, op, reason } = step;
  if (kernel !== undefined)
    return { outcome: "integer", kernel, reason: reason ?? `${kernel} computes on the integers.` };
  if (INTEGER_OPS.test(op))
    return { outcome: "integer", kernel: op, reason: reason ?? `The file names the integer kernel ${op} itself.` };
  return { outcome: "float", kernel: op, reason: reason ?? plainReason(step) };
}

function plainReason(step: Step): string {
  if (isQ(step)) return "Rounds float values to integers while the model runs.";
  if (isDQ(step)) return "Turns integers back to float while the model runs, for a reader that computes in float.";
  return "Nothing around it is quantized.";
}
