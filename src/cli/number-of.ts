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

/**
 * How many samples to look at.
 * @param why what the number says, one sentence @throws StudioError `cli/usage`
 */
export function samplesOf(option: string, text: string, { why, usual }: { why: string; usual: number }): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new StudioError("cli/usage", {
    what: `${option} ${text} is not a number of samples.`,
    why,
    fix: `Write e.g. ${option} ${usual}`,
  });
}
