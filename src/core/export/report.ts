/** @file report.json: what was done to the model, what was measured, in which runtime, on which data. */
import type { Comparison } from "../evaluate/evaluation.ts";
import type { Check } from "../evaluate/paired/checks.ts";
import type { Fate } from "../fusion/fusion-map.ts";
import { integerShare } from "../fusion/integer-share.ts";

/** What stays of a layer in the report. */
export interface ReportLayer {
  readonly name: string;
  readonly op: string;
  readonly precision: string;
  readonly reason: string | null;
  readonly bytes: { readonly before: number; readonly after: number };
  readonly sqnr: number | null;
  readonly clipped: number | null;
}

export interface ReportInputs {
  readonly model: { readonly name: string; readonly sha256: string; readonly bytes: number };
  readonly result: { readonly sha256: string; readonly bytes: number };
  readonly calibration: { readonly name: string; readonly sha256: string; readonly samples: number };
  readonly validation: { readonly name: string; readonly sha256: string; readonly samples: number } | null;
  readonly runtime: string;
  readonly comparison: Comparison | null;
  readonly layers: readonly ReportLayer[];
  /** How ONNX Runtime runs the layers, predicted from the exported file. */
  readonly fates: readonly Fate[];
  readonly notes: readonly string[];
  /** Re-run of the exported bytes before the download was offered. */
  readonly check: { readonly samples: number; readonly difference: number } | null;
  /** Samples that had to stay right, and why they were overruled where they were. */
  readonly gates?: { readonly checks: readonly Check[]; readonly overruled: string | null };
}

export function formatReport(inputs: ReportInputs): string {
  const { comparison, fates, layers, ...rest } = inputs;
  const kernels = new Map(fates.map(({ node, outcome, kernel, reason }) => [node, { outcome, kernel, reason }]));
  const report = {
    format: "qstudio-report",
    version: 1,
    ...rest,
    layers: layers.map((layer) => ({ ...layer, runsAs: kernels.get(layer.name) ?? null })),
    integerKernels: integerShare(fates),
    size: { before: inputs.model.bytes, after: inputs.result.bytes, ratio: inputs.model.bytes / inputs.result.bytes },
    accuracy: comparison,
  };
  // JSON has no NaN or Infinity; "not measured" is null.
  return `${JSON.stringify(report, (_key, value) => (typeof value === "number" && !Number.isFinite(value) ? null : value), 2)}\n`;
}
