/** @file One line of progress on a terminal: stage, count, rate, time left. Silent when nobody watches. */
import type { Progress } from "../jobs/protocol.ts";
import type { Io } from "./io.ts";

/** Redrawing more often than this only costs time, ms. */
const EVERY = 100;
const CLEAR = "\r\u001b[K";

export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  /** Removes the line, so that what is printed next starts clean. */
  readonly clear: () => void;
}

export function progressLine(io: Io, now: () => number = () => performance.now()): ProgressLine {
  if (!io.interactive) return { show: () => {}, clear: () => {} };
  let stage = "";
  let since = 0;
  let shown = -Infinity;
  return {
    show(progress) {
      const time = now();
      if (progress.stage !== stage) [stage, since, shown] = [progress.stage, time, -Infinity];
      if (time - shown < EVERY && progress.done < progress.total) return;
      shown = time;
      io.err(CLEAR + progressText(progress, (time - since) / 1000));
    },
    clear() {
      if (shown > -Infinity) io.err(CLEAR);
      [stage, shown] = ["", -Infinity];
    },
  };
}

/** @param seconds since the stage began */
export function progressText({ stage, done, total, unit }: Progress, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 && done < total ? `, ${Math.ceil((total - done) / rate)} s left` : "";
  const speed = rate > 0 ? `, ${rate.toFixed(1)} ${unit}/s` : "";
  return `${stage} ${done}/${total} ${unit}${speed}${left}`;
}
