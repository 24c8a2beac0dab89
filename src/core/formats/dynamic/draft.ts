/** @file A graph under construction by the dynamic rewrites. Local to `toDynamic`; never escapes. */
import { unusedName } from "../../graph/from-model.ts";
import { makeNode, namesOf } from "../../graph/edit.ts";
import type { Graph, Node, ValueName } from "../../graph/graph.ts";
import type { AttributeProto, TensorProto } from "../../onnx/onnx_pb.ts";
import { byteLength, makeTensor } from "../../onnx/tensor-data.ts";
import type { TensorData } from "../../tensor.ts";
import type { FormatLayer } from "../format.ts";
import type { DynamicWeights, StoredWeight } from "./weight.ts";

export interface Draft {
  readonly graph: Graph;
  readonly weights: DynamicWeights;
  readonly taken: Set<string>;
  readonly nodes: Node[];
  readonly constants: Map<ValueName, TensorProto>;
  /** Values that were quantized, each once for all its readers. */
  readonly activations: Map<ValueName, Activation>;
  /** Weights by how they are stored, each once for all its readers. */
  readonly stored: Map<string, StoredWeight>;
  readonly layers: Map<string, FormatLayer>;
}

/** What DynamicQuantizeLinear makes of a value. */
export interface Activation {
  readonly integers: ValueName;
  readonly scale: ValueName;
  readonly zero: ValueName;
}

export function draftOf(graph: Graph, weights: DynamicWeights): Draft {
  const taken = namesOf(graph);
  return {
    graph,
    weights,
    taken,
    nodes: [],
    constants: new Map(),
    activations: new Map(),
    stored: new Map(),
    layers: new Map(),
  };
}

export function newName({ taken }: Draft, base: string): string {
  const name = unusedName(base, taken);
  taken.add(name);
  return name;
}

/** @returns the name of the new constant */
export function addConstant(
  draft: Draft,
  base: string,
  elem: number,
  dims: readonly number[],
  data: TensorData,
): string {
  const name = newName(draft, base);
  draft.constants.set(name, makeTensor(name, elem, dims, data));
  return name;
}

interface Step {
  readonly op: string;
  /** Name of the node, and of its output unless `outputs` says otherwise; made unique. */
  readonly name: string;
  /** The node does the work of the layer of this very name, and takes it over as it is. */
  readonly inPlace?: true;
  readonly inputs: readonly ValueName[];
  readonly outputs?: readonly ValueName[];
  readonly domain?: string;
  readonly attrs?: readonly AttributeProto[];
}

/** @returns the first output */
export function addNode(draft: Draft, { name, outputs, inPlace, ...rest }: Step): ValueName {
  const own = inPlace ? name : newName(draft, name);
  const made = outputs ?? [inPlace ? newName(draft, `${name}_${rest.op}`) : own];
  draft.nodes.push(makeNode({ name: own, outputs: made, ...rest }));
  return made[0] ?? "";
}

/** Quantizes a value while the model runs: uint8, over its whole tensor. */
export function quantized(draft: Draft, value: ValueName): Activation {
  const known = draft.activations.get(value);
  if (known !== undefined) return known;
  const [integers, scale, zero] = ["quantized", "scale", "zero_point"].map((part) =>
    newName(draft, `${value}_${part}`),
  ) as [string, string, string];
  const outputs = [integers, scale, zero];
  addNode(draft, { op: "DynamicQuantizeLinear", name: `${value}_DynamicQuantizeLinear`, inputs: [value], outputs });
  const made = { integers, scale, zero };
  draft.activations.set(value, made);
  return made;
}

/** Notes what a layer's constants weighed before and weigh now. */
export function addLayer(draft: Draft, node: Node, stored: readonly StoredWeight[]): void {
  const sum = (of: (w: StoredWeight) => number) => stored.reduce((total, w) => total + of(w), 0);
  const others = node.inputs.reduce((total, name) => {
    const tensor = stored.some((w) => w.source === name) ? undefined : draft.graph.constants.get(name);
    return total + (tensor === undefined ? 0 : byteLength(tensor));
  }, 0);
  draft.layers.set(node.name, {
    bytes: { before: sum((w) => w.bytes.before) + others, after: sum((w) => w.bytes.after) + others },
    noise: sum((w) => w.noise),
    signal: sum((w) => w.signal),
  });
}
