/** @file `--set PATH=VALUE`: one field of the recipe changed on the command line. */
import { z } from "zod";
import { StudioError } from "../core/errors.ts";
import { DEFAULT_RECIPE, type Recipe, recipeSchema } from "../core/recipe.ts";
import { schemeById, withScheme } from "../core/schemes.ts";
import { TARGET_IDS } from "../core/targets/ids.ts";
import { forTarget } from "../core/targets/index.ts";

/** Paths that can be set, e.g. "weights.granularity". */
export const SETTINGS: readonly string[] = Object.entries(DEFAULT_RECIPE)
  .filter(([key]) => key !== "format" && key !== "version")
  .flatMap(([key, value]) =>
    Array.isArray(value) || typeof value !== "object" ? [key] : Object.keys(value).map((field) => `${key}.${field}`),
  );

/** The values of a setting as JSON Schema says them; only what the recipe uses. */
interface Values {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Values>>;
}

/** One line per setting with its values and its default, for `--help`. */
export function settingsHelp(): string {
  const schema = z.toJSONSchema(recipeSchema) as Values;
  const width = Math.max(...SETTINGS.map((path) => path.length));
  const lines = SETTINGS.map((path) => {
    const [values, standard] = path
      .split(".")
      .reduce<readonly [Values, unknown]>(
        ([at, value], key) => [at.properties?.[key] ?? {}, (value as Record<string, unknown>)[key]],
        [schema, DEFAULT_RECIPE],
      );
    const text = typeof standard === "object" ? "JSON, as in recipe.json" : `${valuesText(values)} (${standard})`;
    return `  ${path.padEnd(width)}  ${text}`;
  });
  return `\nSettings, with their defaults:\n${lines.join("\n")}\n`;
}

function valuesText({ type, enum: options, minimum, maximum }: Values): string {
  if (options !== undefined) return options.join(", ");
  return type === "boolean" ? "true, false" : `${minimum} to ${maximum}`;
}

/**
 * Applies settings in order; the last one of a path wins. Values are JSON where they parse, else text.
 * @throws StudioError `recipe/setting` naming the path, the value and what was expected
 */
export function applySettings(recipe: Recipe, settings: readonly string[]): Recipe {
  return settings.reduce(applySetting, recipe);
}

function applySetting(recipe: Recipe, setting: string): Recipe {
  const at = setting.indexOf("=");
  if (at < 0) refuse(setting, "", "A setting is written PATH=VALUE, e.g. calibration.method=mse.");
  const path = setting.slice(0, at).trim();
  const value = setting.slice(at + 1).trim();
  if (!SETTINGS.includes(path)) refuse(path, value, `There is no such setting. There are: ${SETTINGS.join(", ")}.`);
  // A scheme goes by the name of its preset, which sets several fields; a target brings what it prescribes.
  const preset = path === "scheme" ? schemeById(value) : undefined;
  if (preset !== undefined) return withScheme(recipe, preset);
  if (path === "target") {
    const target = TARGET_IDS.find((id) => id === value);
    if (target !== undefined) return forTarget(recipe, target);
  }
  const parsed = recipeSchema.safeParse(replaced(recipe, path.split("."), jsonOrText(value)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  refuse(path, value, `${issue?.message ?? "The value does not fit"}.`);
}

function refuse(path: string, value: string, message: string): never {
  throw new StudioError("recipe/setting", { path, value, message });
}

function replaced(target: object, [key, ...rest]: readonly string[], value: unknown): object {
  if (key === undefined) return target;
  const inner = rest.length === 0 ? value : replaced((target as Record<string, object>)[key] ?? {}, rest, value);
  return { ...target, [key]: inner };
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value; // `mse` needs no quotes
  }
}
