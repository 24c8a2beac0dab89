/** @file Variants as points of the plot of size against accuracy, FP32 among them. */
import type { Variant } from "../../../../state/variants/variant.ts";
import { mainOf } from "../../../../core/evaluate/main-score.ts";
import { type Costs, gainOf, type ParetoPoint, type ScoreAxis } from "../../../charts/pareto-data.ts";

export interface PointContext {
  /** Of the FP32 file. */
  readonly bytes: number;
  readonly axis: Pick<ScoreAxis, "id" | "best">;
  /** What running each would cost beside its size, by id; FP32 as "fp32". */
  readonly running?: ReadonlyMap<string, Omit<Costs, "size">>;
}

export function paretoPoints(
  variants: readonly Variant[],
  { bytes, axis, running }: PointContext,
): readonly ParetoPoint[] {
  const { best } = axis;
  const costs = { size: bytes, ...running?.get("fp32") };
  const float = { id: "fp32", name: "FP32", precision: "FP32" as const, costs };
  return [
    { ...float, score: { value: best, lo: best, hi: best } },
    ...variants.flatMap(({ id, name, layers, bytes: size, comparison }): ParetoPoint[] => {
      const main = mainOf(comparison);
      const score = axis.id === "agreement" ? comparison.agreement : main && main.metric.id === axis.id && gainOf(main);
      if (!score) return [];
      return [{ id, name, precision: layers.precision, costs: { size, ...running?.get(id) }, score }];
    }),
  ];
}
