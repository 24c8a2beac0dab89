/** @file The quantization scheme of a model in one line of words. */
import type { Graph } from "../graph/graph.ts";
import type { QuantizedLayer } from "./info.ts";

export function schemeOf(graph: Graph, layers: readonly QuantizedLayer[]): string {
  const has = (pattern: RegExp) => graph.nodes.some(({ op }) => pattern.test(op));
  const parts = [
    ...(has(/^(QLinear\w+|QGemm|QAttention)$/) ? [`Static with integer operators, ${typesOf(layers, isStatic)}`] : []),
    ...(has(/^QuantizeLinear$/) && !has(/^(QLinearConv|QLinearMatMul|QGemm)$/)
      ? [`Static QDQ, ${typesOf(layers, isStatic)}`]
      : []),
    ...(has(/^(DynamicQuantize|MatMulInteger|ConvInteger)/) ? [`Dynamic, ${typesOf(layers, isDynamic)}`] : []),
    ...(layers.some(isWeightOnly) ? [`Weight-only, ${typesOf(layers, isWeightOnly)}`] : []),
  ];
  return parts.length === 0 ? "Quantized values without quantized layers" : parts.join("; ");
}

const isDynamic = ({ activations }: QuantizedLayer) => activations === "dynamic";
const isStatic = (layer: QuantizedLayer) => layer.activations !== null && !isDynamic(layer);
const isWeightOnly = ({ activations, weights }: QuantizedLayer) => activations === null && weights !== null;

function typesOf(layers: readonly QuantizedLayer[], which: (layer: QuantizedLayer) => boolean): string {
  const chosen = layers.filter(which);
  const list = (values: readonly (string | null)[]) =>
    [...new Set(values.filter((v) => v !== null))].toSorted().join(" and ");
  const activations = list(chosen.map((l) => (l.activations === "dynamic" ? null : l.activations)));
  const weights = list(chosen.map((l) => l.weights));
  const words = [
    activations === "" ? "" : `${activations} activations`,
    weights === "" ? "" : `${weights} weights ${granularity(chosen)}`,
  ];
  return words.filter((word) => word !== "").join(", ") || "no constant weights";
}

function granularity(layers: readonly QuantizedLayer[]): string {
  const kinds = layers
    .filter((l) => l.weights !== null)
    .map((l) => (l.block !== null ? `in blocks of ${l.block}` : l.axis !== null ? "per channel" : "per tensor"));
  return [...new Set(kinds)].join(" or ");
}
