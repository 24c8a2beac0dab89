/** @file What several pins do together, from a study that is kept: no model is run. */
import { withoutPin, withPin } from "../core/recipe.ts";
import { errorWithPins } from "../core/sensitivity/pin-costs.ts";
import { type Desk, keyOf } from "./desk.ts";
import { macrotask } from "./engine/macrotask.ts";
import type { Job } from "./evaluate.ts";
import type { Progress, StudioApi } from "./protocol.ts";

type Api = StudioApi["pinEffect"];

/** A plan of a thousand layers takes some milliseconds: Stop is let in between two. */
export async function pinEffectJob(
  desk: Desk,
  { recipe, images, pins, changes, counts, ...inputs }: Api["request"],
  job: Job<Progress>,
): Promise<Api["result"]> {
  const prices = desk.prices.peek(keyOf(inputs, recipe, images));
  if (prices === undefined) return null;
  const from = { ...recipe, pins };
  const errors: number[] = [];
  const before = errorWithPins(prices, pins);
  for (const count of counts) {
    await macrotask();
    job.signal.throwIfAborted();
    const pinned = changes
      .slice(0, count)
      .reduce((r, { layer, precision }) => (precision ? withPin(r, layer, precision) : withoutPin(r, layer)), from);
    errors.push(errorWithPins(prices, pinned.pins));
  }
  return { before, errors };
}
