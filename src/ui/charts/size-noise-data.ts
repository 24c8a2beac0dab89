/** @file What a layer weighs against what it costs: large and harmless, small and harmful. */
import type { SensitivityReport } from "../../core/sensitivity/report.ts";
import type { LayerRow } from "../../jobs/protocol.ts";

export interface SizePoint {
  readonly layer: string;
  readonly precision: LayerRow["precision"];
  /** Weights and bias as they are stored now. */
  readonly bytes: number;
  /** SQNR at the network's output if only this layer were quantized, dB: low is harmful. */
  readonly sqnr: number;
}

/** Harmful layers only, at most `most` of them, worst first. What costs less than a millionth is not drawn. */
export function sizeNoise(rows: readonly LayerRow[], { layers }: SensitivityReport, most = 512): readonly SizePoint[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  return layers
    .toSorted((a, b) => b.impact.total - a.impact.total)
    .flatMap(({ name, impact }): SizePoint[] => {
      const row = byName.get(name);
      if (row === undefined || impact.total < 1e-10) return [];
      const { precision, bytes } = row;
      return [{ layer: name, precision, bytes: bytes.after, sqnr: -10 * Math.log10(impact.total) }];
    })
    .slice(0, most);
}

export interface SizeDomains {
  /** Bytes, on a logarithmic axis that starts beside a place for layers without weights. */
  readonly x: readonly [number, number];
  /** dB; the lower end is drawn on top, where harm is. */
  readonly y: readonly [number, number];
}

export function sizeDomains(points: readonly SizePoint[]): SizeDomains {
  const sizes = points.map(({ bytes }) => bytes).filter((bytes) => bytes > 0);
  const lo = Math.max(1, 0.8 * Math.min(1e5, ...sizes));
  const hi = Math.max(lo * 10, Math.max(1, ...sizes) * 1.5);
  const levels = points.length === 0 ? [10, 40] : points.map(({ sqnr }) => sqnr);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  return { x: [lo, hi], y: [Math.floor((low - 2) / 5) * 5, Math.ceil((high + 2) / 5) * 5] };
}

/** Share of the plot's width kept for layers without weights. */
export const NO_WEIGHTS = 0.09;

/** Place in the plot, 0..1 from the left and from the top. */
export function sizePlace({ bytes, sqnr }: SizePoint, { x, y }: SizeDomains): readonly [number, number] {
  const across = Math.log(Math.max(x[0], bytes) / x[0]) / Math.log(x[1] / x[0]);
  const left = bytes === 0 ? NO_WEIGHTS / 2.5 : NO_WEIGHTS + (1 - NO_WEIGHTS) * across;
  return [left, (sqnr - y[0]) / (y[1] - y[0])];
}

/** Powers of ten within the axis. */
export function sizeTicks({ x }: SizeDomains): readonly number[] {
  const first = Math.ceil(Math.log10(x[0]));
  const n = Math.floor(Math.log10(x[1])) - first + 1;
  return Array.from({ length: n }, (_, i) => 10 ** (first + i));
}
