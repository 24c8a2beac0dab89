/** @file What each layer costs at the network's output, as bars: weights and activations apart, most harmful first. */
import type { LayerSensitivity, SensitivityReport } from "../../core/sensitivity/report.ts";

export interface SensitivityBar {
  readonly layer: string;
  /** From 1, most harmful first. */
  readonly rank: number;
  /** Shares of the error at the network's output, 0..1; weights and activations make up the whole. */
  readonly share: number;
  readonly weights: number;
  readonly activations: number;
  /** 95 % interval of `share`. */
  readonly interval: readonly [number, number];
  /** Error energy at the output relative to the output's own. */
  readonly impact: number;
  /** Share by a real run with only this layer quantized; null when it was not verified. */
  readonly verified: number | null;
}

export interface SensitivityBars {
  readonly bars: readonly SensitivityBar[];
  /** Layers beyond the bars, and the share they cause together. */
  readonly rest: { readonly layers: number; readonly share: number };
}

const MAX_BARS = 128;

/** At most `maxBars` bars of layers that cause an error. Shares are of the sum over all layers. */
export function sensitivityBars({ layers }: SensitivityReport, maxBars = MAX_BARS): SensitivityBars {
  const total = totalOf(layers);
  const harmful = layers.filter(({ impact }) => impact.total > 0).toSorted((a, b) => b.impact.total - a.impact.total);
  const rest = harmful.slice(maxBars);
  return {
    bars: harmful.slice(0, maxBars).map((layer, i) => barOf(layer, i + 1, total)),
    rest: { layers: rest.length, share: rest.length === 0 ? 0 : totalOf(rest) / total },
  };
}

export function totalOf(layers: readonly Pick<LayerSensitivity, "impact">[]): number {
  return layers.reduce((sum, { impact }) => sum + impact.total, 0);
}

function barOf({ name, impact, verified }: LayerSensitivity, rank: number, total: number): SensitivityBar {
  const share = impact.total / total;
  // The two alone need not add up to both together: they are drawn in their proportion.
  const parts = impact.weight + impact.activation;
  const weights = parts > 0 ? (share * impact.weight) / parts : 0;
  return {
    layer: name,
    rank,
    share,
    weights,
    activations: share - weights,
    interval: [impact.interval[0] / total, impact.interval[1] / total],
    impact: impact.total,
    verified: verified === null ? null : verified / total,
  };
}

/** Upper end of the axis: the bars fill it, and an interval far above them does not flatten them. */
export function shareCeiling(bars: readonly SensitivityBar[]): number {
  const tallest = Math.max(0.01, ...bars.map(({ share, verified }) => Math.max(share, verified ?? 0)));
  return Math.min(1.4 * tallest, Math.max(1.05 * tallest, ...bars.map(({ interval }) => interval[1])));
}

/** How many of the worst layers cause half of the error. */
export function layersOfHalf({ layers }: SensitivityReport): { readonly layers: number; readonly share: number } {
  const total = totalOf(layers);
  let [gathered, n] = [0, 0];
  for (const { impact } of layers.toSorted((a, b) => b.impact.total - a.impact.total)) {
    if (total === 0 || gathered >= total / 2) break;
    gathered += impact.total;
    n += 1;
  }
  return { layers: n, share: total === 0 ? 0 : gathered / total };
}
