/**
 * @file Nodes that are added to a graph one after another: each call of `emit` is a node and answers with the name of
 * its output. Names are kept apart from the graph's own.
 */
import { makeNode, namesOf, pruneUnused } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import type { Dim } from "../graph/value-info.ts";
import { type AttributeProto, type TensorProto, TensorProto_DataType } from "../onnx/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../onnx/tensor-data.ts";
import { withFields } from "../onnx/messages.ts";

export interface Tape {
  /** The graph whose values are read; its types are those of one run. */
  readonly graph: Graph;
  /** A node with one output; the same question without attributes is asked once. @returns its name */
  readonly emit: (
    op: string,
    inputs: readonly ValueName[],
    attrs?: readonly AttributeProto[],
    domain?: string,
  ) => ValueName;
  /** A node with several outputs. @returns their names */
  readonly emitMany: (
    op: string,
    inputs: readonly ValueName[],
    outputs: number,
    attrs?: readonly AttributeProto[],
  ) => readonly ValueName[];
  /** Adds nodes as they are; their outputs must be named by `name`. */
  readonly add: (nodes: readonly Node[]) => void;
  readonly constant: (tensor: TensorProto) => ValueName;
  /** A constant that is made once for all who ask under this key. */
  readonly once: (key: string, make: () => TensorProto) => ValueName;
  /** Float scalar. */
  readonly scalar: (value: number) => ValueName;
  /** One axis of floats. */
  readonly constantVector: (values: readonly number[]) => ValueName;
  /** One axis of int64. */
  readonly ints: (values: readonly number[]) => ValueName;
  /** A name that is used nowhere else. */
  readonly name: (base: string) => string;
  /** Sizes of a value of the graph, symbols and null where they are not numbers; undefined where the rank is unknown. */
  readonly shape: (value: ValueName) => readonly Dim[] | undefined;
  /** The same where every size is a number. */
  readonly dims: (value: ValueName) => readonly number[] | undefined;
  /** The graph with what was added; `outputs` are its only outputs. */
  readonly finish: (outputs: readonly ValueName[]) => Graph;
}

export function createTape(graph: Graph): Tape {
  const taken = namesOf(graph);
  const nodes: Node[] = [];
  const constants = new Map<string, TensorProto>();
  const known = new Map<string, ValueName>();
  let count = 0;
  const name = (base: string) => {
    for (;;) {
      const wanted = `${base}/${count++}`;
      if (taken.has(wanted)) continue;
      taken.add(wanted);
      return wanted;
    }
  };
  const constant = (tensor: TensorProto) => {
    const own = name("constant");
    constants.set(own, withFields(tensor, { name: own }));
    return own;
  };
  const once = (key: string, make: () => TensorProto) => {
    const value = known.get(key) ?? constant(make());
    known.set(key, value);
    return value;
  };
  const emitMany: Tape["emitMany"] = (op, inputs, outputs, attrs = []) => {
    const names = Array.from({ length: outputs }, () => name(op));
    nodes.push(makeNode({ op, name: names[0] ?? "", inputs, outputs: names, attrs }));
    return names;
  };
  const shape = (value: ValueName) => graph.types.get(value)?.dims;
  return {
    graph,
    emitMany,
    emit: (op, inputs, attrs = [], domain = "") => {
      // Ways back from several directions pass the same masks.
      const key = `${domain} ${op} ${inputs.join("\n")}`;
      const before = attrs.length === 0 ? known.get(key) : undefined;
      if (before !== undefined) return before;
      const output = name(op);
      if (attrs.length === 0) known.set(key, output);
      nodes.push(makeNode({ op, name: output, inputs, outputs: [output], attrs, domain }));
      return output;
    },
    add: (more) => void nodes.push(...more),
    constant,
    once,
    scalar: (value) => once(`scalar ${value}`, () => floatTensor("", [], Float32Array.of(value))),
    constantVector: (values) =>
      once(`floats ${values.join()}`, () => floatTensor("", [values.length], Float32Array.from(values))),
    ints: (values) => once(`ints ${values.join()}`, () => int64Tensor("", values)),
    name,
    shape,
    dims: (value) => {
      const dims = shape(value);
      return dims?.every((d) => typeof d === "number") ? (dims as readonly number[]) : undefined;
    },
    finish: (outputs) => {
      const types = new Map(graph.types);
      for (const output of outputs) if (!types.has(output)) types.set(output, { elem: TensorProto_DataType.FLOAT });
      return pruneUnused({
        ...graph,
        nodes: [...graph.nodes, ...nodes],
        outputs,
        types,
        constants: new Map([...graph.constants, ...constants]),
      });
    },
  };
}
