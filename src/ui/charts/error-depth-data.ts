/** @file Where the signal is lost: each layer's own error and what has gathered at its output, in network order. */
import type { SensitivityReport } from "../../core/sensitivity/report.ts";
import type { LayerRow } from "../../jobs/protocol.ts";

export interface DepthPoint {
  /** The layer shown: of a folded group, the one where most has gathered. */
  readonly layer: string;
  /** Position in the network, from 1. */
  readonly position: number;
  /** Noise over signal, dB, of its own quantization with a clean input; null when it adds none. */
  readonly own: number | null;
  /** The same at its output when all layers are quantized; null when not measured. */
  readonly gathered: number | null;
  /** Layers that this point stands for. */
  readonly layers: number;
}

const MAX_POINTS = 128;

/** At most `maxPoints` points, in the order of the layer table. Layers that the report does not hold keep their place. */
export function errorDepth(
  rows: readonly Pick<LayerRow, "name">[],
  { layers }: SensitivityReport,
  maxPoints = MAX_POINTS,
): readonly DepthPoint[] {
  const known = new Map(layers.map((layer) => [layer.name, layer]));
  const points = rows.map(({ name }, i): DepthPoint => {
    const found = known.get(name);
    const gathered = found?.gathered ?? null;
    return { layer: name, position: i + 1, own: noise(found?.own ?? 0), gathered: noise(gathered ?? 0), layers: 1 };
  });
  const fold = Math.max(1, Math.ceil(points.length / maxPoints));
  if (fold === 1) return points;
  return Array.from({ length: Math.ceil(points.length / fold) }, (_, i) =>
    folded(points.slice(i * fold, (i + 1) * fold)),
  );
}

function noise(ratio: number): number | null {
  return ratio > 0 ? 10 * Math.log10(ratio) : null;
}

function folded(group: readonly DepthPoint[]): DepthPoint {
  const worst = group.reduce((a, b) => (levelOf(b) > levelOf(a) ? b : a));
  return { ...worst, layers: group.length };
}

function levelOf({ gathered, own }: DepthPoint): number {
  return gathered ?? own ?? -Infinity;
}

/** The step at which gathered error grows most, as the energy it adds, from one measured point to the next. */
export function worstStep(points: readonly DepthPoint[]): { readonly at: number; readonly from: number } | null {
  let worst: { at: number; from: number; added: number } | null = null;
  let last: number | null = null;
  for (const [at, { gathered }] of points.entries()) {
    if (gathered === null) continue;
    if (last !== null) {
      const before = points[last]?.gathered ?? 0;
      const added = 10 ** (gathered / 10) - 10 ** (before / 10);
      if (added > (worst?.added ?? 0)) worst = { at, from: last, added };
    }
    last = at;
  }
  return worst === null ? null : { at: worst.at, from: worst.from };
}

/** Lower and upper end of the axis, on tens of dB. */
export function depthDomain(points: readonly DepthPoint[]): readonly [number, number] {
  const values = points.flatMap(({ own, gathered }) => [own, gathered]).filter((value) => value !== null);
  // Below -80 dB nothing is heard: float layers with tiny errors do not stretch the axis.
  const lo = Math.max(-80, Math.min(-20, ...values));
  return [Math.floor(lo / 10) * 10, Math.max(0, Math.ceil(Math.max(-Infinity, ...values) / 10) * 10)];
}
