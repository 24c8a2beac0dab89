/** @file What was changed from one recipe to another, in words. */
import type { Recipe } from "../../core/recipe.ts";
import { schemeOf, withScheme } from "../../core/schemes.ts";
import { pinTitle, SETTINGS } from "./settings.ts";

/** More names than this are a count. */
const NAMED_PINS = 2;

/** One phrase for each setting that differs, e.g. "range method moving average → MSE". Empty when none does. */
export function settingsDiff(from: Recipe, to: Recipe): readonly string[] {
  const preset = schemeOf(to);
  const before = schemeOf(from);
  if (preset === undefined || preset.id === before?.id) return fieldDiff(from, to);
  // A scheme by name stands for all the settings that come with it.
  return [`${before?.title ?? "Settings by hand"} → ${preset.title}`, ...fieldDiff(withScheme(from, preset), to)];
}

function fieldDiff(from: Recipe, to: Recipe): readonly string[] {
  const phrases = SETTINGS.filter(({ title }) => title !== "pins" && title !== "ranges by hand").flatMap(
    ({ title, of }) => {
      const [a, b] = [of(from), of(to)];
      if (a === b || b === null) return [];
      return [a === null ? `${title} ${b}` : `${title} ${a} → ${b}`];
    },
  );
  return [...phrases, ...pinDiff(from.pins, to.pins), ...rangeDiff(from.ranges, to.ranges)];
}

function pinDiff(from: Recipe["pins"], to: Recipe["pins"]): readonly string[] {
  const before = new Map(from.map((pin) => [pin.layer, pin.precision]));
  const after = new Set(to.map((pin) => pin.layer));
  const set = to.filter((pin) => before.get(pin.layer) !== pin.precision);
  const gone = from.filter((pin) => !after.has(pin.layer));
  return [
    ...(set.length > NAMED_PINS
      ? [`${set.length} layers pinned to ${[...new Set(set.map((pin) => pinTitle(pin.precision)))].join(" and ")}`]
      : set.map((pin) => `${pin.layer} pinned to ${pinTitle(pin.precision)}`)),
    ...(gone.length > NAMED_PINS ? [`${gone.length} layers unpinned`] : gone.map((pin) => `${pin.layer} unpinned`)),
  ];
}

function rangeDiff(from: Recipe["ranges"], to: Recipe["ranges"]): readonly string[] {
  const text = (range: Recipe["ranges"][number] | undefined) => range && `${range.lo} ${range.hi}`;
  const find = (ranges: Recipe["ranges"], value: string) => text(ranges.find((range) => range.value === value));
  const values = [...new Set([...from, ...to].map((range) => range.value))];
  const changed = values.filter((value) => find(from, value) !== find(to, value));
  if (changed.length > 1) return [`ranges of ${changed.length} tensors`];
  return changed.map((value) => `range of ${value}${find(to, value) === undefined ? " reset" : ""}`);
}
