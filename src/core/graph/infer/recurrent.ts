/** @file Recurrent layers, and Einsum, whose equation is its shape rule. */
import { attrInt, attrString } from "../../onnx/attributes.ts";
import { type Dim, type InferRule, type InferTable, typed } from "./infer.ts";

/** Y [steps, directions, batch, hidden], then the last state and cell [directions, batch, hidden]; batch first with layout 1. */
const recurrent: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const states = c.node.outputs.slice(1);
  if (dims?.length !== 3) return [{ elem }, ...states.map(() => ({ elem }))];
  const directions = attrString(c.node, "direction", "forward") === "bidirectional" ? 2 : 1;
  const recurrence = c.type(2).dims?.[2] ?? null;
  const hidden = attrInt(c.node, "hidden_size", 0) || recurrence;
  const batchFirst = attrInt(c.node, "layout", 0) === 1;
  const [steps, batch] = batchFirst ? [dims[1] ?? null, dims[0] ?? null] : [dims[0] ?? null, dims[1] ?? null];
  const all = batchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
  const last = batchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
  return [typed(elem, all), ...states.map(() => typed(elem, last))];
};

/** Sizes by letter; without an arrow or with an ellipsis the shape stays unknown. */
const einsum: InferRule = (c) => {
  const { elem } = c.type(0);
  const [left = "", right] = attrString(c.node, "equation", "").replaceAll(" ", "").split("->");
  if (right === undefined || left.includes(".")) return [{ elem }];
  const sizes = new Map<string, Dim>();
  for (const [i, term] of left.split(",").entries()) {
    const dims = c.type(i).dims;
    if (dims?.length !== term.length) return [{ elem }];
    [...term].forEach((letter, axis) => sizes.set(letter, sizes.get(letter) ?? dims[axis] ?? null));
  }
  return [
    typed(
      elem,
      [...right].map((letter) => sizes.get(letter) ?? null),
    ),
  ];
};

export const RECURRENT: InferTable = { Einsum: einsum, GRU: recurrent, LSTM: recurrent, RNN: recurrent };
