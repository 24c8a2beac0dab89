/** @file Where the commands write. Injected, so that tests run them in process and read what they said. */

export interface Io {
  /** Results: what a script would read. */
  readonly out: (text: string) => void;
  /** Failures, notes and progress. */
  readonly err: (text: string) => void;
  /** A person is watching stderr: progress may be drawn. */
  readonly interactive: boolean;
}

export const PROCESS_IO: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
};
