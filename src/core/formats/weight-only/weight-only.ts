/**
 * @file Only the weights become integers; everything is computed in float. No calibration is needed, files shrink to
 * a quarter, an eighth or less, and what is lost is known beforehand.
 */
import type { ChannelMeans } from "../../calibrate/channel-means.ts";
import { assert } from "../../errors.ts";
import { pruneUnused, withConstants } from "../../graph/edit.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { byteLength } from "../../onnx/tensor-data.ts";
import { convertOpset } from "../../prepare/convert-opset.ts";
import type { InputMeans } from "../../quantize/bias-correction.ts";
import type { FormatLayer, Formatted } from "../format.ts";
import { withCorrectedBias } from "./corrected-bias.ts";
import { type Draft, newDraft, type Stored } from "./draft.ts";
import { operatorSolving, refuseOperator, useOperator } from "./operator.ts";
import { dequantizeWeights, qdqSolving } from "./qdq.ts";
import { weightsToQuantize } from "./refuse.ts";
import type { WeightOnlySetting } from "./setting.ts";
import type { Weight } from "./slots.ts";
import type { Solving } from "./solving.ts";

/**
 * Rewrites the layers named in `layers`. Ask `refuseWeightOnly` before: a layer that it refuses stays as it is and is
 * noted. The operator set is raised where 4-bit or 2-bit types or blocks need it.
 * @param means by layer; biases of layers with means are corrected
 * @throws StudioError `model/opset` when an op of the model does not exist in that operator set
 */
export function weightOnly(
  graph: Graph,
  layers: ReadonlyMap<string, WeightOnlySetting>,
  means: InputMeans = new Map(),
): Formatted {
  const draft = newDraft(graph);
  const done = new Map<string, FormatLayer>();
  for (const node of graph.nodes) {
    const setting = layers.get(node.name);
    const layer = setting === undefined ? undefined : rewriteNode(draft, node, setting, means.get(node.name));
    if (layer === undefined) draft.nodes.push(node);
    else done.set(node.name, layer);
  }
  return { graph: finished(draft), layers: done, notes: draft.notes };
}

function rewriteNode(
  draft: Draft,
  node: Node,
  setting: WeightOnlySetting,
  means: ChannelMeans | undefined,
): FormatLayer | undefined {
  const weights = weightsToQuantize(node, draft.graph, setting);
  if (typeof weights === "string") {
    draft.note(`Left in float. ${weights}`, node.name);
    return undefined;
  }
  const [solving] = means === undefined ? [] : solvingsOf(node, draft.graph, setting);
  const layer = means && solving ? withCorrectedBias(draft, node, solving, means) : node;
  const stored = storeWeights(draft, layer, weights, setting);
  const sum = (of: (s: Stored) => number) => stored.reduce((total, s) => total + of(s), 0);
  return {
    bytes: { before: weights.reduce((n, w) => n + byteLength(w.tensor), 0), after: sum((s) => s.bytes) },
    noise: sum((s) => s.noise),
    signal: sum((s) => s.signal),
  };
}

function storeWeights(draft: Draft, node: Node, weights: readonly Weight[], setting: WeightOnlySetting): Stored[] {
  const [weight] = weights;
  assert(weight !== undefined, `no weights of ${node.name}`);
  if (setting.form === "qdq") return dequantizeWeights(draft, node, weights, setting);
  const refused = refuseOperator(draft, node, weight, setting);
  if (refused === null) return [useOperator(draft, node, weight, setting)];
  draft.note(refused, node.name);
  return dequantizeWeights(draft, node, weights, setting);
}

/** What the rewrite of a layer will ask of the solver; nothing for one that it leaves in float. */
export function solvingsOf(node: Node, graph: Graph, setting: WeightOnlySetting): Solving[] {
  const weights = weightsToQuantize(node, graph, setting);
  if (typeof weights === "string") return [];
  const [weight] = weights;
  if (
    weight !== undefined &&
    setting.form === "operator" &&
    refuseOperator({ graph }, node, weight, setting) === null
  ) {
    return [operatorSolving(node, weight, setting)];
  }
  return weights.map((each) => qdqSolving(node, each, setting));
}

function finished(draft: Draft): Graph {
  const { graph, nodes, constants } = draft;
  const custom = nodes.some((n) => n.domain === "com.microsoft");
  const opsets = custom ? new Map([["com.microsoft", 1], ...graph.opsets]) : graph.opsets;
  const rewritten = pruneUnused(withConstants({ ...graph, nodes, opsets }, constants.values()));
  return draft.opset === 0 ? rewritten : convertOpset(draft.opset).run(rewritten);
}
