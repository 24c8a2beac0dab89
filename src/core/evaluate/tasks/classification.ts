/** @file One class per image. */
import type { Estimate } from "../evaluation.ts";
import { scoresOf } from "../scores.ts";
import type { Metric, MetricName, Task } from "./task.ts";

const TOP1 = { id: "top1", title: "top-1" };
const TOP5 = { id: "top5", title: "top-5" };

export const classification: Task = {
  id: "classification",
  title: "Classification",
  when: "The output holds one score per class.",
  labels: "class",
  metrics: [TOP1, TOP5],
  fits: () => true,
  read: (result) => result,
  score(results) {
    const { top1, top5 } = scoresOf(results);
    return [...metric(TOP1, top1), ...metric(TOP5, top5)];
  },
};

function metric(name: MetricName, estimate: Estimate | undefined): Metric[] {
  if (estimate === undefined) return [];
  const { value, lo, hi } = estimate;
  return [{ ...name, value, interval: [lo, hi] }];
}
