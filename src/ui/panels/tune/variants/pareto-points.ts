/** @file Variants as points of the plot of size against accuracy, FP32 among them. */
import type { Variant } from "../../../../state/variants/variant.ts";
import type { ParetoProps } from "../../../charts/Pareto.tsx";
import type { Costs, ParetoPoint } from "../../../charts/pareto-data.ts";

export interface PointContext {
  /** Of the FP32 file. */
  readonly bytes: number;
  readonly metric: ParetoProps["metric"];
  /** What running each would cost beside its size, by id; FP32 as "fp32". */
  readonly running?: ReadonlyMap<string, Omit<Costs, "size">>;
}

export function paretoPoints(
  variants: readonly Variant[],
  { bytes, metric, running }: PointContext,
): readonly ParetoPoint[] {
  const best = metric === "change" ? 0 : 100;
  const costs = { size: bytes, ...running?.get("fp32") };
  const float = { id: "fp32", name: "FP32", precision: "FP32" as const, costs };
  return [
    { ...float, score: { value: best, lo: best, hi: best } },
    ...variants.flatMap(({ id, name, layers, bytes: size, comparison }): ParetoPoint[] => {
      const score = metric === "change" ? comparison.top1Change : comparison.agreement;
      return score === undefined
        ? []
        : [{ id, name, precision: layers.precision, costs: { size, ...running?.get(id) }, score }];
    }),
  ];
}
