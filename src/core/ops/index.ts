/**
 * @file The table of ops that become integer kernels in ONNX Runtime 1.30 on CPU, and the one question
 * asked of it. Every line was checked by running a small graph and reading the optimized one.
 */
import type { Graph, Node } from "../graph/graph.ts";
import { elemName } from "../onnx/elem.ts";
import { TensorProto_DataType } from "../onnx/onnx_pb.ts";
import { refuseClip } from "./clamp.ts";
import { CONV, CONV_TRANSPOSE, GEMM, MATMUL, refuseConv, refuseGemm } from "./linear.ts";
import { refuseConstantData, refuseMaxPool, refusePad, refuseResize } from "./movement.ts";
import { floatReason } from "./refusals.ts";
import type { OpRule, Refusal } from "./rule.ts";
import { CPU_RULES, type TargetRules } from "../targets/target.ts";

const ELEMENTWISE: OpRule = { kind: "elementwise" };
const PASSTHROUGH: OpRule = { kind: "passthrough" };
const CLAMP: OpRule = { kind: "clamp" };

export const OP_RULES: Readonly<Record<string, OpRule>> = {
  Conv: CONV,
  Gemm: GEMM,
  MatMul: MATMUL,

  Add: ELEMENTWISE,
  Mul: ELEMENTWISE,
  Concat: ELEMENTWISE,
  Where: ELEMENTWISE,
  AveragePool: ELEMENTWISE,
  GlobalAveragePool: ELEMENTWISE,
  LeakyRelu: ELEMENTWISE,

  Sigmoid: { kind: "bounded", range: [0, 1] },
  Softmax: { kind: "bounded", range: [0, 1] },

  Relu: CLAMP,
  Clip: CLAMP,

  DepthToSpace: PASSTHROUGH,
  Expand: PASSTHROUGH,
  Flatten: PASSTHROUGH,
  Gather: PASSTHROUGH,
  GatherElements: PASSTHROUGH,
  GlobalMaxPool: PASSTHROUGH,
  MaxPool: PASSTHROUGH,
  Pad: PASSTHROUGH,
  ReduceMax: PASSTHROUGH,
  ReduceMin: PASSTHROUGH,
  Reshape: PASSTHROUGH,
  Resize: PASSTHROUGH,
  Slice: PASSTHROUGH,
  SpaceToDepth: PASSTHROUGH,
  Split: PASSTHROUGH,
  Squeeze: PASSTHROUGH,
  Tile: PASSTHROUGH,
  Transpose: PASSTHROUGH,
  Unsqueeze: PASSTHROUGH,
};

/** Why this very node cannot follow its op's rule, or null. */
type Check = (node: Node, graph: Graph) => string | null;

const CHECKS: Readonly<Record<string, Check>> = {
  Clip: refuseClip,
  Conv: refuseConv,
  Gemm: refuseGemm,
  MaxPool: refuseMaxPool,
  Pad: refusePad,
  Resize: refuseResize,
};

/** The rule a node follows in a prepared graph, or the reason why it stays in float. */
export function ruleOf(node: Node, graph: Graph, target: TargetRules = CPU_RULES): OpRule | Refusal {
  if (node.domain !== "") return refuse(`${node.op} of ${node.domain} is a special operator without an integer form.`);
  const beyond = target.integerOps.has(node.op);
  if (!Object.hasOwn(OP_RULES, node.op) && !beyond) return refuse(floatReason(node.op));
  const elem = graph.types.get(node.outputs[0] ?? "")?.elem ?? 0;
  if (elem !== 0 && elem !== TensorProto_DataType.FLOAT) {
    return refuse(`It works on ${elemName(elem)} values; only float32 is quantized.`);
  }
  const rule = ruleFor(node, graph, target);
  const check = Object.hasOwn(CHECKS, node.op) && !beyond ? CHECKS[node.op] : undefined;
  const reason = (check ?? defaultCheck(rule))(node, graph);
  return reason === null ? rule : refuse(reason);
}

function ruleFor(node: Node, graph: Graph, target: TargetRules): OpRule {
  // A product of two activations has no weight: both sides get a scale like any other value.
  if (node.op === "MatMul" && !graph.constants.has(node.inputs[1] ?? "")) return ELEMENTWISE;
  if (target.sameScale.has(node.op)) return PASSTHROUGH;
  const range = target.fixedRanges[node.op];
  if (range !== undefined) return { kind: "bounded", range };
  if (node.op === "ConvTranspose") return graph.constants.has(node.inputs[1] ?? "") ? CONV_TRANSPOSE : ELEMENTWISE;
  return target.integerOps.has(node.op) ? ELEMENTWISE : (OP_RULES[node.op] as OpRule);
}

function defaultCheck(rule: OpRule): Check {
  return rule.kind === "passthrough" ? refuseConstantData : () => null;
}

function refuse(reason: string): Refusal {
  return { kind: "float", reason };
}
