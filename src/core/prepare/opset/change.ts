/** @file What one conversion step of one op looks like. */
import type { Graph, Node } from "../../graph/graph.ts";
import type { Dim } from "../../graph/value-info.ts";
import type { TensorProto } from "../../onnx/onnx_pb.ts";

export interface ChangeContext {
  readonly graph: Graph;
  /** Element type of a value; 0 when unknown. */
  readonly elem: (name: string) => number;
  readonly dims: (name: string) => readonly Dim[] | undefined;
  /** Constant behind an input, as an input slot may need its value to be converted. */
  readonly constant: (node: Node, slot: number) => TensorProto | undefined;
  /** Adds a constant under a fresh name based on `base` and returns the name. */
  readonly add: (base: string, make: (name: string) => TensorProto) => string;
  /** A fresh value or node name. */
  readonly fresh: (base: string) => string;
}

/** The nodes that mean the same from opset `at` on, or the reason why there are none. */
export interface Change {
  /** First opset with the new meaning. */
  readonly at: number;
  readonly run: (node: Node, c: ChangeContext) => readonly Node[] | string;
}
