/** @file Where the signal is lost: the network in FP32 and the quantized file side by side, compared at the output of every layer. */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import { intAttr } from "../onnx/attributes.ts";
import { TensorProto_DataType } from "../onnx/onnx_pb.ts";
import { energy, vector } from "./numbers.ts";
import { createTape } from "./tape.ts";

/** Energy of the difference, and of the value itself, for every value that was asked for and found. */
export const GATHERED = "sensitivity/gathered";

export interface GatheredGraph {
  readonly graph: Graph;
  /** In the order of the numbers, two for each. */
  readonly values: readonly ValueName[];
}

/**
 * @param prepared in FP32
 * @param quantized what the recipe made of it
 * @param wanted values of the prepared graph
 */
export function gatheredGraph(
  prepared: Graph,
  quantized: Graph,
  wanted: readonly ValueName[],
  batch: number,
): GatheredGraph {
  const opsets = new Map([...prepared.opsets, ...quantized.opsets]);
  const tape = createTape(inferTypes({ ...prepared, opsets }, { batch }));
  const renamed = new Map<ValueName, ValueName>(prepared.inputs.map((name) => [name, name]));
  const own = (name: ValueName) => {
    const known = name === "" ? "" : renamed.get(name);
    if (known !== undefined) return known;
    const constant = quantized.constants.get(name);
    const fresh = constant === undefined ? tape.name(name) : tape.constant(constant);
    renamed.set(name, fresh);
    return fresh;
  };
  for (const node of quantized.nodes) tape.add([copied(node, own, tape.name)]);
  const made = new Set(quantized.nodes.flatMap(({ outputs }) => outputs));
  const values = wanted.filter((name) => made.has(readName(name, made)));
  const numbers = values.flatMap((name) => {
    // A layer in 16-bit floats gives them.
    const found = tape.emit("Cast", [own(readName(name, made))], [intAttr("to", TensorProto_DataType.FLOAT)]);
    const difference = tape.emit("Sub", [found, name]);
    return [energy(tape, difference), energy(tape, name)];
  });
  return { graph: tape.finish([vector(tape, GATHERED, numbers)]), values };
}

function copied(node: Node, own: (name: ValueName) => ValueName, name: (base: string) => string): Node {
  return { ...node, name: name(node.name), inputs: node.inputs.map(own), outputs: node.outputs.map(own) };
}

/** What readers of a value read in the quantized graph: behind its pair, where it has one. */
function readName(value: ValueName, made: ReadonlySet<ValueName>): ValueName {
  const behind = `${value}_DequantizeLinear_Output`;
  return made.has(behind) ? behind : value;
}
