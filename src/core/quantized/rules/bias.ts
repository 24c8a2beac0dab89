/** @file Rules about biases: int32, without zero point, at the scale of the products they are added to. */
import { elemName } from "../../onnx/elem.ts";
import { attrFloat } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { floatsOf, intsOf } from "../../onnx/tensor-data.ts";
import type { Node } from "../../graph/graph.ts";
import { scaleOf, type View } from "../view.ts";
import type { LintRule } from "./rule.ts";

/** Layers between DequantizeLinear with a bias. */
function biased(view: View): readonly Node[] {
  return view.graph.nodes.filter(
    (n) =>
      /^(Conv|ConvTranspose|Gemm)$/.test(n.op) &&
      (n.inputs[2] ?? "") !== "" &&
      view.dq(n.inputs[0]) !== undefined &&
      view.dq(n.inputs[1]) !== undefined,
  );
}

const biasType: LintRule = {
  id: "bias-type",
  level: "warning",
  why: "The integer kernel adds an int32 bias; with any other the runtime has to quantize it itself or stay in float.",
  fix: "Store the bias as int32 with scale s_x * s_w, followed by DequantizeLinear.",
  find: (view) =>
    biased(view).flatMap((n) => {
      const dq = view.dq(n.inputs[2]);
      const elem = dq === undefined ? T.FLOAT : view.elem(dq);
      return elem === T.INT32 ? [] : [{ node: n.name, what: `Its bias is ${elemName(elem)}.` }];
    }),
};

const biasZero: LintRule = {
  id: "bias-zero-point",
  level: "warning",
  why: "The bias of an integer kernel has no zero point: a value other than 0 is ignored, and WebGPU refuses the input.",
  fix: "Leave the zero point of the bias out.",
  find: (view) =>
    biased(view).flatMap((n) => {
      const zeros = view.constant(view.dq(n.inputs[2])?.inputs[2]);
      if (zeros === undefined) return [];
      const wrong = intsOf(zeros).some((z) => z !== 0);
      return [
        { node: n.name, what: wrong ? "The zero point of its bias is not 0." : "Its bias has a zero point input." },
      ];
    }),
};

/** Largest relative difference that rounding to float32 explains. */
const TOLERANCE = 1e-4;

const biasScale: LintRule = {
  id: "bias-scale",
  level: "error",
  why: "The integer kernel adds the bias to sums of products, so its step must be s_x * s_w; any other scale is ignored and the bias is wrong.",
  fix: "Quantize the bias again with scale s_x * s_w.",
  find: (view) =>
    biased(view).flatMap((n) => {
      const [x, w, b] = [0, 1, 2].map((slot) => view.dq(n.inputs[slot]));
      const input = scaleOf(view, x);
      const [weights, bias] = [w, b].map((dq) => view.constant(dq?.inputs[1]));
      if (input === undefined || weights === undefined || bias === undefined) return [];
      const wanted = floatsOf(weights);
      const isWrong = (s: number, i: number) => {
        const product = input * (wanted[wanted.length === 1 ? 0 : i] ?? 0);
        return Math.abs(s - product) > TOLERANCE * product;
      };
      const wrong = [...floatsOf(bias)].filter(isWrong).length;
      return wrong === 0 ? [] : [{ node: n.name, what: `${wrong} scales of its bias are not s_x * s_w.` }];
    }),
};

const beta: LintRule = {
  id: "gemm-beta",
  level: "warning",
  why: "QGemm adds the bias as it is: with beta other than 1 the layer stays in float, and some tools write a wrong bias.",
  fix: "Multiply beta into the bias before quantizing.",
  find: (view) =>
    biased(view)
      .filter((n) => n.op === "Gemm" && attrFloat(n, "beta", 1) !== 1)
      .map((n) => ({ node: n.name, what: `Its beta is ${attrFloat(n, "beta", 1)}.` })),
};

export const BIAS_RULES: readonly LintRule[] = [biasScale, biasType, biasZero, beta];
