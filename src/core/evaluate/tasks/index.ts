/** @file What models are evaluated for. The first that fits is the guess; classification fits always. */
import { assert } from "../../errors.ts";
import { classification } from "./classification.ts";
import { detection } from "./detection.ts";
import type { Task, TaskContext } from "./task.ts";

export const TASKS: readonly Task[] = [detection, classification];

export function guessTask(context: Pick<TaskContext, "dims" | "preprocess">): Task {
  const task = TASKS.find(({ fits }) => fits(context));
  assert(task, "classification fits every output");
  return task;
}
