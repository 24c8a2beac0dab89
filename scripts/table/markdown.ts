/** @file Rows as docs/results.md. */
import { SCHEME_PRESETS } from "../../src/core/schemes.ts";
import type { Row } from "./row.ts";

const ORIGINAL = { id: "float32", title: "original, FP32" };
const COLUMNS = ["scheme", "loads", "integer kernels", "score", "agreement", "SQNR, dB", "size"];

/** Same rows, same text: no dates, no times. */
export function markdown(rows: readonly Row[], models: readonly string[]): string {
  const parts = models.flatMap((model) =>
    section(
      model,
      rows.filter((row) => row.model === model),
    ),
  );
  return `${[...INTRODUCTION, ...parts].join("\n")}\n`;
}

const INTRODUCTION: readonly string[] = [
  "# Every model by every scheme",
  "",
  "Made by `npm run table`; do not edit. Each file is made with the settings of its scheme and nothing else chosen by",
  "hand: guessed preprocessing, default calibration, no pins. It counts as loaded when ONNX Runtime opens and runs it both",
  "natively and as WebAssembly. Answers come from WebAssembly, which computes the same on every machine; integer kernels are",
  "counted in the graph that the native CPU provider optimized, among convolutions and matrix products. Agreement is the",
  "share of samples with the same best class as FP32 with its 95 % interval; of a detector, the share of sure objects",
  "that both find. `qstudio schemes` says when to use which.",
];

function section(model: string, rows: readonly Row[]): readonly string[] {
  const schemes = [ORIGINAL, ...SCHEME_PRESETS];
  const lines = schemes.flatMap((scheme) => rows.filter((row) => row.scheme === scheme.id).map(line));
  if (lines.length === 0) return [];
  const samples = Math.max(...rows.map((row) => row.samples ?? 0));
  const failures = rows.flatMap(({ scheme, failure }) =>
    failure === null ? [] : [`- ${scheme}: ${oneLine(failure)}`],
  );
  return [
    "",
    `## ${model}`,
    "",
    `${samples} validation samples.`,
    "",
    `| ${COLUMNS.join(" | ")} |`,
    `|${COLUMNS.map((_, i) => (i === 0 ? " --- " : " ---: ")).join("|")}|`,
    ...lines,
    ...(failures.length === 0 ? [] : ["", ...failures]),
  ];
}

function line({ scheme, failure, bytes, linear, fused, score, agreement, sqnr }: Row): string {
  const cells = [
    scheme,
    failure === null ? "yes" : "no",
    linear === undefined ? "" : `${fused} of ${linear}`,
    score === undefined ? "" : `${score.title} ${score.value.toFixed(1)} %`,
    agreement === undefined || scheme === ORIGINAL.id ? "" : interval(agreement),
    sqnr === undefined || scheme === ORIGINAL.id ? "" : sqnr.toFixed(1),
    bytes === undefined ? "" : `${(bytes / 1e6).toFixed(2)} MB`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function interval({ value, lo, hi }: NonNullable<Row["agreement"]>): string {
  return `${value.toFixed(1)} % [${lo.toFixed(1)}, ${Math.min(100, hi).toFixed(1)}]`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 240);
}
