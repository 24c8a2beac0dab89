/**
 * @file Gather from a constant table (an embedding): the table as integers, and only the rows that were asked for
 * back in float. Nothing is computed on integers, so the type is always int8.
 */
import type { Node, ValueName } from "../../graph/graph.ts";
import { attrInt, intAttr } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { channelView } from "../../quantize/affine.ts";
import { addLayer, addNode, type Draft } from "./draft.ts";
import { constantOf, storedWeight } from "./weight.ts";

export function dynamicGather(draft: Draft, node: Node): void {
  const [table, indices] = node.inputs as readonly [ValueName, ValueName];
  const { dims } = constantOf(draft, table);
  const axis = attrInt(node, "axis", 0);
  // One scale per row can be looked up like the row itself.
  const perRow = draft.weights.granularity === "per-channel" && axis === 0 && dims.length > 1;
  const view = channelView(dims, perRow ? 0 : null);
  const scaleDims = perRow ? [dims[0] ?? 1, ...dims.slice(1).map(() => 1)] : [];
  const stored = storedWeight(draft, table, { type: "int8", view, scaleDims, zeroDims: [] });
  addLayer(draft, node, [stored]);
  const attrs = [intAttr("axis", axis)];
  const integers = addNode(draft, {
    op: "Gather",
    name: node.name,
    inPlace: true,
    inputs: [stored.integers, indices],
    attrs,
  });
  const output = node.outputs[0] ?? "";
  if (!perRow) {
    const inputs = [integers, stored.scale, stored.zero];
    addNode(draft, { op: "DequantizeLinear", name: `${node.name}_DequantizeLinear`, inputs, outputs: [output] });
    return;
  }
  const toFloat = [intAttr("to", T.FLOAT)];
  const float = addNode(draft, { op: "Cast", name: `${node.name}_Cast`, inputs: [integers], attrs: toFloat });
  const scales = addNode(draft, { op: "Gather", name: `${node.name}_scales`, inputs: [stored.scale, indices], attrs });
  const inputs = [float, scales];
  addNode(draft, { op: "Mul", name: `${node.name}_Mul`, inputs, outputs: [output] });
}
