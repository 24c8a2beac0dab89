/** @file The projects that are kept in this browser: listed, opened again, forgotten. */
import type { QueryClient } from "@tanstack/react-query";
import type { Evaluation } from "../../core/evaluate/evaluation.ts";
import { type Recipe, recipeSchema } from "../../core/recipe.ts";
import { currentBudget } from "../budget/budget.ts";
import { makeDrop, type Drop } from "../drop.ts";
import type { History } from "../history.ts";
import { jobs } from "../queries.ts";
import { useStudio } from "../store.ts";
import type { FinishedStudy } from "../slices/sensitivity.ts";
import type { Variant } from "../variants/variant.ts";
import { database, type KeptBaseline, type KeptDrop, type KeptProject, type KeptStudy } from "./database.ts";
import { isWhole, unpackEvaluation } from "./pack.ts";
import { adopt, release } from "./queue.ts";

/** Last changed first. */
export async function keptProjects(): Promise<readonly KeptProject[]> {
  return database().projects.orderBy("at").reverse().toArray();
}

/** Removes everything that is kept of a project. */
export async function forgetProject(id: string): Promise<void> {
  release(id);
  const db = database();
  await db.transaction("rw", [db.projects, db.files, db.variants, db.baselines, db.studies, db.searches], async () => {
    await db.projects.delete(id);
    await db.baselines.delete(id);
    await db.studies.delete(id);
    for (const table of [db.files, db.variants, db.searches]) await table.where("project").equals(id).delete();
  });
}

/**
 * Puts a project back: sources, recipe with its past, results. Results go where jobs would have put them, so that
 * nothing runs that was run before; nothing else is started either.
 */
export async function openKept(id: string, client: QueryClient): Promise<void> {
  const db = database();
  const project = await db.projects.get(id);
  if (project === undefined) throw new Error("this project is no longer kept in this browser");
  const rows = await db.variants.where("project").equals(id).toArray();
  const variants = rows
    .map(({ variant, packed }): Variant => currentVariant({ ...variant, evaluation: unpackEvaluation(packed) }))
    .toSorted((a, b) => a.at - b.at);
  const files = new Map<number, Blob>();
  const drops = {
    model: await readDrop(project.model, files),
    calibration: project.calibration && (await readDrop(project.calibration, files)),
    validation: project.validation && (await readDrop(project.validation, files)),
    hardCases: project.hardCases ? await readDrop(project.hardCases, files) : null,
  };
  const row = await db.baselines.get(id);
  const baseline = row ? seedBaseline(client, row) : null;
  const lastStudy = currentStudy(await db.studies.get(id));
  for (const variant of variants) seedVariant(client, variant);
  adopt(id, { files: new Map([...files].map(([key, blob]) => [blob, key])), variants, baseline, study: lastStudy });
  const recipes = currentHistory(project.recipes);
  const { measuredTimes = [] } = project;
  useStudio
    .getState()
    .reopen(
      { ...project, recipes, budget: currentBudget(project.budget) },
      { ...drops, variants, measuredTimes, lastStudy },
    );
}

/** Settings that are newer than the visit take their defaults. */
function currentRecipe(recipe: Recipe): Recipe {
  return recipeSchema.parse(recipe);
}

function currentHistory({ past, present, future }: History<Recipe>): History<Recipe> {
  return { past: past.map(currentRecipe), present: currentRecipe(present), future: future.map(currentRecipe) };
}

function currentStudy(row: KeptStudy | undefined): FinishedStudy | null {
  return row === undefined ? null : { ...row.study, recipe: currentRecipe(row.study.recipe) };
}

function currentVariant(variant: Variant): Variant {
  const { source } = variant;
  if (source.kind === "file") return variant;
  return { ...variant, source: { ...source, recipe: currentRecipe(source.recipe) } };
}

/** @param known files read so far, so that one that serves two roles stays one. @throws Error when one is gone */
async function readDrop({ name, files }: KeptDrop, known: Map<number, Blob>): Promise<Drop> {
  const missing = [...new Set(files.map(({ file }) => file))].filter((file) => !known.has(file));
  const rows = await database().files.bulkGet(missing);
  for (const row of rows) if (row) known.set(row.id, row.blob);
  const found = files.map(({ path, file }) => {
    const blob = known.get(file);
    if (blob === undefined) throw new Error(`the browser has removed ${path} from its storage`);
    return { path, blob };
  });
  return makeDrop(found, name);
}

/** Null when its outputs were too large to keep: it must be measured again before anything is compared with it. */
function seedBaseline(client: QueryClient, { bench, packed }: KeptBaseline): Evaluation | null {
  const evaluation = unpackEvaluation(packed);
  if (!isWhole(evaluation)) return null;
  client.setQueryData(jobs.baseline(bench.model, bench.validation, bench.preprocess).queryKey, evaluation);
  return evaluation;
}

function seedVariant(client: QueryClient, { source, bench, evaluation }: Variant): void {
  if (source.kind !== "recipe") return;
  const { inputs, recipe, report } = source;
  client.setQueryData(jobs.quantize(inputs, recipe).queryKey, report);
  if (!isWhole(evaluation)) return;
  client.setQueryData(jobs.evaluate(inputs, recipe, report, bench.validation).queryKey, evaluation);
}
