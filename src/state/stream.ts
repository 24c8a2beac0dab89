/** @file Results of evaluations that are still running, shown before the job answers. */
import { create } from "zustand";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import type { Sent } from "../jobs/protocol.ts";

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
  readonly all: readonly SampleResult[];
  /** Forgets what was collected: the job answered, failed or was stopped. */
  end(): void;
}

export function collectStream(name: StreamName): Collector {
  const all: SampleResult[] = [];
  let shownAt = -Infinity;
  let shown = 0;
  useStream.setState({ [name]: null });
  return {
    all,
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

/** The evaluation as the job answered it. @param streamed every result that came with its progress, in any order */
export function rejoined({ order, ...evaluation }: Evaluation & Sent, streamed: readonly SampleResult[]): Evaluation {
  if (order === undefined) return evaluation;
  const byId = new Map(streamed.map((result) => [result.id, result]));
  return { ...evaluation, results: order.flatMap((id) => byId.get(id) ?? []) };
}
