/**
 * @file Immutable view of an ONNX graph. Edges are value names; nodes are in topological order.
 *
 * Attributes and weights stay the protobuf messages they were decoded from, so a pass that does not
 * touch them cannot lose a field it does not know.
 */
import type { AttributeProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from "../onnx/onnx_pb.ts";

/** Name of an edge: a graph input, a constant or a node's output. `""` marks an omitted optional input. */
export type ValueName = string;

export interface Node {
  /** Unique in the graph and stable: unnamed nodes are named after their first output. Pins refer to it. */
  readonly name: string;
  readonly op: string;
  /** `""` is the standard domain (`ai.onnx` is normalised to it). */
  readonly domain: string;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly attrs: Readonly<Record<string, AttributeProto>>;
  /** The message this node came from, kept for fields we do not model (doc string, metadata, unknown fields). */
  readonly source?: NodeProto;
}

/** Element type and shape of a value as far as they are known. */
export interface ValueType {
  /** `TensorProto.DataType` number; 0 when unknown. */
  readonly elem: number;
  /** A number, a symbol such as "N", or null when unknown; undefined dims = unknown rank. */
  readonly dims?: readonly (number | string | null)[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  /** Graph inputs that are not initializers: what a caller must feed. */
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly constants: ReadonlyMap<ValueName, TensorProto>;
  /** Initializers that are also listed as graph inputs (legal since IR 3); a pass lifts them out. */
  readonly overridable: ReadonlySet<ValueName>;
  /** Inferred and declared types of values, constants included. */
  readonly types: ReadonlyMap<ValueName, ValueType>;
  /** Imported operator sets: domain ("" standard) to version. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Declared messages of inputs and outputs, kept verbatim. */
  readonly declared: ReadonlyMap<ValueName, ValueInfoProto>;
  /** The whole model, for everything outside nodes, initializers, inputs, outputs and opsets. */
  readonly model: ModelProto;
}

/** A rewrite. Returns the same object when there is nothing to do. */
export interface Pass {
  readonly id: string;
  /** What it does and why, for the prepare report. */
  readonly title: string;
  readonly run: (graph: Graph) => Graph;
}
