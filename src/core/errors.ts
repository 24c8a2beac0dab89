/**
 * @file Failures a user can act on: what happened, why, what to do. Anything that is not a StudioError is a bug and is
 * shown as one.
 */
import { type Detail, ERRORS, type ErrorText } from "./error-texts.ts";

export type ErrorCode = keyof typeof ERRORS;

/** A failure the user can act on. `code` is stable; the text comes from the table above. */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly detail: Detail;

  constructor(code: ErrorCode, detail: Detail = {}, cause?: unknown) {
    super(explain(code, detail).what, cause === undefined ? undefined : { cause });
    this.name = "StudioError";
    this.code = code;
    this.detail = detail;
  }

  get text(): ErrorCard {
    return explain(this.code, this.detail);
  }
}

/** The three sentences shown on a card or printed to stderr. */
export interface ErrorCard {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

export function explain(code: ErrorCode, detail: Detail): ErrorCard {
  const { what, why, fix }: ErrorText = ERRORS[code];
  const say = (text: string | ((d: Detail) => string)) => (typeof text === "string" ? text : text(detail));
  return { what: what(detail), why: say(why), fix: say(fix) };
}

/** Stops on a broken internal invariant: a bug of ours, never a user's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}
