/** @file From a thrown value to an exit code and a text: what happened, why, what to do. */
import { CommanderError } from "commander";
import { type ErrorCard, StudioError } from "../core/errors.ts";
import type { Io } from "./io.ts";

export const EXIT = { done: 0, budget: 1, badInput: 2, bug: 70 } as const;

/** Reports a failure on stderr. @returns the exit code */
export function report(thrown: unknown, io: Io): number {
  if (thrown instanceof CommanderError) return reportUsage(thrown, io);
  if (thrown instanceof StudioError) {
    io.err(cardText(thrown.text));
    return EXIT.badInput;
  }
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  io.err(
    cardText({
      what: "qstudio failed because of a bug of its own.",
      why: detail,
      fix: "Please report it with the command line above and, if you may share it, the model.",
    }),
  );
  return EXIT.bug;
}

/** `--help` and `--version` end as a CommanderError with exit code 0. */
function reportUsage(error: CommanderError, io: Io): number {
  if (error.exitCode === 0) return EXIT.done;
  if (error.code === "commander.help") return reportNothing(io);
  const what = error.message.replace(/^error: /, "").replace(/^./, (c) => c.toUpperCase());
  io.err(
    cardText({
      what: what.endsWith(".") ? what : `${what}.`,
      why: "The command line does not fit the command.",
      fix: "Run qstudio --help, or qstudio COMMAND --help.",
    }),
  );
  return EXIT.badInput;
}

function reportNothing(io: Io): number {
  io.err(
    cardText({
      what: "No command was given.",
      why: "qstudio does one thing per call.",
      fix: "Name one of the commands above, e.g. qstudio inspect MODEL.",
    }),
  );
  return EXIT.badInput;
}

export function cardText({ what, why, fix }: ErrorCard): string {
  return `${what}\n  why: ${why}\n  fix: ${fix}\n`;
}
