/** @file What `quantize` says when it is done. */
import { basename } from "node:path";
import type { RecipeFile } from "../core/export/recipe-file.ts";
import type { Fate } from "../core/fusion/fusion-map.ts";
import { integerShare } from "../core/fusion/integer-share.ts";
import { PRECISION_TITLES, PRECISIONS } from "../core/precision.ts";
import { leftOutOf, type Recipe } from "../core/recipe.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Inputs, PrepareReport, QuantizeReport } from "../jobs/protocol.ts";
import { RANDOM_IMAGES } from "../jobs/random-data.ts";
import { bytesText, plural } from "./text.ts";

export interface Repetition {
  readonly inputs: Inputs;
  /** Null when calibrating without data. */
  readonly data: Dataset | null;
  /** SHA-256 of the file that was made. */
  readonly variant: string;
}

/** Whether a recipe file met the inputs, and gave the bytes, that it was exported with. */
export function repetitionText(given: RecipeFile | null, { inputs, data, variant }: Repetition): string {
  if (given?.model === undefined) return "";
  if (given.model.sha256 !== inputs.model) return `The recipe was exported with another model (${given.model.name}).\n`;
  if (data !== null && given.data?.sha256 !== data.hash) return "The recipe was exported with other samples.\n";
  if (given.result === undefined) return "";
  return given.result.sha256 === variant
    ? "Byte-identical to the file that was exported with this recipe.\n"
    : "Not the bytes that were exported with this recipe: a setting, the preprocessing or the version differs.\n";
}

/** e.g. "52 INT8, 3 FP32", in the order of the table of precisions. */
export function countsText(layers: QuantizeReport["layers"]): string {
  const counts = PRECISIONS.map((p) => [p, layers.filter((layer) => layer.precision === p).length] as const);
  const present = counts.filter(([, count]) => count > 0).reverse();
  return present.map(([p, count]) => `${count} ${PRECISION_TITLES[p]}`).join(", ");
}

/** e.g. "52 of 53 Conv, Gemm and MatMul are integer kernels in ONNX Runtime"; null for a model without any. */
export function kernelsText(fates: readonly Fate[]): string | null {
  const { integer, total } = integerShare(fates);
  return total === 0 ? null : `${integer} of ${total} Conv, Gemm and MatMul are integer kernels in ONNX Runtime`;
}

export interface Done {
  readonly path: string;
  /** Where the result was written. */
  readonly out: string;
  readonly prepared: PrepareReport;
  readonly quantized: QuantizeReport;
  /** How the layers run. */
  readonly fates: readonly Fate[];
  readonly data: Dataset | null;
}

/** Without those that the recipe leaves out. */
function usedOf({ samples }: Dataset, recipe: Recipe): number {
  const out = new Set(leftOutOf(recipe));
  return samples.filter(({ id }) => !out.has(id)).length;
}

export function summaryText({ path, out, prepared, quantized, fates, data }: Done): string {
  const { layers, bytes, notes, recipe } = quantized;
  const floats = layers.filter((layer) => layer.precision === "FP32");
  const before = layers.reduce((sum, layer) => sum + layer.bytes.before, 0);
  const source = data === null ? `${RANDOM_IMAGES} random samples (no data)` : plural(usedOf(data, recipe), "sample");
  const method = recipe.calibration.method;
  const kernels = kernelsText(fates);
  const lines = [
    `${basename(path)} -> ${out}, ${bytesText(bytes)} (weights were ${bytesText(before)})`,
    `prepared at opset ${prepared.opset.to}, FP32 outputs changed by ${prepared.difference.toExponential(1)} of ${prepared.magnitude.toPrecision(3)}`,
    `calibrated with ${source}, ${method}${method === "percentile" ? ` ${recipe.calibration.percentile}` : ""}`,
    `${plural(layers.length, "layer")}: ${countsText(layers)}`,
    ...(kernels === null ? [] : [kernels]),
    ...floats.map(({ name, reason }) => `  ${name} stays FP32: ${reason ?? "no reason"}`),
    ...notes.map((note) => `note: ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}
