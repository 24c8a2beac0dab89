/** @file What a simulation found, summed over samples. */
import type { Tensor } from "../tensor.ts";
import type { Found, LeftOut } from "./find-layers.ts";
import type { LayerRun } from "./layer.ts";

export interface LayerSaturation {
  readonly node: string;
  readonly op: string;
  /** Share of weight pairs that some input makes saturate, found without data. */
  readonly risk: number;
  /** Share of pairs that did saturate on the samples. */
  readonly share: number;
  /** Of the layer's result against the exact one for the same input, dB; null when they are equal. */
  readonly sqnr: number | null;
}

export interface SaturationReport {
  readonly samples: number;
  /** Layers that can saturate, in the order they run. */
  readonly layers: readonly LayerSaturation[];
  /** Layers that may saturate too, but are not simulated. */
  readonly left: readonly LeftOut[];
  /**
   * Share of samples whose largest output is the same with and without saturation; null when the first output is no
   * list of scores.
   */
  readonly agreement: number | null;
  /** Of the first output against that of an exact processor, dB; null when equal. */
  readonly sqnr: number | null;
  /** What to do about it; null when nothing saturates. */
  readonly remedy: string | null;
}

const REMEDY =
  "Quantize with U8 weights (scheme u8u8), or with 7-bit S8 weights (scheme u8s8-7bit): neither can saturate. Processors with VNNI, ARM and WebAssembly are not affected.";

export interface Tally {
  readonly addLayer: (index: number, run: LayerRun) => void;
  /** @param rows samples in the first axis @param used how many of them count */
  readonly addOutput: (exact: Tensor, saturated: Tensor, rows: number, used: number) => void;
  readonly report: () => SaturationReport;
}

export function createTally({ layers, left }: Found): Tally {
  const totals = layers.map(() => ({ hits: 0, pairs: 0, signal: 0, noise: 0 }));
  const all = { samples: 0, same: 0, signal: 0, noise: 0, scores: true };
  return {
    addLayer(index, { hits, pairs, signal, noise }) {
      const total = totals[index];
      if (total === undefined) return;
      total.hits += hits;
      total.pairs += pairs;
      total.signal += signal;
      total.noise += noise;
    },
    addOutput(exact, saturated, rows, used) {
      all.scores &&= exact.dims.filter((n, axis) => axis > 0 && n > 1).length <= 1;
      const length = exact.data.length / rows;
      for (let row = 0; row < used; row++) {
        const [a, b] = [exact, saturated].map(({ data }) => data.subarray(row * length, (row + 1) * length));
        if (a === undefined || b === undefined) continue;
        all.samples++;
        if (largest(a) === largest(b)) all.same++;
        for (let i = 0; i < a.length; i++) {
          all.signal += Number(a[i]) ** 2;
          all.noise += (Number(a[i]) - Number(b[i])) ** 2;
        }
      }
    },
    report: () => ({
      samples: all.samples,
      layers: layers.map(({ node, op, risk }, i) => {
        const { hits, pairs, signal, noise } = totals[i] as (typeof totals)[number];
        return { node, op, risk, share: pairs === 0 ? 0 : hits / pairs, sqnr: decibels(signal, noise) };
      }),
      left,
      agreement: !all.scores || all.samples === 0 ? null : all.same / all.samples,
      sqnr: decibels(all.signal, all.noise),
      remedy: totals.some(({ hits }) => hits > 0) ? REMEDY : null,
    }),
  };
}

function decibels(signal: number, noise: number): number | null {
  return noise === 0 ? null : 10 * Math.log10(signal / noise);
}

function largest(values: Tensor["data"]): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Number(values[i]) > Number(values[best])) best = i;
  return best;
}
