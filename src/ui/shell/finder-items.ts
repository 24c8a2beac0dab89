/** @file What the finder can find, and how it ranks it. */
import type { Recipe } from "../../core/recipe.ts";
import { SCHEME_PRESETS, withScheme } from "../../core/schemes.ts";
import { forTarget, TARGETS } from "../../core/targets/index.ts";
import type { LayerRow } from "../../jobs/protocol.ts";
import { PLACES, type Place } from "../../state/slices/view.ts";
import { useStudio } from "../../state/store.ts";
import { openPins } from "./finder-store.ts";

export interface FinderItem {
  readonly id: string;
  readonly label: string;
  readonly group: "Layer" | "Place" | "Action" | "Scheme" | "Target";
  run(): void;
}

const PLACE_LABELS: Readonly<Record<Place, string>> = {
  model: "Model: card, operators, what stays float",
  data: "Data: samples, preprocessing, FP32 baseline",
  tune: "Tune: recipe, layers, ranges, pins",
  check: "Check: accuracy, segments, flips",
  ship: "Ship: verdict and export",
};

const studio = () => useStudio.getState();

export function finderItems(layers: readonly LayerRow[], stop: () => void): readonly FinderItem[] {
  const places = PLACES.map((place): FinderItem => {
    return { id: `place-${place}`, label: PLACE_LABELS[place], group: "Place", run: () => studio().goTo(place) };
  });
  const actions: readonly FinderItem[] = [
    { id: "quantize", label: "Quantize and measure", group: "Action", run: () => studio().quantize() },
    { id: "baseline", label: "Measure FP32", group: "Action", run: () => studio().measureBaseline() },
    { id: "stop", label: "Stop what is running", group: "Action", run: stop },
    {
      id: "sensitivity",
      label: "Find which layers hurt: sensitivity",
      group: "Action",
      run: () => studio().showTune("sensitivity"),
    },
    { id: "pins", label: "Pin layers: the worst, by operator, by name", group: "Action", run: openPins },
    { id: "undo", label: "Undo the last change of the recipe", group: "Action", run: () => studio().undoRecipe() },
    { id: "swap", label: "Swap calibration and validation", group: "Action", run: () => studio().swapData() },
  ];
  const rows = layers.map(({ name }): FinderItem => {
    const run = () => (studio().goTo("tune"), studio().selectLayer(name));
    return { id: `layer-${name}`, label: name, group: "Layer", run };
  });
  return [...places, ...actions, ...presetItems(), ...rows];
}

/** Presets of the recipe; choosing one shows what it does. */
function presetItems(): readonly FinderItem[] {
  const choose = (change: (recipe: Recipe) => Recipe) => () => (studio().goTo("tune"), studio().changeRecipe(change));
  return [
    ...SCHEME_PRESETS.map((preset): FinderItem => {
      const run = choose((recipe) => withScheme(recipe, preset));
      return { id: `scheme-${preset.id}`, label: `Scheme: ${preset.title}`, group: "Scheme", run };
    }),
    ...TARGETS.map(({ id, title }): FinderItem => {
      const run = choose((recipe) => forTarget(recipe, id));
      return { id: `target-${id}`, label: `Target: ${title}`, group: "Target", run };
    }),
  ];
}

/** Items that hold every word of the query, those that start with it first; at most `limit`. */
export function findItems(items: readonly FinderItem[], query: string, limit = 50): readonly FinderItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = items.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const starts = (item: FinderItem) => (item.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return matches.toSorted((a, b) => starts(a) - starts(b)).slice(0, limit);
}
