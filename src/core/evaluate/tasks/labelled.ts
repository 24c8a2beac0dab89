/** @file Whether samples are labelled with what a task scores. */
import type { Dataset } from "../../samples/dataset.ts";
import type { MetricName, Task } from "./task.ts";

/** The main score of the task where these samples have labels for it; null where only agreement can be measured. */
export function mainMetric(task: Task, data: Pick<Dataset, "samples" | "boxes" | "labels">): MetricName | null {
  return isLabelledFor(task, data) ? (task.metrics[0] ?? null) : null;
}

function isLabelledFor({ labels }: Task, data: Pick<Dataset, "samples" | "boxes" | "labels">): boolean {
  if (labels === "none") return false;
  if (labels === "class") return data.samples.some(({ label }) => label !== undefined);
  if (labels === "boxes") return data.boxes !== undefined;
  return (data.labels ?? []).some(({ kind, samples }) => kind === labels && samples > 0);
}
