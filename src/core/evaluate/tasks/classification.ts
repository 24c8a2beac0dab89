/** @file One class per image. */
import type { Estimate } from "../evaluation.ts";
import { scoresOf } from "../scores.ts";
import type { Metric, Task } from "./task.ts";

export const classification: Task = {
  id: "classification",
  title: "Classification",
  when: "The output holds one score per class.",
  labels: "class",
  fits: () => true,
  read: (result) => result,
  score(results) {
    const { top1, top5 } = scoresOf(results);
    return [...metric("top1", "top-1", top1), ...metric("top5", "top-5", top5)];
  },
};

function metric(id: string, title: string, estimate: Estimate | undefined): Metric[] {
  if (estimate === undefined) return [];
  const { value, lo, hi } = estimate;
  return [{ id, title, value, interval: [lo, hi] }];
}
