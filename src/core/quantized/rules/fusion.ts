/** @file Rules about what the runtime can make of the Q/DQ nodes: see `core/fusion`. */
import type { Node } from "../../graph/graph.ts";
import type { LintRule } from "./rule.ts";

const isLayer = ({ op }: Node) => /^(Conv|Gemm|MatMul)$/.test(op);

const doublePair: LintRule = {
  id: "double-pair",
  level: "note",
  why: "Values are rounded twice for nothing. ONNX Runtime merges such pairs; other runtimes do not.",
  fix: "Leave the second Q/DQ pair out.",
  find: (view) =>
    view.graph.nodes
      .filter((q) => q.op === "QuantizeLinear" && view.maker(view.dq(q.inputs[0])?.inputs[0])?.op === "QuantizeLinear")
      .map((q) => ({ node: q.name, what: "A Q/DQ pair directly after another." })),
};

const openConv: LintRule = {
  id: "output-not-quantized",
  level: "warning",
  why: "Without a QuantizeLinear after it a convolution has no integer kernel: its operands are turned back to float.",
  fix: "Quantize the output too, after its Relu or Clip.",
  find: (view) =>
    view.graph.nodes
      .filter((n) => n.op === "Conv" && view.dq(n.inputs[0]) !== undefined && view.dq(n.inputs[1]) !== undefined)
      .filter((n) => !leadsToQ(n, view.readers))
      .map((n) => ({ node: n.name, what: "Its output is not quantized." })),
};

function leadsToQ(node: Node, readers: (value: string | undefined) => readonly Node[]): boolean {
  const next = readers(node.outputs[0]);
  if (next.some(({ op }) => op === "QuantizeLinear")) return true;
  const clamp = next.length === 1 && /^(Relu|Clip)$/.test(next[0]?.op ?? "") ? next[0] : undefined;
  return clamp !== undefined && leadsToQ(clamp, readers);
}

const wideClamp: LintRule = {
  id: "clip-range",
  level: "warning",
  why: "The quantizer reaches further than the Relu or Clip before it, so the clamp cannot be left out and the layer runs in float.",
  fix: "Narrow the range to the bounds of the clamp (Relu6: scale at most 6/255), or let it begin at the lowest integer.",
  find: (view) =>
    view.graph.nodes
      .filter((n) => isLayer(n) && /^The (Relu|Clip) after it/.test(view.fates.get(n.name)?.reason ?? ""))
      .map((n) => ({ node: n.name, what: view.fates.get(n.name)?.reason ?? "" })),
};

const unfused: LintRule = {
  id: "unfused",
  level: "note",
  why: "Between Q/DQ but computed in float: the conversions cost time and the rounding brings nothing.",
  fix: "Take the Q/DQ around it out, or change what the reason names.",
  find: (view) =>
    view.graph.nodes
      .filter(
        (n) => n.op !== "DequantizeLinear" && n.op !== "QuantizeLinear" && view.fates.get(n.name)?.outcome === "float",
      )
      .filter((n) => n.inputs.some((name) => view.maker(view.dq(name)?.inputs[0])?.op === "QuantizeLinear"))
      .filter((n) => view.readers(n.outputs[0]).some((r) => r.op === "QuantizeLinear"))
      .map((n) => ({ node: n.name, what: `${n.op} runs in float: ${view.fates.get(n.name)?.reason ?? ""}` })),
};

export const FUSION_RULES: readonly LintRule[] = [openConv, wideClamp, doublePair, unfused];
