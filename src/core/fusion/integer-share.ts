/** @file How much of a model runs on integers. Light: the page imports it without the rest of the fusion map. */
import type { Fate } from "./fusion-map.ts";

/** Conv, Gemm and MatMul, and the operators that a file may name in their place. */
const LINEAR = /^(Conv|Gemm|MatMul|ConvInteger|MatMulInteger|MatMulNBits|QLinearConv|QLinearMatMul|QGemm)$/;

export interface IntegerShare {
  readonly integer: number;
  readonly total: number;
}

/** How many of the linear layers run as integer kernels. */
export function integerShare(fates: readonly Pick<Fate, "op" | "outcome">[]): IntegerShare {
  const linear = fates.filter(({ op }) => LINEAR.test(op));
  return { integer: linear.filter(({ outcome }) => outcome === "integer").length, total: linear.length };
}
