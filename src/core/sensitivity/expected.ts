/**
 * @file What pins are expected to change, before anything is measured. From one sensitivity report: to first order
 * the errors that layers cause at the network's output are independent, so their energies add up. An estimate: only a
 * measurement decides.
 */
import type { LayerRow } from "../quantize/layer-row.ts";
import { pinnedPrecision, schemePrecision, STORED_BITS } from "../quantize/precisions.ts";
import { type Precision, PRECISION_TITLES } from "../precision.ts";
import type { PinPrecision, Recipe } from "../recipe.ts";
import type { LayerSensitivity, SensitivityReport } from "./report.ts";

/** A report with the recipe it was made for. */
export interface Study {
  readonly recipe: Recipe;
  readonly report: SensitivityReport;
}

/** What is known of the model that a recipe makes. Without a study only bytes are. */
export interface Outlook {
  readonly recipe: Recipe;
  readonly rows: ReadonlyMap<string, LayerRow>;
  readonly studied: Recipe | null;
  /** In the order of the report: most harmful first. */
  readonly layers: ReadonlyMap<string, LayerSensitivity>;
  /** Error energy at the network's output with the present pins, relative to the output's own; null without a study. */
  readonly total: number | null;
}

/** What giving one layer another precision would change. */
export interface PinEffect {
  readonly layer: string;
  /** Null unpins. */
  readonly precision: PinPrecision | null;
  /** Change of the error energy at the output, relative to the output's own: negative is better. Null when not known. */
  readonly error: number | null;
  /** Change of the score, points: positive is better. Null when not known. */
  readonly score: number | null;
  /** Change of the layer's weights and bias, bytes. */
  readonly bytes: number;
  /** Why nothing would change, as a sentence; null when something does, as far as is known. */
  readonly idle: string | null;
}

/** Error energies at the output, relative to the output's own, with the present pins and after several changes. */
export interface Together {
  readonly before: number;
  readonly after: number;
}

/** What several changes do together. */
export interface Expected {
  /** Layers that change. */
  readonly layers: number;
  /** Share of the error energy at the output that is removed, below 1; negative adds. Null when not known. */
  readonly removed: number | null;
  /** SQNR at the output before and after, dB; null when not known. Infinite without any error. */
  readonly sqnr: readonly [before: number, after: number] | null;
  /** Points; null when not known, and of several layers priced together. */
  readonly score: number | null;
  /** Change of the weights, bytes. */
  readonly bytes: number;
}

/** Precisions that a pin can stand for; others cost as they are. */
const AS_PIN: Readonly<Partial<Record<Precision, PinPrecision>>> = {
  FP32: "float32",
  FP16: "float16",
  BF16: "float16",
  INT16: "int16",
  INT8: "int8",
  DYN8: "int8",
  W8: "int8",
  W4: "int4",
};

export function outlookOf(recipe: Recipe, rows: readonly LayerRow[], study: Study | null): Outlook {
  const layers = new Map(study?.report.layers.map((layer) => [layer.name, layer]));
  const outlook: Outlook = {
    recipe,
    rows: new Map(rows.map((row) => [row.name, row])),
    studied: study?.recipe ?? null,
    layers,
    total: null,
  };
  if (study === null) return outlook;
  return { ...outlook, total: [...layers.keys()].reduce((sum, layer) => sum + (errorNow(outlook, layer) ?? 0), 0) };
}

function pinIn(recipe: Recipe, layer: string): PinPrecision | null {
  return recipe.pins.find((pin) => pin.layer === layer)?.precision ?? null;
}

/** Error at the output that the layer causes under `pin`; null when the study does not tell. */
function errorUnder({ layers, studied, recipe }: Outlook, layer: string, pin: PinPrecision | null): number | null {
  const known = layers.get(layer);
  if (known === undefined || studied === null) return null;
  if (pinIn(studied, layer) === pin) return known.impact.total;
  const at = pin ?? AS_PIN[schemePrecision(recipe)];
  return (at && known.at[at]) ?? null;
}

/** Error at the network's output that the layer causes with its present pin, relative energy; null when not known. */
export function errorNow(outlook: Outlook, layer: string): number | null {
  return errorUnder(outlook, layer, pinIn(outlook.recipe, layer));
}

/** @param precision null unpins */
export function effectOf(outlook: Outlook, layer: string, precision: PinPrecision | null): PinEffect {
  const { recipe, rows, layers } = outlook;
  const row = rows.get(layer);
  const idle = row === undefined ? "There is no such layer." : idleReason(outlook, row, precision);
  if (row === undefined || idle !== null) return { layer, precision, error: 0, score: 0, bytes: 0, idle };
  const [now, then] = [errorNow(outlook, layer), errorUnder(outlook, layer, precision)];
  const error = now === null || then === null ? null : then - now;
  const wanted = precision === null ? schemePrecision(recipe) : pinnedPrecision(precision, recipe);
  const score = scoreOf(layers.get(layer), error);
  return { layer, precision, error, score, bytes: bytesAs(row, wanted) - row.bytes.after, idle };
}

/** The score follows the error: what removes half of it gives back half of what it cost. */
function scoreOf(layer: LayerSensitivity | undefined, error: number | null): number | null {
  if (layer === undefined || layer.score === null || error === null) return null;
  return layer.impact.total > 0 ? (layer.score * error) / layer.impact.total : 0;
}

/** INT8 and INT16 store the same weights. */
function bytesAs(row: LayerRow, wanted: Precision): number {
  const [now, pin] = [AS_PIN[row.precision], AS_PIN[wanted]];
  const same =
    row.precision === wanted || (now !== undefined && pin !== undefined && STORED_BITS[now] === STORED_BITS[pin]);
  return same || pin === undefined ? row.bytes.after : Math.round((row.bytes.before * STORED_BITS[pin]) / 32);
}

function idleReason({ recipe, layers }: Outlook, row: LayerRow, precision: PinPrecision | null): string | null {
  const pinned = pinIn(recipe, row.name);
  if (precision === null) return pinned === null ? "It is not pinned." : null;
  if (pinned === precision) return `It is pinned to ${PRECISION_TITLES[pinnedPrecision(precision, recipe)]} already.`;
  const wanted = pinnedPrecision(precision, recipe);
  if (row.precision === wanted) return `It is ${PRECISION_TITLES[wanted]} anyway.`;
  const known = layers.get(row.name);
  if (known !== undefined && known.at[precision] === undefined) return `It cannot be ${PRECISION_TITLES[wanted]}.`;
  return null;
}

/**
 * What the effects come to together. Those that do nothing count for nothing.
 * @param together of these effects as one. Without it each counts as if it were alone, which leaves out that neighbours
 *   that are all kept in float also save the rounding of what passes between them.
 */
export function expectedOf(
  outlook: Outlook,
  effects: readonly PinEffect[],
  together: Together | null = null,
): Expected {
  const real = effects.filter(({ idle }) => idle === null);
  const errors = together ?? sumOf(outlook, real);
  // Points do not add up where layers answer for each other's roundings.
  const alone = together === null || real.length === 1;
  return {
    layers: real.length,
    removed: errors && (errors.before > 0 ? 1 - errors.after / errors.before : 0),
    sqnr: errors && [sqnrOf(errors.before), sqnrOf(Math.max(0, errors.after))],
    score: alone ? sum(real.map((effect) => effect.score)) : null,
    bytes: real.reduce((all, { bytes }) => all + bytes, 0),
  };
}

function sumOf({ total }: Outlook, effects: readonly PinEffect[]): Together | null {
  const error = sum(effects.map((effect) => effect.error));
  return total === null || error === null ? null : { before: total, after: total + error };
}

/** Null when one of them is not known. */
function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((all, value) => (all === null || value === null ? null : all + value), 0);
}

/** Relative error energy as SQNR, dB; infinite without error. */
export function sqnrOf(error: number): number {
  return -10 * Math.log10(error);
}

/** What ranks layers: the error they cause, or that error for each byte that taking it away costs. */
export type Ranking = "harm" | "per-byte";

/** A pin that costs no bytes still has a price: wider values are moved. */
const LEAST_BYTES = 64;

/** What most of the error could be repaired with; FP32 where others are no better. */
export function bestRepair(outlook: Outlook, among: readonly PinPrecision[]): PinPrecision {
  const gains = among.map((precision) => ({
    precision,
    error: repairs(outlook, precision, "harm").reduce((all, { error }) => all + (error ?? 0), 0),
  }));
  const exact = gains.find(({ precision }) => precision === "float32")?.error ?? 0;
  return gains.find(({ error }) => error < 1.1 * exact - 1e-12)?.precision ?? "float32";
}

/** Changes to `precision` of the layers that it changes, the most harmful layer first. Null unpins. */
export function worstFirst(outlook: Outlook, precision: PinPrecision | null): readonly PinEffect[] {
  const harm = (layer: string) => errorNow(outlook, layer) ?? 0;
  return [...outlook.layers.keys()]
    .toSorted((a, b) => harm(b) - harm(a))
    .map((layer) => effectOf(outlook, layer, precision))
    .filter(({ idle }) => idle === null);
}

/** Changes to `precision` that take error away, the most useful first. */
export function repairs(outlook: Outlook, precision: PinPrecision, ranking: Ranking): readonly PinEffect[] {
  const price = ({ error, bytes }: PinEffect) =>
    ranking === "harm" ? (error ?? 0) : (error ?? 0) / Math.max(LEAST_BYTES, bytes);
  return [...outlook.layers.keys()]
    .map((layer) => effectOf(outlook, layer, precision))
    .filter(({ idle, error }) => idle === null && error !== null && error < 0)
    .toSorted((a, b) => price(a) - price(b));
}
