/** @file Noise of each layer's own quantization, along the depth of the network. */
import type { LayerRow } from "../../jobs/protocol.ts";

export interface NoiseBar {
  /** The layer shown: of a folded group, the noisiest. */
  readonly layer: string;
  /** Position in the network, from 1. */
  readonly position: number;
  /** Noise relative to the signal, dB (minus SQNR); null when the layer stays in float. */
  readonly noise: number | null;
  readonly precision: LayerRow["precision"];
  /** Layers that this bar stands for. */
  readonly layers: number;
}

const MAX_BARS = 128;

/** At most `maxBars` bars in network order; neighbours are folded to the noisiest of them. */
export function layerNoise(layers: readonly LayerRow[], maxBars = MAX_BARS): readonly NoiseBar[] {
  const fold = Math.max(1, Math.ceil(layers.length / maxBars));
  const bars: NoiseBar[] = [];
  for (let i = 0; i < layers.length; i += fold) {
    const group = layers.slice(i, i + fold);
    const worst = group.reduce((a, b) => (noiseOf(b) > noiseOf(a) ? b : a));
    bars.push({
      layer: worst.name,
      position: layers.indexOf(worst) + 1,
      noise: worst.sqnr === null ? null : -worst.sqnr,
      precision: worst.precision,
      layers: group.length,
    });
  }
  return bars;
}

/** Float layers add none. */
function noiseOf({ sqnr }: LayerRow): number {
  return sqnr === null ? -Infinity : -sqnr;
}

/** Lower end of the axis: ten dB below the quietest bar, on a ten. */
export function noiseFloor(bars: readonly NoiseBar[]): number {
  const quietest = Math.min(...bars.map((bar) => bar.noise ?? 0), -10);
  return Math.floor(quietest / 10) * 10 - 10;
}
