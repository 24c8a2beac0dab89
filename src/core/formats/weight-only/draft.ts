/** @file The graph under construction while weights become integers. Local to `weightOnly`; never escapes. */
import { unusedName } from "../../graph/from-model.ts";
import { makeNode, namesOf, type NodeFields } from "../../graph/edit.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { floatToHalf } from "../../onnx/half.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { byteLength, floatTensor, makeTensor } from "../../onnx/tensor-data.ts";

/** Constants that stand for one weight, shared by all layers that use it the same way. */
export interface Stored {
  /** Names of constants, or of the one value that was computed from them. */
  readonly names: readonly string[];
  readonly bytes: number;
  readonly noise: number;
  readonly signal: number;
}

export interface Draft {
  readonly graph: Graph;
  readonly nodes: Node[];
  readonly constants: Map<string, TensorProto>;
  /** Lowest operator set that the nodes made so far need. */
  needs(opset: number): void;
  readonly opset: number;
  /** A note about a layer; layers with the same note share a line. */
  note(text: string, layer: string): void;
  readonly notes: readonly string[];
  /** Adds a constant under a fresh name and returns it. */
  add(base: string, make: (name: string) => TensorProto): TensorProto;
  /** Adds a node under a fresh name. */
  push(fields: NodeFields): void;
  fresh(base: string): string;
  /** What `make` returned for this key before, or returns now. */
  once(key: string, make: () => Stored): Stored;
}

export function newDraft(graph: Graph): Draft {
  const taken = namesOf(graph);
  const nodes: Node[] = [];
  const constants = new Map<string, TensorProto>();
  const notes = new Map<string, string[]>();
  const stored = new Map<string, Stored>();
  let opset = 0;
  const fresh = (base: string) => {
    const name = unusedName(base, taken);
    taken.add(name);
    return name;
  };
  return {
    graph,
    nodes,
    constants,
    needs: (version) => (opset = Math.max(opset, version)),
    get opset() {
      return opset;
    },
    note: (text, layer) => notes.set(text, [...(notes.get(text) ?? []), layer]),
    get notes() {
      return [...notes].map(([text, layers]) => `${text} (${listed(layers)})`);
    },
    add(base, make) {
      const tensor = make(fresh(base));
      constants.set(tensor.name, tensor);
      return tensor;
    },
    push: (fields) => nodes.push(makeNode({ ...fields, name: fresh(fields.name) })),
    fresh,
    once(key, make) {
      const known = stored.get(key) ?? make();
      stored.set(key, known);
      return known;
    },
  };
}

function listed(layers: readonly string[]): string {
  const few = layers.slice(0, 3).join(", ");
  return layers.length > 3 ? `${few} and ${layers.length - 3} more` : few;
}

export function scaleTensor(name: string, dims: readonly number[], scales: Float32Array, elem: number): TensorProto {
  if (elem !== T.FLOAT16) return floatTensor(name, dims, scales);
  return makeTensor(name, T.FLOAT16, dims, Uint16Array.from(scales, floatToHalf));
}

export function bytesOf(tensors: readonly TensorProto[]): number {
  return tensors.reduce((sum, t) => sum + byteLength(t), 0);
}
