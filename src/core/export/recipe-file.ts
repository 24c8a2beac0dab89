/** @file recipe.json: what reproduces the exported file byte for byte, and from which inputs. Checked on reading. */
import { z } from "zod";
import { StudioError } from "../errors.ts";
import { type Recipe, recipeSchema } from "../recipe.ts";
import { type Preprocess, preprocessSchema } from "../samples/preprocess-spec.ts";

const source = z.strictObject({ name: z.string(), sha256: z.string() });

/** The recipe with the inputs it was used on. The hashes say whether a repetition starts from the same bytes. */
export const recipeFileSchema = z.strictObject({
  ...recipeSchema.shape,
  preprocess: preprocessSchema.optional(),
  model: source.optional(),
  data: source.extend({ samples: z.int() }).optional(),
  /** SHA-256 of the exported .onnx. */
  result: z.strictObject({ sha256: z.string(), bytes: z.int() }).optional(),
});

export type RecipeFile = z.infer<typeof recipeFileSchema>;

/** @throws StudioError `recipe/invalid` naming the first field that is wrong */
export function parseRecipeFile(text: string, file: string): RecipeFile {
  const parsed = recipeFileSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError("recipe/invalid", {
    file,
    path: issue?.path.join(".") || "(top level)",
    message: issue?.message ?? "not valid",
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StudioError("recipe/invalid", { file, path: "(file)", message: "it is not JSON" }, cause);
  }
}

/** The recipe alone. */
export function recipeOf({ preprocess: _p, model: _m, data: _d, result: _r, ...recipe }: RecipeFile): Recipe {
  return recipe;
}

export interface RecipeInputs {
  readonly preprocess: Preprocess;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly data: { readonly name: string; readonly sha256: string; readonly samples: number };
  readonly result: { readonly sha256: string; readonly bytes: number };
}

export function formatRecipeFile(recipe: Recipe, inputs: RecipeInputs): string {
  return `${JSON.stringify({ ...recipe, ...inputs }, null, 2)}\n`;
}
