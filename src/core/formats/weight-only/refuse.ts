/** @file Whether weight-only quantization can take a layer, and which of its weights. */
import type { Graph, Node } from "../../graph/graph.ts";
import { bodiesOf } from "../../graph/subgraphs.ts";
import { elemBits, elemName } from "../../onnx/elem.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { byteLength } from "../../onnx/tensor-data.ts";
import type { Refuse } from "../format.ts";
import { opsetRefusal } from "../../prepare/convert-opset.ts";
import { refuseOperator } from "./operator.ts";
import { groupingOf, storedBytes } from "./grouping.ts";
import type { WeightOnlySetting } from "./setting.ts";
import { constantWeights, slotsOf, type Weight, WEIGHT_OPS } from "./slots.ts";

/** Bytes that names and nodes add to the file for each weight, about. */
const OVERHEAD = 256;

const NOTHING_INSIDE = "The graph that it runs inside has no weights of this kind.";

const TWO_BITS_OPSET = 25;

const COMPUTED = "Its weights are computed while the model runs, so they cannot be quantized beforehand.";

export function refuseWeightOnly(setting: WeightOnlySetting): Refuse {
  return (node, graph) => {
    const found = weightsToQuantize(node, graph, setting);
    return typeof found === "string" ? found : null;
  };
}

/** The weights that the setting applies to, at least one, or why there are none. */
export function weightsToQuantize(node: Node, graph: Graph, setting: WeightOnlySetting): readonly Weight[] | string {
  const bodies = bodiesOf(node.attrs).length > 0;
  if (bodies && constantWeights(node, graph).length === 0) return NOTHING_INSIDE;
  if (!bodies && slotsOf(node, graph).length === 0) {
    return `It has no weights of its own; weight-only quantization takes ${WEIGHT_OPS.join(", ")}.`;
  }
  const weights = constantWeights(node, graph);
  if (weights.length === 0) return COMPUTED;
  const stuck = refuseOpset(node, graph, weights, setting);
  const reasons = weights.map((weight) => refuseWeight(weight, setting) ?? stuck);
  const good = weights.filter((_weight, i) => reasons[i] === null);
  return good.length > 0 ? good : (reasons[0] ?? COMPUTED);
}

/** DequantizeLinear of 2 bits exists in the newest operator set alone; the contributed one has no such type. */
function refuseOpset(node: Node, graph: Graph, [weight]: readonly Weight[], setting: WeightOnlySetting): string | null {
  if (setting.bits !== 2 || weight === undefined) return null;
  if (setting.form === "operator" && refuseOperator({ graph }, node, weight, setting) === null) return null;
  const refused = opsetRefusal(graph, TWO_BITS_OPSET);
  return refused === null ? null : `2-bit weights need opset ${TWO_BITS_OPSET}. ${refused}`;
}

function refuseWeight({ tensor, dims, ...slot }: Weight, setting: WeightOnlySetting): string | null {
  const { dataType } = tensor;
  if (dataType !== T.FLOAT && dataType !== T.FLOAT16) {
    return `Its weights are ${elemName(dataType)}; only float32 and float16 weights can be quantized.`;
  }
  if (dims.length < 2) return "Its weight is a vector, too small to gain anything.";
  const after = storedBytes(dims, groupingOf(dims, slot, setting), setting, elemBits(dataType) / 8);
  const before = byteLength(tensor);
  if (after + OVERHEAD <= before) return null;
  return `Its weights take ${before} bytes; as integers they would take ${after}, and scales and nodes more than the rest.`;
}
