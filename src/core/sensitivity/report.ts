/** @file How much every layer costs at the network's output. Plain data: it crosses from the worker, and is written by the command line. */
import type { PinPrecision } from "../recipe.ts";

/** Error energy at the network's output, relative to the output's own energy: 0.01 is 20 dB of SQNR. */
export interface Impact {
  /** What rounding weights and constant operands, and what rounding the layer's output cost, each alone (see spots.ts). */
  readonly weight: number;
  readonly activation: number;
  /** Both together: what this layer adds to the error at the output. Values of layers add up. */
  readonly total: number;
  /** 95 % interval of `total`, from resampling images. */
  readonly interval: readonly [number, number];
}

export interface LayerSensitivity {
  /** Node name in the prepared graph: what pins refer to. */
  readonly name: string;
  /** The value the layer writes, after a folded clamp: as `activation` of `LayerRow`. */
  readonly output: string;
  /** At the precision the recipe gives it. */
  readonly impact: Impact;
  /**
   * Error at the output, were the layer pinned to each of these; a precision it cannot take is left out. What changes is
   * the difference to `impact.total`: it holds what neighbours round anew or no more, so this may fall below 0.
   */
  readonly at: Readonly<Partial<Record<PinPrecision, number>>>;
  /** Own error, at its own output with a clean input: noise over signal, energy. */
  readonly own: number;
  /** Error that has gathered at its output when all layers are quantized: noise over signal, energy. Null when not measured. */
  readonly gathered: number | null;
  /** Change of top-1 in points, or of agreement with FP32 without labels, when only this layer is quantized; estimated, null where it cannot be. */
  readonly score: number | null;
  /** Error at the output by a real run with only this layer quantized; null when it was not verified. */
  readonly verified: number | null;
  /** How `impact` was found: by the adjoint method, or by running the rest of the graph again. */
  readonly method: "adjoint" | "rerun";
}

export interface SensitivityReport {
  /** Most harmful first. */
  readonly layers: readonly LayerSensitivity[];
  readonly samples: number;
  /** Ops of the graph without a backward rule, with how many layers were run again because of them. */
  readonly rerun: { readonly ops: readonly string[]; readonly layers: number };
}
