/** @file Results of evaluations that are still running, shown before the job answers. */
import { create } from "zustand";
import type { SampleResult } from "../core/evaluate/evaluation.ts";

export interface Streamed {
  /** Finished samples, in the order they came. A new array each time it is shown. */
  readonly results: readonly SampleResult[];
  readonly total: number;
}

interface Streams {
  readonly baseline: Streamed | null;
  readonly evaluate: Streamed | null;
}

export type StreamName = keyof Streams;

export const useStream = create<Streams>()(() => ({ baseline: null, evaluate: null }));

/** Least time between two showings, ms. It grows with the number of results, so that the sum of all work stays linear. */
const SHOW_EVERY = 250;
const GROWTH = 1.1;

export interface Collector {
  add(results: readonly SampleResult[], total: number): void;
  /** Forgets what was collected: the job answered, failed or was stopped. */
  end(): void;
}

export function collectStream(name: StreamName): Collector {
  const all: SampleResult[] = [];
  let shownAt = -Infinity;
  let shown = 0;
  useStream.setState({ [name]: null });
  return {
    add(results, total) {
      all.push(...results);
      const now = performance.now();
      if (now - shownAt < SHOW_EVERY || all.length < shown * GROWTH) return;
      shownAt = now;
      shown = all.length;
      useStream.setState({ [name]: { results: [...all], total } });
    },
    end: () => useStream.setState({ [name]: null }),
  };
}
