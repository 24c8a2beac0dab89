/** @file Rules about what the integers can hold on the machine they meet. */
import { elemName } from "../../onnx/elem.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import type { Node } from "../../graph/graph.ts";
import { bytesOf, mayOverflow } from "../../saturation/bound.ts";
import type { View } from "../view.ts";
import type { LintRule } from "./rule.ts";

/** Integer weights of a layer and the type of its activations. */
function operands(view: View, n: Node): { readonly w: TensorProto; readonly x: number } | undefined {
  if (n.op === "QLinearConv" || n.op === "QLinearMatMul" || n.op === "QGemm") {
    const w = view.constant(n.inputs[3]);
    return w === undefined ? undefined : { w, x: view.constant(n.inputs[2])?.dataType ?? T.UINT8 };
  }
  if (!/^(Conv|Gemm|MatMul)$/.test(n.op)) return undefined;
  const [dx, dw] = [view.dq(n.inputs[0]), view.dq(n.inputs[1])];
  const w = view.constant(dw?.inputs[0]);
  return dx === undefined || w === undefined ? undefined : { w, x: view.elem(dx) };
}

const saturating: LintRule = {
  id: "saturation",
  level: "warning",
  why: "x86 without VNNI adds two products of uint8 and int8 in 16 bits: |w| beyond 64 in neighbours can saturate, and answers get worse there only.",
  fix: "Use 7-bit weights (reduce range) or uint8 weights when the file has to run on such processors.",
  find: (view) =>
    view.graph.nodes.flatMap((n) => {
      const found = operands(view, n);
      if (found === undefined || found.x !== T.UINT8 || found.w.dataType !== T.INT8) return [];
      const share = mayOverflow(bytesOf(found.w), found.w.dims.map(Number), n);
      return share === 0
        ? []
        : [{ node: n.name, what: `${(share * 100).toPrecision(2)} % of its weight pairs can saturate.` }];
    }),
};

const signed: LintRule = {
  id: "signed-activations",
  level: "warning",
  why: "On x86 ONNX Runtime has int8 kernels for some layers only; it turns what it can to uint8 and computes the rest in float.",
  fix: "Use uint8 activations for x86 and wasm; int8 is right for ARM64.",
  find: (view) => {
    const found = view.graph.nodes.filter((n) => /^(Conv|Gemm|MatMul)$/.test(n.op) && operands(view, n)?.x === T.INT8);
    const first = found[0];
    if (first === undefined) return [];
    return [{ node: first.name, what: `${found.length} layers have ${elemName(T.INT8)} activations.` }];
  },
};

export const RANGE_RULES: readonly LintRule[] = [saturating, signed];
