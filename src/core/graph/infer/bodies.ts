/** @file If, Loop and Scan: as far as their bodies declare what they return. Shapes may change from step to step. */
import type { InferContext, InferRule, InferTable } from "./infer.ts";
import type { GraphProto } from "../../onnx/onnx_pb.ts";
import { typeOf } from "../value-info.ts";
import type { ValueType } from "../graph.ts";

const elems = (graph: GraphProto | undefined): ValueType[] =>
  (graph?.output ?? []).map((info) => ({ elem: typeOf(info).elem }));

const branches: InferRule = (c) => {
  const [a, b] = [elems(c.node.attrs["then_branch"]?.g), elems(c.node.attrs["else_branch"]?.g)];
  return c.node.outputs.map((_, i) => ({ elem: a[i]?.elem || b[i]?.elem || 0 }));
};

/** Outputs from `first` on; carried values keep the type they started with. */
const repeated =
  (first: number, initial: (c: InferContext, i: number) => number): InferRule =>
  (c) => {
    const found = elems(c.node.attrs["body"]?.g).slice(first);
    return c.node.outputs.map((_, i) => ({ elem: found[i]?.elem || initial(c, i) }));
  };

export const BODIES: InferTable = {
  If: branches,
  Loop: repeated(1, (c, i) => c.type(i + 2).elem),
  Scan: repeated(0, (c, i) => c.type(i).elem),
};
