/**
 * @file Upsample and Resize of opset 10 computed source positions as `x / scale` and took the pixel below
 * (above, when shrinking). Later versions say so in attributes.
 */
import { withAttrs } from "../../graph/edit.ts";
import type { Node } from "../../graph/graph.ts";
import { attrFloats, attrString, stringAttr } from "../../onnx/attributes.ts";
import { floatsOf, floatTensor } from "../../onnx/tensor-data.ts";
import type { Change, ChangeContext } from "./change.ts";

/** Upsample 7 keeps its scales in an attribute, from 9 on they are an input; Resize replaced it at 10. */
export const upsampleToResize: Change = {
  at: 10,
  run(node, c) {
    const scales = attrFloats(node, "scales", undefined);
    const name =
      scales && c.add(`${node.name}_scales`, (n) => floatTensor(n, [scales.length], Float32Array.from(scales)));
    const inputs = name === undefined ? node.inputs : [node.inputs[0] ?? "", name];
    return [withAttrs({ ...node, op: "Resize", inputs }, [], ["scales"])];
  },
};

export const resize11: Change = {
  at: 11,
  run(node, c) {
    const rounding = roundingOf(node, c);
    if (rounding === undefined)
      return "Its scales are computed while the model runs, or grow one axis and shrink another.";
    // Up to 12 the region may be empty, but not left out.
    const region = c.add(`${node.name}_roi`, (n) => floatTensor(n, [0], new Float32Array(0)));
    const inputs = [node.inputs[0] ?? "", region, node.inputs[1] ?? ""];
    const asymmetric = stringAttr("coordinate_transformation_mode", "asymmetric");
    const nearest = attrString(node, "mode", "nearest") === "nearest";
    return [withAttrs({ ...node, inputs }, [asymmetric, ...(nearest ? [stringAttr("nearest_mode", rounding)] : [])])];
  },
};

function roundingOf(node: Node, c: ChangeContext): "floor" | "ceil" | undefined {
  if (attrString(node, "mode", "nearest") !== "nearest") return "floor";
  const t = c.constant(node, 1);
  // Upsample never shrinks; the converted node has lost its name, but scales that it computes stay an input.
  const scales = t && [...floatsOf(t)];
  if (scales?.every((s) => s >= 1)) return "floor";
  return scales?.every((s) => s <= 1) ? "ceil" : undefined;
}

/** `tf_half_pixel_for_nn` was dropped at 13. */
export const resize13: Change = {
  at: 13,
  run: (node) =>
    attrString(node, "coordinate_transformation_mode", "half_pixel") === "tf_half_pixel_for_nn"
      ? "Its coordinate mode tf_half_pixel_for_nn does not exist any more."
      : [node],
};
