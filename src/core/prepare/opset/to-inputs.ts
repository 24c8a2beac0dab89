/** @file Attributes that became inputs. */
import { withAttrs } from "../../graph/edit.ts";
import type { Node } from "../../graph/graph.ts";
import { attrFloat, attrInt, attrInts, hasAttr } from "../../onnx/attributes.ts";
import { floatToHalf } from "../../onnx/half.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { int64Tensor, makeTensor } from "../../onnx/tensor-data.ts";
import type { Change, ChangeContext } from "./change.ts";

/** The node without some attributes and with `inputs` set from slot `first` on; trailing omitted inputs are cut. */
function moved(node: Node, drop: readonly string[], first: number, inputs: readonly string[]): Node {
  const before = Array.from({ length: first }, (_, i) => node.inputs[i] ?? "");
  const all = [...before, ...inputs];
  while (all.length > first && all[all.length - 1] === "") all.pop();
  return withAttrs({ ...node, inputs: all }, [], drop);
}

function listInput(node: Node, name: string, c: ChangeContext): string {
  const values = attrInts(node, name, undefined);
  return values === undefined ? "" : c.add(`${node.name}_${name}`, (n) => int64Tensor(n, values));
}

/** Int lists to inputs from slot 1 on: axes of Squeeze, split of Split, starts / ends / axes of Slice. */
export function listsToInputs(at: number, ...names: readonly string[]): Change {
  return {
    at,
    run: (node, c) => {
      if (!names.some((name) => hasAttr(node, name))) return [node];
      return [
        moved(
          node,
          names,
          1,
          names.map((name) => listInput(node, name, c)),
        ),
      ];
    },
  };
}

/** A scalar of the element type of the node's data; bounds and fill values must match it. */
function scalar(value: number, elem: number): ((name: string) => TensorProto) | undefined {
  switch (elem) {
    case T.FLOAT:
      return (name) => makeTensor(name, elem, [], Float32Array.of(value));
    case T.DOUBLE:
      return (name) => makeTensor(name, elem, [], Float64Array.of(value));
    case T.FLOAT16:
      return (name) => makeTensor(name, elem, [], Uint16Array.of(floatToHalf(value)));
    default:
      return undefined;
  }
}

const UNKNOWN_TYPE = "The element type of its input is not known, and its bounds must have the same.";

export const clip11: Change = {
  at: 11,
  run(node, c) {
    const elem = c.elem(node.inputs[0] ?? "");
    const bounds = ["min", "max"].map((name) => {
      if (!hasAttr(node, name)) return "";
      const make = scalar(attrFloat(node, name, 0), elem);
      return make && c.add(`${node.name}_${name}`, make);
    });
    return bounds.includes(undefined) ? UNKNOWN_TYPE : [moved(node, ["min", "max"], 1, bounds as string[])];
  },
};

export const pad11: Change = {
  at: 11,
  run(node, c) {
    const value = attrFloat(node, "value", 0);
    const make = scalar(value, c.elem(node.inputs[0] ?? ""));
    if (value !== 0 && make === undefined) return UNKNOWN_TYPE;
    const fill = value !== 0 && make !== undefined ? c.add(`${node.name}_value`, make) : "";
    return [moved(node, ["pads", "value"], 1, [listInput(node, "pads", c), fill])];
  },
};

/** The ratio only matters in training; an omitted one means the same at inference. */
export const dropout12: Change = { at: 12, run: (node) => [withAttrs(node, [], ["ratio"])] };

export const topK10: Change = {
  at: 10,
  run(node, c) {
    const k = attrInt(node, "k", 0);
    return [moved(node, ["k"], 1, [c.add(`${node.name}_k`, (n) => int64Tensor(n, [k]))])];
  },
};
