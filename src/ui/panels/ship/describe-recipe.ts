/** @file A recipe in one sentence. */
import { methodById } from "../../../core/calibrate/index.ts";
import type { PinPrecision, Recipe } from "../../../core/recipe.ts";
import { targetOf } from "../../../core/targets/index.ts";
import { TYPES as SHORT } from "../../../state/variants/settings.ts";
import { PIN_TITLES } from "../tune/pins.ts";

export function describeRecipe(recipe: Recipe): string {
  const { target, taskAware, scheme, pins, ranges } = recipe;
  const parts = [...schemeParts(recipe)];
  if (target !== "onnxruntime") parts.push(`for ${targetOf(target).title}`);
  if (!taskAware && scheme !== "float16" && scheme !== "weight-only") parts.push("without task-aware defaults");
  parts.push(...pinParts(pins));
  if (ranges.length > 0) parts.push(`${ranges.length === 1 ? "1 range" : `${ranges.length} ranges`} set by hand`);
  return `${parts.join("; ")}.`;
}

function schemeParts(recipe: Recipe): readonly string[] {
  const { scheme, activations, half, weights } = recipe;
  if (scheme === "float16") {
    const type = half.type === "float16" ? "FP16" : "BF16";
    return [`${type} layers, ${half.keepIo ? "FP32" : type} inputs and outputs`];
  }
  if (scheme === "dynamic") return ["Activations quantized at run time", weightPart(recipe)];
  if (scheme === "weight-only") {
    const form = weights.form === "operator" ? "in operators of ONNX Runtime" : "in plain QDQ";
    return [`${weightPart(recipe)}, ${form}${weights.rounding === "hqq" ? ", refined by HQQ" : ""}`];
  }
  const symmetric = activations.symmetric ? ", symmetric" : "";
  return [`${SHORT[activations.type]} activations${symmetric}`, weightPart(recipe), rangePart(recipe)];
}

function weightPart({ weights: { type, granularity, blockSize, reduceRange } }: Recipe): string {
  const scales = granularity === "block" ? `in blocks of ${blockSize}` : granularity.replace("-", " ");
  return `${SHORT[type]} weights ${scales}${reduceRange ? ", 7 bits" : ""}`;
}

function rangePart({ calibration: { method, percentile, leftOut = [] } }: Recipe): string {
  const without =
    leftOut.length === 0 ? "" : ` without ${leftOut.length === 1 ? "1 sample" : `${leftOut.length} samples`}`;
  return `ranges by ${methodById(method).title}${method === "percentile" ? ` ${percentile} %` : ""}${without}`;
}

/** One part for each precision that layers are pinned to. */
function pinParts(pins: Recipe["pins"]): readonly string[] {
  const counts = new Map<PinPrecision, number>();
  for (const { precision } of pins) counts.set(precision, (counts.get(precision) ?? 0) + 1);
  return [...counts].map(
    ([precision, n]) => `${n === 1 ? "1 layer" : `${n} layers`} pinned to ${PIN_TITLES[precision]}`,
  );
}
