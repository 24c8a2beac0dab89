/** @file Numbers on the command line. */
import { StudioError } from "../core/errors.ts";

/** @throws StudioError `cli/usage` when it is no number, or a negative one */
export function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new StudioError("cli/usage", {
    what: `${option} ${text} is not a number.`,
    why: "It takes a number that is not negative.",
    fix: "Run qstudio search --help.",
  });
}
