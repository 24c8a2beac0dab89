/**
 * @file Before opset 13, Softmax and its kind flattened their input to two dimensions at `axis` (default 1)
 * and normalised over everything behind it; since then they normalise over the one axis (default -1).
 */
import { makeNode, withAttrs } from "../../graph/edit.ts";
import type { Node } from "../../graph/graph.ts";
import type { Dim } from "../../graph/value-info.ts";
import { attrInt, intAttr } from "../../onnx/attributes.ts";
import { int64Tensor } from "../../onnx/tensor-data.ts";
import type { Change, ChangeContext } from "./change.ts";

export const softmax13: Change = {
  at: 13,
  run(node, c) {
    const dims = c.dims(node.inputs[0] ?? "");
    const given = attrInt(node, "axis", 1);
    if (dims === undefined) return given === -1 ? [node] : "The rank of its input is not known.";
    const axis = given < 0 ? given + dims.length : given;
    if (dims.slice(axis + 1).every((d) => d === 1)) return [withAttrs(node, [intAttr("axis", axis)])];
    return flattened(node, axis, dims, c);
  },
};

/** Flatten, normalise the last axis, and give back the shape. */
function flattened(node: Node, axis: number, dims: readonly Dim[], c: ChangeContext): readonly Node[] | string {
  if (dims.filter((d) => typeof d !== "number").length > 1) return "More than one size of its input is not known.";
  const [flat, result] = [c.fresh(`${node.name}_flat`), c.fresh(`${node.name}_result`)];
  const shape = dims.map((d) => (typeof d === "number" ? d : -1));
  const shapeName = c.add(`${node.name}_shape`, (n) => int64Tensor(n, shape));
  return [
    makeNode({ op: "Flatten", name: flat, inputs: node.inputs, outputs: [flat], attrs: [intAttr("axis", axis)] }),
    { ...withAttrs(node, [intAttr("axis", -1)]), inputs: [flat], outputs: [result] },
    makeNode({
      op: "Reshape",
      name: c.fresh(`${node.name}_unflat`),
      inputs: [result, shapeName],
      outputs: node.outputs,
    }),
  ];
}
