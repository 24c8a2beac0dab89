/** @file A sample that cannot be fed to the model is left out by name, and the others go on. */
import { type ErrorCode, StudioError } from "../errors.ts";
import type { Skipped } from "./dataset.ts";

/** What is wrong with a single file. */
const OF_ONE_SAMPLE: ReadonlySet<ErrorCode> = new Set([
  "data/decode",
  "data/kind",
  "data/size",
  "data/inputs",
  "data/shape",
]);

/** The reason to leave a sample out; null for failures that are not its own. */
export function leftOutBy(error: unknown, id: string): Skipped | null {
  if (!(error instanceof StudioError) || !OF_ONE_SAMPLE.has(error.code)) return null;
  const { code, detail, text } = error;
  if (code === "data/decode") return { id, reason: `does not decode: ${detail["message"] ?? ""}` };
  const what = text.what.startsWith(`${id} `) ? text.what.slice(id.length + 1) : text.what;
  return { id, reason: what.replace(/\.$/, ""), error: { code, detail } };
}

/** What to throw when not a single sample could be used: the first one's own reason, or that there is none. */
export function noneUsable(skipped: Iterable<Skipped>, role: string, source: string): StudioError {
  for (const { error } of skipped) {
    if (error !== undefined) return new StudioError(error.code, error.detail);
  }
  return new StudioError("data/none", { role, source });
}
