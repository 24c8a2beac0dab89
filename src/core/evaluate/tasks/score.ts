/** @file The scores of one model with their 95 % intervals. */
import type { SampleResult } from "../evaluation.ts";
import { proportion } from "../intervals.ts";
import { affordable, type BootstrapOptions, intervalOf, resample } from "../statistics/bootstrap.ts";
import { onceEach } from "./scorer.ts";
import type { Metric, Task } from "./task.ts";

/**
 * In the order of the task's metrics, without those that say nothing; empty when nothing is labelled. Shares of samples
 * have Wilson's interval, everything else a bootstrap's.
 * @param results as `task.read` returns them; any prefix of an evaluation is valid
 */
export function scoreOf(
  task: Task,
  results: readonly SampleResult[],
  options: BootstrapOptions = {},
): readonly Metric[] {
  const { n, at, steps } = task.scorer(results);
  if (n === 0) return [];
  const values = at(onceEach(results.length));
  const draws = resample(results.length, at, { resamples: affordable(steps), ...options });
  return task.metrics.flatMap((metric, i): Metric[] => {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) return [];
    const [lo, hi] = metric.proportion
      ? wilson(value, n)
      : intervalOf(
          value,
          draws.map((row) => row[i] ?? NaN),
        );
    return [{ ...metric, value, ...(!Number.isNaN(lo) && { interval: [lo, hi] as const }) }];
  });
}

/** @param percent of `n` samples */
export function wilson(percent: number, n: number): readonly [number, number] {
  const { lo, hi } = proportion((percent / 100) * n, n);
  return [lo, hi];
}
