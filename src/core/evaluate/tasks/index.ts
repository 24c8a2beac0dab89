/** @file What models are evaluated for. The first that fits is the guess; any model fits the last. */
import { assert } from "../../errors.ts";
import { anyModel } from "./any.ts";
import { classification } from "./classification.ts";
import { detection } from "./detection.ts";
import { embedding } from "./embedding.ts";
import { image } from "./image.ts";
import { regression } from "./regression.ts";
import { segmentation } from "./segmentation.ts";
import type { Task, TaskClues } from "./task.ts";

export const TASKS: readonly Task[] = [detection, segmentation, image, embedding, regression, classification, anyModel];

export function guessTask(clues: TaskClues): Task {
  const task = TASKS.find(({ fits }) => fits(clues));
  assert(task, "the last task fits every output");
  return task;
}

export function taskOf(id: string): Task | undefined {
  return TASKS.find((task) => task.id === id);
}
