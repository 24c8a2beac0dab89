/** @file Numbers with a unit: an age, a temperature, an angle. */
import type { SampleResult } from "../evaluation.ts";
import type { Weights } from "../statistics/bootstrap.ts";
import { COSINE, nameOf, SQNR } from "./common.ts";
import { noScores, type Scorer } from "./scorer.ts";
import type { Closeness, MetricName, Task } from "./task.ts";

const METRICS: readonly MetricName[] = [
  { id: "mae", title: "MAE", unit: "", better: "lower" },
  { id: "rmse", title: "RMSE", unit: "", better: "lower" },
  { id: "r2", title: "R²", unit: "", better: "higher" },
];

const DIFFERENCE: MetricName = { id: "mean_change", title: "mean change", unit: "", better: "lower" };

export const regression: Task = {
  id: "regression",
  title: "Regression",
  when: "The output holds numbers that are compared with measured ones.",
  labels: "values",
  metrics: METRICS,
  needsValues: true,
  fits: ({ dims, tail = [] }) =>
    dims !== null && dims.reduce((a, b) => a * b, 1) === 1 && !/^(Sigmoid|Softmax)$/.test(tail[0] ?? ""),
  read(result, { truthOf }) {
    const truth = truthOf?.(result.id);
    return { ...result, top: [], confidence: [], ...(truth?.kind === "values" && { truth }) };
  },
  scorer: scorerOf,
  closeness: (): Closeness => ({
    metrics: [DIFFERENCE, nameOf(SQNR), nameOf(COSINE)],
    of: (base, other) => [
      meanChange(base.output, other.output),
      SQNR.of(base.output, other.output),
      // One number has no direction.
      base.output.length > 1 ? COSINE.of(base.output, other.output) : NaN,
    ],
  }),
};

/** Mean absolute difference of the numbers of one sample. */
function meanChange(base: Float32Array, other: Float32Array): number {
  return base.length === other.length && base.length > 0
    ? base.reduce((sum, x, i) => sum + Math.abs(x - (other[i] as number)), 0) / base.length
    : NaN;
}

interface Answered {
  readonly have: Float32Array;
  readonly want: readonly number[];
  readonly index: number;
}

function scorerOf(results: readonly SampleResult[]): Scorer {
  const answered = results.flatMap(({ output, truth }, index): Answered[] =>
    truth?.kind === "values" && truth.values.length === output.length
      ? [{ have: output, want: truth.values, index }]
      : [],
  );
  const width = answered[0]?.want.length ?? 0;
  if (answered.length === 0) return noScores(METRICS.length);
  return {
    n: answered.length,
    at: (weights) => errorsAt(answered, width, weights),
    classes: [],
    byClass: () => [],
    steps: 8 * answered.length * width,
  };
}

/** MAE and RMSE over all numbers; R2 is the mean over the outputs, each against its own spread. */
function errorsAt(answered: readonly Answered[], width: number, weights: Weights): readonly number[] {
  let [absolute, square, count, r2] = [0, 0, 0, 0];
  for (let k = 0; k < width; k++) {
    let [n, sum, squares, error] = [0, 0, 0, 0];
    for (const { have, want, index } of answered) {
      const [w, y] = [weights[index] as number, want[k] as number];
      const e = (have[k] as number) - y;
      n += w;
      sum += w * y;
      squares += w * y * y;
      error += w * e * e;
      absolute += w * Math.abs(e);
    }
    const spread = squares - (sum * sum) / n;
    count += n;
    square += error;
    r2 += spread > 1e-12 * squares ? 1 - error / spread : NaN;
  }
  return [absolute / count, Math.sqrt(square / count), r2 / width];
}
