/** @file Rows of stress runs as they come, by what was asked for: they stay when a run is stopped. */
import { create } from "zustand";
import type { StressReport, StressRow } from "../../core/evaluate/stress/row.ts";
import type { StressProgress } from "../../jobs/protocol.ts";

/** As far as it got. */
export type StressSoFar = StressReport;

interface StressRows {
  readonly byRequest: Readonly<Record<string, StressSoFar>>;
}

export const useStressRows = create<StressRows>()(() => ({ byRequest: {} }));

/** A row that comes again, after a run was stopped, takes the place of its first one. */
export function addStressRows(request: string, { plain, rows }: StressProgress): void {
  if (plain === null && rows.length === 0) return;
  useStressRows.setState(({ byRequest }) => {
    const before = byRequest[request];
    const start = plain === null ? before : { metric: plain.metric, plain: plain.scores, rows: before?.rows ?? [] };
    if (start === undefined) return {};
    const others = start.rows.filter((row) => !rows.some((fresh) => isSame(row, fresh)));
    return { byRequest: { ...byRequest, [request]: { ...start, rows: [...others, ...rows] } } };
  });
}

function isSame(a: StressRow, b: StressRow): boolean {
  return a.corruption === b.corruption && a.strength === b.strength;
}
