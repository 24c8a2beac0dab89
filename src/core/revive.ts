/**
 * @file Rebuilds errors that crossed between workers. A clone keeps neither class nor code, so they travel
 * as plain data (name, message, code, detail, stack) and become a StudioError here when their code is ours.
 */
import { ERRORS } from "./error-texts.ts";
import { type ErrorCode, StudioError } from "./errors.ts";

export interface CrossedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
  readonly stack?: string;
}

/** Names of an error made because the other side died; `detail.message` is what the platform said. */
const DIED = "WorkerDied";

/** What engines say when an allocation failed, in the browsers and runtimes we know. */
const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|memory access out of bounds|could not allocate/i;

/** What a worker was doing, in the words of an error card. */
const STAGES: Readonly<Record<string, string>> = {
  load: "loading the model",
  collect: "calibrating",
  evaluate: "running the model",
  openModel: "opening the model",
  openData: "opening the images",
};

export function reviveError(error: CrossedError): Error {
  if (error.name === DIED) return deathError(error);
  const revived = isCode(error.code) ? new StudioError(error.code, error.detail) : new Error(error.message);
  if (!(revived instanceof StudioError)) revived.name = error.name;
  if (error.stack !== undefined) revived.stack = error.stack;
  return revived;
}

function deathError({ message, detail = {} }: CrossedError): StudioError {
  const said = String(detail.message ?? message);
  const stage = STAGES[String(detail.job)] ?? `working on “${detail.job}”`;
  return OUT_OF_MEMORY.test(said)
    ? new StudioError("runtime/memory", { stage })
    : new StudioError("runtime/worker", { stage, message: said });
}

function isCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERRORS, code);
}
