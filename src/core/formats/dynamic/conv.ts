/**
 * @file Conv as ConvInteger with unsigned weights: ONNX Runtime 1.30 also takes signed ones, three to eight times slower
 * (measured). One zero point for all channels, as its kernel demands; the scales are per channel all the same.
 */
import type { Node, ValueName } from "../../graph/graph.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { channelView } from "../../quantize/affine.ts";
import { addConstant, addLayer, addNode, type Draft, quantized } from "./draft.ts";
import { scaled } from "./matmul.ts";
import { constantOf, storedWeight } from "./weight.ts";

export function dynamicConv(draft: Draft, node: Node): void {
  const [x, w, b = ""] = node.inputs as readonly [ValueName, ValueName, ValueName?];
  const { dims } = constantOf(draft, w);
  const perChannel = draft.weights.granularity === "per-channel";
  const view = channelView(dims, perChannel ? 0 : null);
  /** [channels, 1, 1] next to [N, channels, height, width]. */
  const column = [dims[0] ?? 1, ...dims.slice(2).map(() => 1)];
  const scaleDims = perChannel ? column : [];
  const weight = storedWeight(draft, w, { view, type: "uint8", scaleDims, zeroDims: [] });
  addLayer(draft, node, [weight]);
  const input = quantized(draft, x);
  const sum = addNode(draft, {
    op: "ConvInteger",
    name: node.name,
    inPlace: true,
    inputs: [input.integers, weight.integers, input.zero, weight.zero],
    attrs: Object.values(node.attrs),
  });
  const output = node.outputs[0] ?? "";
  const scales = [input.scale, weight.scale] as const;
  if (b === "") {
    scaled(draft, node, { sum, scales, output });
    return;
  }
  const product = scaled(draft, node, { sum, scales, output: `${output}_product` });
  const bias = addConstant(draft, `${b}_column`, T.FLOAT, column, constantOf(draft, b).data);
  addNode(draft, { op: "Add", name: `${node.name}_bias`, inputs: [product, bias], outputs: [output] });
}
