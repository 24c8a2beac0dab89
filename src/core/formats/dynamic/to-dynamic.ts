/**
 * @file Lets chosen layers compute on integers whose activation ranges are found while the model runs. A value is
 * quantized once, however many layers read it; a weight is stored once. Biases stay float.
 */
import { assert } from "../../errors.ts";
import { pruneUnused, withConstants } from "../../graph/edit.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import type { Formatted } from "../format.ts";
import { dynamicConv } from "./conv.ts";
import { type Draft, draftOf } from "./draft.ts";
import { dynamicGather } from "./gather.ts";
import { dynamicLstm } from "./lstm.ts";
import { dynamicGemm, dynamicMatMul } from "./matmul.ts";
import type { DynamicWeights } from "./weight.ts";

const REWRITES: Readonly<Record<string, (draft: Draft, node: Node) => void>> = {
  Conv: dynamicConv,
  Gather: dynamicGather,
  Gemm: dynamicGemm,
  LSTM: dynamicLstm,
  MatMul: dynamicMatMul,
};

/** @param nodes names of nodes that `dynamicRefusal` let pass */
export function toDynamic(
  graph: Graph,
  nodes: ReadonlySet<string>,
  { weights }: { readonly weights: DynamicWeights },
): Formatted {
  const draft = draftOf(graph, weights);
  for (const node of graph.nodes) {
    if (!nodes.has(node.name)) {
      draft.nodes.push(node);
      continue;
    }
    const rewrite = Object.hasOwn(REWRITES, node.op) ? REWRITES[node.op] : undefined;
    assert(rewrite !== undefined, `${node.op} has no dynamic form`);
    rewrite(draft, node);
  }
  const opsets = importsOf(draft);
  const changed = withConstants({ ...graph, nodes: draft.nodes, opsets }, draft.constants.values());
  return { graph: pruneUnused(changed), layers: draft.layers, notes: notesOf(graph, nodes, weights) };
}

function importsOf({ graph, nodes }: Draft): Graph["opsets"] {
  const domain = "com.microsoft";
  const needed = nodes.some((n) => n.domain === domain) && !graph.opsets.has(domain);
  return needed ? new Map([...graph.opsets, [domain, 1]]) : graph.opsets;
}

/** DynamicQuantizeLinear takes the smallest and largest value of the whole tensor, all samples of the batch together. */
const BATCH =
  "Ranges are found while the model runs, over the whole batch at once: the answer to a sample depends on what else is in its batch. Run one sample at a time where answers must repeat exactly.";

function notesOf(graph: Graph, nodes: ReadonlySet<string>, weights: DynamicWeights): string[] {
  // A looked-up row has no range.
  const ranged = graph.nodes.some((n) => n.op !== "Gather" && nodes.has(n.name));
  return [...(ranged ? [BATCH] : []), ...convNotes(graph, nodes, weights)];
}

function convNotes(graph: Graph, nodes: ReadonlySet<string>, { type }: DynamicWeights): string[] {
  const convs = graph.nodes.filter((n) => n.op === "Conv" && nodes.has(n.name)).length;
  if (convs === 0) return [];
  const unsigned =
    type === "int8" ? " Their weights are UINT8; the signed kernel is slower still on some processors." : "";
  // Measured with ONNX Runtime 1.30, one thread: MobileNetV2 4.9x, SqueezeNet 2.4x, ResNet-20 2.7x; WebAssembly 0.7x to 1.3x.
  return [
    `${convs} ${convs === 1 ? "convolution runs" : "convolutions run"} as ConvInteger, which is two to five times slower than float in native ONNX Runtime. Static INT8 is the fast form.${unsigned}`,
  ];
}
