/** @file A recipe in one sentence. */
import { methodById } from "../../../core/calibrate/index.ts";
import type { Recipe } from "../../../core/recipe.ts";

const SHORT = {
  uint8: "U8",
  int8: "S8",
  uint16: "U16",
  int16: "S16",
  uint4: "U4",
  int4: "S4",
  uint2: "U2",
  int2: "S2",
} as const;

export function describeRecipe({ activations, weights, calibration, pins, ranges }: Recipe): string {
  const { method, percentile } = calibration;
  const title = methodById(method).title;
  const parts = [
    `${SHORT[activations.type]} activations${activations.symmetric ? ", symmetric" : ""}`,
    `${SHORT[weights.type]} weights ${weights.granularity.replace("-", " ")}${weights.reduceRange ? ", 7 bits" : ""}`,
    `ranges by ${title}${method === "percentile" ? ` ${percentile} %` : ""}`,
  ];
  if (pins.length > 0) parts.push(`${pins.length === 1 ? "1 layer" : `${pins.length} layers`} pinned to FP32`);
  if (ranges.length > 0) parts.push(`${ranges.length === 1 ? "1 range" : `${ranges.length} ranges`} set by hand`);
  return `${parts.join("; ")}.`;
}
