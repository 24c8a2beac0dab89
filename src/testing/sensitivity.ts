/** @file Sensitivity reports made up for tests. */
import type { LayerRow } from "../core/quantize/layer-row.ts";
import type { LayerSensitivity, SensitivityReport } from "../core/sensitivity/report.ts";

/** A layer of 1000 weights. */
export function rowOf(name: string, other: Partial<LayerRow> = {}): LayerRow {
  return {
    name,
    op: "Conv",
    shape: [1, 4, 8, 8],
    precision: "INT8",
    reason: null,
    pinned: false,
    pinnable: true,
    parameters: 1000,
    macs: 4000,
    bytes: { before: 4000, after: 1000 },
    sqnr: 30,
    clipped: 0,
    activation: `${name}_out`,
    weight: `${name}_w`,
    ...other,
  };
}

/** A quarter of its error comes from the weights, which 16-bit activations leave. */
export function sensitivityOf(name: string, total: number, other: Partial<LayerSensitivity> = {}): LayerSensitivity {
  return {
    name,
    output: `${name}_out`,
    impact: { weight: total / 4, activation: (3 * total) / 4, total, interval: [0.8 * total, 1.3 * total] },
    at: { float32: 0, float16: total / 1e4, int16: total / 4, int8: total },
    own: total / 2,
    gathered: total * 2,
    score: -100 * total,
    verified: null,
    method: "adjoint",
    ...other,
  };
}

/** Most harmful first, as the engine answers. */
export function reportOf(layers: readonly LayerSensitivity[]): SensitivityReport {
  const sorted = layers.toSorted((a, b) => b.impact.total - a.impact.total);
  return { layers: sorted, samples: 32, rerun: { ops: [], layers: 0 } };
}
