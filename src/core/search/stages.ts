/** @file The stages of a search, in order: cheap repairs of the whole model first, then single layers, then smaller ones. */
import { CALIBRATION_METHODS } from "../calibrate/index.ts";
import type { Recipe } from "../recipe.ts";
import { schemeById, withScheme } from "../schemes.ts";
import { isBounded } from "./goal.ts";
import { halving } from "./halving.ts";
import { applied, type Move, movesOf, namesOf, repairs, savings, strongest } from "./moves.ts";
import type { SearchView } from "./propose.ts";
import { better, type StageId, type Trial } from "./trial.ts";

type Wanted =
  | { readonly kind: "trial"; readonly recipe: Recipe; readonly why: string }
  | { readonly kind: "study"; readonly recipe: Recipe };

interface Stage {
  readonly id: StageId;
  readonly title: string;
  /** The next step of this stage, or null when it has nothing (more) to try. */
  readonly next: (view: SearchView) => Wanted | null;
}

const trial = (recipe: Recipe, why: string): Wanted => ({ kind: "trial", recipe, why });

/** The first of these recipes that was not tried. */
function firstOf(view: SearchView, options: Iterable<readonly [Recipe, string]>): Wanted | null {
  for (const [recipe, why] of options) if (view.tried(recipe) === undefined) return trial(recipe, why);
  return null;
}

const measured = ({ trials }: SearchView, ...stages: readonly StageId[]) =>
  trials.filter(({ outcome, stage }) => outcome === "measured" && stages.includes(stage));

const passing = ({ trials }: SearchView) => trials.filter(({ passes }) => passes);

/**
 * More accuracy is worth something only while nothing passes, or when a size was set instead.
 * @param stages those that went before: what this stage finds itself must not end it
 */
const wantsAccuracy = (view: SearchView, ...stages: readonly StageId[]) =>
  isBounded(view.goal) || !passing(view).some(({ stage }) => stages.includes(stage));

/** What pins are tried on: the whole-model recipe whose output is nearest to FP32's. */
function baseOf(view: SearchView): Trial | undefined {
  const signal = ({ sqnr }: Trial) => sqnr?.value ?? -Infinity;
  return measured(view, "start", "methods").toSorted((a, b) => signal(b) - signal(a))[0];
}

function* methods({ start }: SearchView): Generator<readonly [Recipe, string]> {
  if (start.scheme !== "static") return;
  for (const { id, title } of CALIBRATION_METHODS) {
    yield [{ ...start, calibration: { ...start.calibration, method: id } }, `Ranges by ${title.toLowerCase()}.`];
  }
}

function pinned(view: SearchView): Wanted | null {
  const base = baseOf(view);
  if (base === undefined || !wantsAccuracy(view, "start", "methods")) return null;
  const known = view.known(base.recipe);
  if (known === undefined) return { kind: "study", recipe: base.recipe };
  const precise = view.allowed.filter((precision) => precision !== "int4" && precision !== "int8");
  const moves = movesOf(known, precise);
  for (const [order, what] of [
    [repairs(moves), "take away most error per byte"],
    [strongest(moves), "take away most error"],
  ] as const) {
    const step = doubled(view, base.recipe, order, what);
    if (step !== null) return step;
    if (!wantsAccuracy(view, "pins")) return null;
  }
  return null;
}

/** 1, 2, 4, 8 ... moves until one passes or all are made; then the least number that passes. */
function doubled(view: SearchView, base: Recipe, order: readonly Move[], what: string): Wanted | null {
  const most = order.length;
  let failed = 0;
  for (let count = Math.min(1, most); count > 0; count = count === most ? 0 : Math.min(2 * count, most)) {
    const recipe = applied(base, order, count);
    const known = view.tried(recipe);
    if (known === undefined) return trial(recipe, pinText(order, count, what));
    if (known.passes && !isBounded(view.goal)) {
      return halving(view, { fails: failed, passes: count, recipeOf: (n) => applied(base, order, n) }, (n) =>
        pinText(order, n, what),
      );
    }
    // Larger sets are only larger files.
    if (known.outcome === "too-large") {
      return halving(view, { fails: count, passes: failed, recipeOf: (n) => applied(base, order, n) }, (n) =>
        pinText(order, n, what),
      );
    }
    failed = count;
  }
  return null;
}

const pinText = (order: readonly Move[], n: number, what: string) => `Pins that ${what}: ${namesOf(order, n)}.`;

function* schemes({ start, allowed }: SearchView): Generator<readonly [Recipe, string]> {
  const options = [
    ["a16w8", "int16"],
    ["w8", "int8"],
    ["fp16", "float16"],
  ] as const;
  for (const [id, needs] of options) {
    const preset = schemeById(id);
    if (preset === undefined || (needs !== "int8" && !allowed.includes(needs))) continue;
    yield [withScheme(start, preset), `The whole model as ${preset.title}.`];
  }
}

/** Fewer bits where they hurt least, on the smallest model that passes so far without them. */
function shrunk(view: SearchView): Wanted | null {
  if (isBounded(view.goal) || !view.allowed.includes("int4")) return null;
  const base = passing(view)
    .filter(({ stage }) => stage !== "shrink" && stage !== "refine")
    .toSorted((a, b) => better(a, b, view.goal))[0];
  if (base === undefined || base.recipe.scheme === "float16") return null;
  const known = view.known(base.recipe);
  if (known === undefined) return { kind: "study", recipe: base.recipe };
  const pins = new Set(base.recipe.pins.map(({ layer }) => layer));
  const order = savings(movesOf(known, ["int4"]).filter(({ layer }) => !pins.has(layer)));
  const recipeOf = (n: number) => applied(base.recipe, order, n);
  return halving(
    view,
    { passes: 0, fails: order.length + 1, recipeOf },
    (n) => `INT4 weights where they cost least: ${namesOf(order, n)}.`,
  );
}

/** Trials of single pins: each saves little. */
const MOST_REFINED = 16;

/** Pins of the best model taken away one by one: one that was added with others may not be needed. */
function* without(view: SearchView): Generator<readonly [Recipe, string]> {
  const best = passing(view).toSorted((a, b) => better(a, b, view.goal))[0];
  // Within a size, a pin that fits is no cost.
  if (best === undefined || isBounded(view.goal) || measured(view, "refine").length >= MOST_REFINED) return;
  const own = new Set(view.start.pins.map(({ layer }) => layer));
  for (const { layer, precision } of best.recipe.pins) {
    if (own.has(layer) || precision === "int4") continue;
    const pins = best.recipe.pins.filter((pin) => pin.layer !== layer);
    yield [{ ...best.recipe, pins }, `The best model without the pin of ${layer}.`];
  }
}

export const STAGES: readonly Stage[] = [
  { id: "start", title: "Your recipe", next: (v) => firstOf(v, [[v.start, "The recipe as it is."]]) },
  {
    id: "methods",
    title: "Ranges",
    next: (v) => (wantsAccuracy(v, "start", "methods") ? firstOf(v, methods(v)) : null),
  },
  { id: "pins", title: "Pins", next: pinned },
  {
    id: "schemes",
    title: "Other formats",
    next: (v) => (wantsAccuracy(v, "start", "methods", "pins") ? firstOf(v, schemes(v)) : null),
  },
  { id: "shrink", title: "Fewer bits", next: shrunk },
  { id: "refine", title: "Fewer pins", next: (v) => firstOf(v, without(v)) },
];
