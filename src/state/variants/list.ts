/** @file The variants of a project as a list: kept, renamed, taken out. */
import { schemeOf } from "../../core/schemes.ts";
import { settingsDiff } from "./diff.ts";
import { variantKey } from "./keys.ts";
import { methodTitle, pinTitle } from "./settings.ts";
import { type Measured, recipeOf, type Variant } from "./variant.ts";

/** The variant that is already kept for this measurement. */
export function findKept(variants: readonly Variant[], measured: Measured): Variant | undefined {
  const key = variantKey(measured);
  return variants.find((variant) => variantKey(variant) === key);
}

/** What is known already stays as it is: the same inputs give the same results. @param parent id of the variant on screen before */
export function withVariant(
  variants: readonly Variant[],
  measured: Measured,
  { parent, at }: Pick<Variant, "parent" | "at">,
): readonly Variant[] {
  if (findKept(variants, measured)) return variants;
  const from = measured.source.kind === "file" ? null : parent;
  const variant = { ...measured, id: nextId(variants), parent: from, at };
  return [...variants, { ...variant, name: automaticName(variants, variant) }];
}

/**
 * A kept variant with what was worked out since: scores that take draws, also in segments that were made later, and costs on
 * devices. The same one when there is nothing new.
 */
export function grown(kept: Variant, { comparison, costs }: Pick<Measured, "comparison" | "costs">): Variant {
  // Only a comparison with its scores by class went through the draws.
  const isScored = comparison.classes !== undefined && scoresKey(comparison) !== scoresKey(kept.comparison);
  const isCosted = kept.costs === undefined && costs !== undefined;
  if (!isScored && !isCosted) return kept;
  return { ...kept, ...(isScored && { comparison }), ...(isCosted && { costs }) };
}

const scoresKey = ({ main, segments, classes }: Measured["comparison"]) => JSON.stringify([main, segments, classes]);

function nextId(variants: readonly Variant[]): string {
  return `v${1 + Math.max(0, ...variants.map(({ id }) => Number(id.slice(1))))}`;
}

/** What it became, and what tells it from its parent: "INT8", "INT8, U8 × U8", "INT8 MSE", "INT8, 2 pins", "INT8 (2)". */
function automaticName(variants: readonly Variant[], variant: Omit<Variant, "name">): string {
  const taken = new Set(variants.map(({ name }) => name));
  const title = variant.source.kind === "file" ? variant.source.file : variant.layers.title;
  const candidates = [title, ...distinguished(variants, variant, title)];
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  let n = 2;
  while (taken.has(`${title} (${n})`)) n++;
  return `${title} (${n})`;
}

function distinguished(variants: readonly Variant[], variant: Omit<Variant, "name">, title: string): readonly string[] {
  const recipe = recipeOf(variant);
  const parent = variants.find(({ id }) => id === variant.parent);
  const before = parent ? recipeOf(parent) : null;
  if (recipe === null || before === null) return [];
  const method = methodTitle(recipe);
  const { pins } = recipe;
  const [first] = pins;
  const pinned =
    pins.length === 0
      ? []
      : pins.length === 1 && first
        ? [`${title}, ${first.layer.split("/").at(-1)} ${pinTitle(first.precision)}`, `${title}, 1 pin`]
        : [`${title}, ${pins.length} pins`];
  const byMethod = method !== null && method !== methodTitle(before) ? [`${title} ${method}`] : [];
  const scheme = schemeOf(recipe)?.title;
  const byScheme = scheme !== undefined && scheme !== schemeOf(before)?.title ? [scheme] : [];
  return [...byScheme, ...byMethod, ...pinned];
}

export function withName(variants: readonly Variant[], id: string, name: string): readonly Variant[] {
  const trimmed = name.trim();
  if (trimmed === "") return variants;
  return variants.map((variant) => (variant.id === id ? { ...variant, name: trimmed } : variant));
}

/** Its children become those of its parent. */
export function withoutVariant(variants: readonly Variant[], id: string): readonly Variant[] {
  const gone = variants.find((variant) => variant.id === id);
  if (gone === undefined) return variants;
  return variants
    .filter((variant) => variant !== gone)
    .map((variant) => (variant.parent === id ? { ...variant, parent: gone.parent } : variant));
}

/** What was changed from the parent, in words. */
export function changesOf(variants: readonly Variant[], variant: Variant): readonly string[] {
  const { source } = variant;
  if (source.kind === "file") return [source.scheme ?? "Not quantized"];
  const parent = variants.find(({ id }) => id === variant.parent);
  if (parent?.source.kind !== "recipe") return [];
  const samples = parent.source.inputs.calibration === source.inputs.calibration ? [] : ["other calibration samples"];
  return [...settingsDiff(parent.source.recipe, source.recipe), ...samples];
}
