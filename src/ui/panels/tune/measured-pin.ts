/** @file What a pin changed, once the model with it was measured. */
import { mainOf } from "../../../core/evaluate/main-score.ts";
import { pinOf } from "../../../state/slices/recipe.ts";
import { recipeOf, type Variant } from "../../../state/variants/variant.ts";
import { count, decibel, points } from "../../parts/format.ts";
import { changeText } from "../check/score-text.ts";
import { bytesText } from "./pins.ts";

/**
 * In words, against the variant that the present one was changed from; null where the pin of this layer is the same in
 * both. Other pins that were set in the same step are said.
 */
export function measuredPin(layer: string, current: Variant | null, variants: readonly Variant[]): string | null {
  const parent = variants.find(({ id }) => id === current?.parent);
  const [before, after] = [parent && recipeOf(parent), current && recipeOf(current)];
  if (!current || !parent || !before || !after) return null;
  if (pinOf(before, layer) === pinOf(after, layer)) return null;
  const names = new Set([...before.pins, ...after.pins].map((pin) => pin.layer));
  const others = [...names].filter((name) => name !== layer && pinOf(before, name) !== pinOf(after, name)).length;
  const together = others === 0 ? "" : `, with ${others === 1 ? "another pin" : `${count(others)} other pins`}`;
  return `Measured against ${parent.name}${together}: ${changesText(parent, current)}.`;
}

function changesText(before: Variant, after: Variant): string {
  const gain = after.comparison.sqnr.value - before.comparison.sqnr.value;
  const [from, to] = [mainOf(before.comparison), mainOf(after.comparison)];
  const score =
    from === undefined || to === undefined || from.metric.id !== to.metric.id
      ? `${points(after.comparison.agreement.value - before.comparison.agreement.value)} of agreement`
      : `${changeText(to.change.value - from.change.value, to.metric.unit)} of ${to.metric.title}`;
  return [...levelText(gain), score, bytesText(after.bytes - before.bytes)].join(", ");
}

/** @param gain dB; not finite where one of the two has no error at all */
function levelText(gain: number): readonly string[] {
  if (!Number.isFinite(gain)) return [];
  if (Math.abs(gain) < 0.05) return ["no change at the output"];
  return [`${gain < 0 ? "\u2212" : "+"}${decibel(Math.abs(gain))} at the output`];
}
