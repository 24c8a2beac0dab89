/** @file Rounded values and weights as nodes of a graph. */
import { makeNode } from "../graph/edit.ts";
import type { ValueName } from "../graph/graph.ts";
import { intAttr } from "../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { type Affine, FULL } from "../quantize/affine.ts";
import { addParameters, qdqDomain } from "../quantize/qdq.ts";
import type { Rounding, WeightSpot } from "./spots.ts";
import type { Tape } from "./tape.ts";

/** Q(x) - x. The pair has no quantized layer beside it that the runtime could fuse it with. */
export function roundingError(tape: Tape, rounding: Rounding, x: ValueName): ValueName {
  return tape.emit("Sub", [
    rounding.kind === "affine" ? pair(tape, rounding.affine, x) : rounded(tape, rounding, x),
    x,
  ]);
}

/** Q(x), to be read by layers. */
export function rounded(tape: Tape, rounding: Rounding, x: ValueName): ValueName {
  switch (rounding.kind) {
    case "cast": {
      const half = tape.emit("Cast", [x], [intAttr("to", rounding.elem)]);
      return tape.emit("Cast", [half], [intAttr("to", T.FLOAT)]);
    }
    case "dynamic":
      return tape.emit("DequantizeLinear", tape.emitMany("DynamicQuantizeLinear", [x], 3));
    case "affine":
      return arithmetic(tape, rounding.affine, x);
  }
}

function pair(tape: Tape, affine: Affine, x: ValueName): ValueName {
  const constants = new Map<string, TensorProto>();
  const names = addParameters({ constants, own: (name) => name }, "parameter", affine);
  const parameters = names.map((name) => tape.constant(constants.get(name) as TensorProto));
  const domain = qdqDomain(affine.type, tape.graph);
  const integers = tape.emit("QuantizeLinear", [x, ...parameters], [], domain);
  return tape.emit("DequantizeLinear", [integers, ...parameters], [], domain);
}

/**
 * What QuantizeLinear and DequantizeLinear compute, bit for bit, without these operators: the runtime would move them and
 * quantize float layers between them by itself.
 */
function arithmetic(tape: Tape, { type, scale, zero }: Affine, x: ValueName): ValueName {
  const [step, offset] = [tape.scalar(scale[0] as number), zero[0] as number];
  const { qmin, qmax } = FULL[type];
  const integers = tape.emit("Round", [tape.emit("Div", [x, step])]);
  const bounded = tape.emit("Clip", [integers, tape.scalar(qmin - offset), tape.scalar(qmax - offset)]);
  return tape.emit("Mul", [bounded, step]);
}

/** f(x, Q(W) - W): the layer with the errors of its weights and bias in their place. */
export function weightError(tape: Tape, { node, slot, error, biasError }: WeightSpot): ValueName {
  const weights = node.inputs.map((name, i) => (i === slot ? tape.constant(error) : name));
  const bias = biasError === null ? [] : [tape.constant(biasError)];
  const inputs = node.op === "Gather" ? weights : [...weights.slice(0, 2), ...bias];
  const output = tape.name(`${node.name}/error`);
  tape.add([makeNode({ ...node, name: output, inputs, outputs: [output], attrs: Object.values(node.attrs) })]);
  return output;
}
