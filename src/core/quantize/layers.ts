/** @file The layer table: one row for every node the user sees, from the plan and the statistics alone. */
import { noiseOf } from "../calibrate/noise.ts";
import type { FormatLayer } from "../formats/format.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { macsOf } from "../graph/macs.ts";
import { byteLength, dimsOf } from "../onnx/tensor-data.ts";
import { sizeOf } from "../tensor.ts";
import type { Recipe } from "../recipe.ts";
import { type IntType, representable } from "./affine.ts";
import type { Clamp } from "./clamps.ts";
import type { LayerRow } from "./layer-row.ts";
import { dataInputs } from "./data-inputs.ts";
import { levelsOf } from "./params.ts";
import { bitsOf, isStatic } from "./precisions.ts";
import type { Solved } from "./solved.ts";

export function layerRows(solved: Solved): LayerRow[] {
  const { graph, plan, recipe } = solved;
  const folded = new Map([...plan.clamps.values()].map((c) => [c.producer, c]));
  const hidden = new Set([...plan.clamps.values()].filter((c) => !c.kept).map((c) => c.node));
  const pinned = new Set(recipe.pins.map((p) => p.layer));
  return graph.nodes
    .filter((n) => !hidden.has(n.name))
    .map((n) => rowOf(n, solved, folded.get(n.name), pinned.has(n.name)));
}

function rowOf(node: Node, solved: Solved, clamp: Clamp | undefined, pinned: boolean): LayerRow {
  const { graph, plan } = solved;
  const decision = plan.nodes.get(node.name);
  const precision = decision?.precision ?? "FP32";
  const integer = isStatic(precision);
  const formatted = solved.formatted.get(node.name);
  const weight = plan.weights.get(node.name)?.constant ?? largestConstant(node, graph);
  const activation = observed((clamp?.kept === false ? clamp.output : node.outputs[0]) ?? "", solved);
  return {
    name: node.name,
    op: clamp?.kept === false ? `${node.op} + ${graph.nodes.find((n) => n.name === clamp.node)?.op}` : node.op,
    shape: (graph.types.get(node.outputs[0] ?? "")?.dims ?? []).map((d) => d ?? "?"),
    precision,
    reason: decision?.reason ?? null,
    pinned,
    ...(decision?.kept && { kept: true }),
    pinnable: precision !== "FP32" || (pinned && decision?.idlePin === undefined),
    parameters: constantsOf(node, graph).reduce((sum, t) => sum + sizeOf(dimsOf(t)), 0),
    macs: macsOf(node, graph),
    bytes: formatted?.bytes ?? bytesOf(node, solved, integer),
    sqnr: integer ? ownSqnr(node, activation, solved) : weightSqnr(formatted),
    clipped: integer ? (activationNoise(activation, solved)?.clipped ?? null) : null,
    activation,
    weight,
  };
}

/** The value itself, or where calibration did not look at it, what the clamp behind it makes of it. */
function observed(value: ValueName, { graph, plan, stats }: Solved): ValueName {
  if (stats.has(value)) return value;
  const behind = graph.nodes.find((n) => n.inputs[0] === value && plan.nodes.get(n.name)?.rule?.kind === "clamp");
  const output = behind?.outputs[0] ?? "";
  return stats.has(output) ? output : value;
}

/** Float constants of a node: weight, bias, constant operands. */
function constantsOf(node: Node, graph: Graph) {
  return node.inputs.flatMap((name) => {
    const t = graph.constants.get(name);
    return t !== undefined && graph.types.get(name)?.elem === 1 ? [t] : [];
  });
}

function largestConstant(node: Node, graph: Graph): string | null {
  const names = node.inputs.filter((name) => graph.constants.has(name) && graph.types.get(name)?.elem === 1);
  return names.find((name) => (graph.types.get(name)?.dims?.length ?? 0) > 1) ?? null;
}

function bytesOf(node: Node, { plan, params, graph }: Solved, integer: boolean) {
  const before = constantsOf(node, graph).reduce((sum, t) => sum + byteLength(t), 0);
  const solved = params.weights.get(node.name);
  const bias = graph.constants.get(plan.weights.get(node.name)?.bias ?? "");
  if (!integer) return { before, after: before };
  if (solved === undefined) return { before, after: Math.ceil(before / 4) };
  // Integers, scale (4) and zero point (1) per channel; the bias keeps 4 bytes and gets its scales.
  const channels = solved.affine.scale.length;
  const after = solved.integers.length + 5 * channels + (bias === undefined ? 0 : byteLength(bias) + 4 * channels);
  return { before, after };
}

/** Noise of a value under its chosen range; undefined when it carries no Q/DQ or was not observed. */
export function activationNoise(value: ValueName, { plan, params, stats, recipe }: Solved) {
  const affine = params.values.get(value);
  const seen = stats.get(value);
  if (affine === undefined || seen === undefined || !plan.values.has(value)) return undefined;
  return noiseOf(seen, representable(affine), levelsShown(affine.type, recipe));
}

/** The symmetric grid leaves out one integer, which the view of the whole type has. */
function levelsShown(type: IntType, recipe: Recipe): number {
  return recipe.activations.symmetric ? 2 ** bitsOf(type) : levelsOf(type, recipe);
}

/** SQNR of rounded weights alone, dB; null when none were rounded. */
function weightSqnr(layer: FormatLayer | undefined): number | null {
  if (layer?.noise === undefined || layer.signal === undefined || layer.signal === 0) return null;
  return 10 * Math.log10(layer.signal / Math.max(layer.noise, 1e-12 * layer.signal));
}

function ownSqnr(node: Node, activation: ValueName, solved: Solved): number | null {
  const weight = solved.params.weights.get(node.name);
  const inputs = weight === undefined ? [] : dataInputs(node, solved.plan.nodes);
  const parts = [...inputs, activation].flatMap((v) => activationNoise(v, solved) ?? []);
  let ratio = parts.reduce((sum, n) => sum + (n.signal > 0 ? (n.clip + n.round) / n.signal : 0), 0);
  if (weight !== undefined && weight.signal > 0) ratio += weight.noise / weight.signal;
  return parts.length === 0 && weight === undefined ? null : -10 * Math.log10(Math.max(ratio, 1e-12));
}
