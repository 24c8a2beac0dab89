/** @file What `qstudio inspect` prints of a model that is quantized already. */
import type { ModelCard } from "../core/model-card.ts";
import type { QuantizedLayer, Spread } from "../core/quantized/info.ts";
import { table } from "./text.ts";

/** Empty for a float model. */
export function quantizedText({ quantized }: ModelCard): string {
  if (quantized === undefined) return "";
  const { scheme, layers, lint } = quantized;
  const findings = lint.map(({ level, node, what, why, fix }) => `${level}: ${node}: ${what} ${why}\n  fix: ${fix}\n`);
  return `quantized: ${scheme}\n${layers.length === 0 ? "" : table(layers.map(rowOf))}${findings.join("")}`;
}

function rowOf({ node, op, activations, weights, scales, zeros, axis, block }: QuantizedLayer): string[] {
  const shared = block !== null ? `blocks of ${block}` : axis !== null ? `per channel (axis ${axis})` : "per tensor";
  return [
    `  ${node}`,
    op,
    `x ${activations ?? "float"}`,
    `w ${weights ?? "float"}`,
    weights === null ? "" : shared,
    `scales ${spreadText(scales)}`,
    `zero points ${spreadText(zeros)}`,
  ];
}

function spreadText(spread: Spread | null): string {
  if (spread === null) return "-";
  const [min, max] = [spread.min, spread.max].map((x) => String(Number(x.toPrecision(3))));
  return min === max ? `${min}` : `${min} to ${max}`;
}
