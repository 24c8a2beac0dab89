/** @file Reading a preprocessing description from JSON of unknown origin. */
import { StudioError } from "../errors.ts";
import { preprocessSchema, type Preprocess } from "./preprocess-spec.ts";
import { channelsOf } from "./preprocess.ts";
import { PRESETS } from "./presets.ts";

/**
 * @param file where `json` came from, named in the error
 * @throws StudioError `preprocess/invalid` with the first field that is wrong
 */
export function parsePreprocess(json: unknown, file: string): Preprocess {
  const presets = PRESETS.map(({ id }) => id).join(", ");
  const refuse = (path: string, message: string) =>
    new StudioError("preprocess/invalid", { file, path, message, presets });
  const parsed = preprocessSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse(issue?.path.join(".") || "the file", issue?.message ?? "does not match");
  }
  const want = channelsOf(parsed.data);
  for (const field of ["mean", "std"] as const) {
    const have = parsed.data[field].length;
    if (have !== want) throw refuse(field, `needs ${want} values for ${parsed.data.channels}, has ${have}`);
  }
  return parsed.data;
}
