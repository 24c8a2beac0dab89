/** @file The settings of a recipe by name, each as a value in words: what two variants differ in. */
import { schemeOf } from "../../core/schemes.ts";
import { leftOutOf, type PinPrecision, type Recipe } from "../../core/recipe.ts";

export interface Setting {
  readonly title: string;
  /** Of a recipe, in words; null where it does not apply. */
  readonly of: (recipe: Recipe) => string | null;
}

/** Integer types as short as in "U8S8". */
export const TYPES: Readonly<Record<string, string>> = {
  uint8: "U8",
  int8: "S8",
  uint16: "U16",
  int16: "S16",
  uint4: "U4",
  int4: "S4",
  uint2: "U2",
  int2: "S2",
};

const SCHEME_TITLES: Readonly<Record<Recipe["scheme"], string>> = {
  static: "static",
  dynamic: "dynamic",
  "weight-only": "weights only",
  float16: "16-bit float",
};

const METHOD_TITLES: Readonly<Record<Recipe["calibration"]["method"], string>> = {
  "min-max": "min–max",
  "moving-average": "moving average",
  percentile: "percentile",
  entropy: "entropy",
  mse: "MSE",
};

const PINNED: Readonly<Record<PinPrecision, string>> = {
  float32: "FP32",
  float16: "FP16",
  int16: "INT16",
  int8: "INT8",
  int4: "INT4",
};

const onOff = (on: boolean) => (on ? "on" : "off");
const isHalf = ({ scheme }: Recipe) => scheme === "float16";
const isStatic = ({ scheme }: Recipe) => scheme === "static";
const isWeightOnly = ({ scheme }: Recipe) => scheme === "weight-only";

/** In the order in which they matter. */
export const SETTINGS: readonly Setting[] = [
  { title: "scheme", of: ({ scheme }) => SCHEME_TITLES[scheme] },
  { title: "target", of: ({ target }) => target },
  { title: "activations", of: (r) => (isStatic(r) ? activations(r) : null) },
  { title: "weights", of: (r) => (isHalf(r) ? null : (TYPES[r.weights.type] ?? r.weights.type)) },
  { title: "weight scales", of: (r) => (isHalf(r) ? null : granularity(r)) },
  { title: "symmetric weights", of: (r) => (isHalf(r) ? null : onOff(r.weights.symmetric)) },
  { title: "7-bit weights", of: (r) => (isHalf(r) || isWeightOnly(r) ? null : onOff(r.weights.reduceRange)) },
  { title: "rounding", of: (r) => (isWeightOnly(r) ? (r.weights.rounding === "hqq" ? "HQQ" : "nearest") : null) },
  { title: "file form", of: (r) => (isWeightOnly(r) ? (r.weights.form === "qdq" ? "QDQ" : "operators") : null) },
  { title: "bias correction", of: (r) => (isStatic(r) || isWeightOnly(r) ? onOff(r.weights.biasCorrection) : null) },
  { title: "16-bit type", of: (r) => (isHalf(r) ? (r.half.type === "float16" ? "FP16" : "BF16") : null) },
  { title: "FP32 inputs and outputs", of: (r) => (isHalf(r) ? onOff(r.half.keepIo) : null) },
  { title: "task-aware defaults", of: (r) => (isHalf(r) || isWeightOnly(r) ? null : onOff(r.taskAware)) },
  { title: "range method", of: (r) => (isStatic(r) ? method(r) : null) },
  { title: "pins", of: ({ pins }) => pinCounts(pins) },
  { title: "samples left out", of: (recipe) => (isStatic(recipe) ? String(leftOutOf(recipe).length) : null) },
  { title: "ranges by hand", of: ({ ranges }) => String(ranges.length) },
];

function activations({ activations: { type, symmetric } }: Recipe): string {
  return `${TYPES[type] ?? type}${symmetric ? " symmetric" : ""}`;
}

function granularity({ weights }: Recipe): string {
  return weights.granularity === "block" ? `blocks of ${weights.blockSize}` : weights.granularity.replace("-", " ");
}

function method({ calibration }: Recipe): string {
  const title = METHOD_TITLES[calibration.method];
  return calibration.method === "percentile" ? `${title} ${calibration.percentile} %` : title;
}

/** "2 to FP32, 1 to INT16", or "none". */
function pinCounts(pins: Recipe["pins"]): string {
  const counts = new Map<PinPrecision, number>();
  for (const { precision } of pins) counts.set(precision, (counts.get(precision) ?? 0) + 1);
  return [...counts].map(([precision, n]) => `${n} to ${PINNED[precision]}`).join(", ") || "none";
}

/** The name of the scheme, or its kind where the settings have no name. */
export function schemeTitle(recipe: Recipe): string {
  return schemeOf(recipe)?.title ?? `${SCHEME_TITLES[recipe.scheme]}, by hand`;
}

/** The title of how ranges are chosen, for names. */
export function methodTitle(recipe: Recipe): string | null {
  return isStatic(recipe) ? method(recipe) : null;
}

/** Title and precision of a pin, in words. */
export function pinTitle(precision: PinPrecision): string {
  return PINNED[precision];
}
