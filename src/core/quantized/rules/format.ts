/** @file Rules about operator sets and how the parameters are written. */
import { attrInt, hasAttr } from "../../onnx/attributes.ts";
import { elemBits, elemName } from "../../onnx/elem.ts";
import { elementCount, floatsOf, intsOf } from "../../onnx/tensor-data.ts";
import type { Node } from "../../graph/graph.ts";
import type { View } from "../view.ts";
import type { LintRule } from "./rule.ts";

const isPair = ({ op }: Node) => op === "QuantizeLinear" || op === "DequantizeLinear";
const standardPairs = (view: View) => view.graph.nodes.filter((n) => isPair(n) && n.domain === "");

const axisOpset: LintRule = {
  id: "axis-opset",
  level: "error",
  why: "Q/DQ have an axis from opset 13 on; before, one scale serves the whole tensor.",
  fix: "Raise the opset to 13, or quantize per tensor.",
  find: (view) =>
    view.opset >= 13
      ? []
      : standardPairs(view)
          .filter((n) => hasAttr(n, "axis") || elementsOf(view, n) > 1)
          .map((n) => ({ node: n.name, what: `${n.op} has a scale per channel at opset ${view.opset}.` })),
};

function elementsOf(view: View, node: Node): number {
  const scale = view.constant(node.inputs[1]);
  return scale === undefined ? 1 : elementCount(scale);
}

const wideOpset: LintRule = {
  id: "type-opset",
  level: "error",
  why: "Standard Q/DQ store 16-bit and 4-bit integers, and blocks, from opset 21 on.",
  fix: "Raise the opset to 21, or use the Q/DQ of com.microsoft.",
  find: (view) =>
    view.opset >= 21
      ? []
      : standardPairs(view)
          .filter((n) => attrInt(n, "block_size", 0) > 0 || [16, 4, 2].includes(elemBits(view.elem(n))))
          .map((n) => ({ node: n.name, what: `${n.op} stores ${elemName(view.elem(n))} at opset ${view.opset}.` })),
};

const maxPool: LintRule = {
  id: "max-pool-opset",
  level: "note",
  why: "Runtimes older than ONNX Runtime 1.21 do not run an integer MaxPool of opset 22.",
  fix: "Keep the opset at 21 when the file has to run on older runtimes.",
  find: (view) =>
    view.opset < 22
      ? []
      : view.graph.nodes
          .filter((n) => n.op === "MaxPool" && view.dq(n.inputs[0]) !== undefined)
          .map((n) => ({ node: n.name, what: `MaxPool between Q/DQ at opset ${view.opset}.` })),
};

const badScale: LintRule = {
  id: "scale",
  level: "error",
  why: "A scale of zero, a denormal or no number at all turns values into 0, infinity or NaN, differently from one runtime to the next.",
  fix: "Quantize again; an empty range takes scale 1.",
  find: (view) =>
    view.graph.nodes.filter(isPair).flatMap((n) => {
      const scale = view.constant(n.inputs[1]);
      const bad = scale === undefined ? [] : [...floatsOf(scale)].filter((s) => !(s >= SMALLEST && s < Infinity));
      return bad.length === 0
        ? []
        : [{ node: n.name, what: `${bad.length} of its scales cannot be used (${bad[0]}).` }];
    }),
};

/** The smallest normal float32. */
const SMALLEST = 2 ** -126;

const unequalZeros: LintRule = {
  id: "zero-points",
  level: "error",
  why: "QLinearConv takes one zero point for all channels: ONNX Runtime's CPU provider refuses to run the layer.",
  fix: "Quantize the weights symmetrically, with the same zero point in every channel.",
  find: (view) =>
    view.graph.nodes.flatMap((n) => {
      const name = n.op === "Conv" ? view.dq(n.inputs[1])?.inputs[2] : n.op === "QLinearConv" ? n.inputs[5] : undefined;
      const zeros = view.constant(name);
      const different = zeros === undefined ? 0 : new Set(intsOf(zeros)).size;
      return different > 1 ? [{ node: n.name, what: `Its weights have ${different} different zero points.` }] : [];
    }),
};

const rank3: LintRule = {
  id: "matmul-rank",
  level: "error",
  why: "ONNX Runtime fuses the MatMul and then fails when it runs: the integer kernel takes scales per column of a matrix only.",
  fix: "Quantize weights of more than two axes per tensor.",
  find: (view) =>
    view.graph.nodes.flatMap((n) => {
      const dq = n.op === "MatMul" ? view.dq(n.inputs[1]) : undefined;
      const rank = view.constant(dq?.inputs[0])?.dims.length ?? 0;
      const bad = dq !== undefined && rank > 2 && elementsOf(view, dq) > 1 && view.dq(n.inputs[0]) !== undefined;
      return bad ? [{ node: n.name, what: `Its weights have ${rank} axes and a scale per channel.` }] : [];
    }),
};

export const FORMAT_RULES: readonly LintRule[] = [axisOpset, wideOpset, badScale, unequalZeros, rank3, maxPool];
