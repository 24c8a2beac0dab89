/**
 * @file The graph that finds the errors of all roundings at the network's output in one run of one image.
 *
 * Forward: the network in FP32, and beside it what each rounding would change: Q(x) - x of a value, f(x, Q(W) - W) of a
 * layer. Backward: gradients of v . y with v normally distributed over the outputs y. The product of both, summed, is the
 * change of v . y to first order; its square has the change's energy |dy|^2 as its mean over v. The same gradient serves
 * every rounding of a value and every width. What comes out are numbers, one of each kind for every spot.
 */
import { makeNode } from "../graph/edit.ts";
import type { Graph, ValueName } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import { intAttr } from "../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { type Affine, FULL } from "../quantize/affine.ts";
import { sizeOf } from "../tensor.ts";
import { addAdjoint } from "./adjoint.ts";
import type { Marked, ValueSpot, WeightSpot } from "./spots.ts";
import { createTape, type Tape } from "./tape.ts";

/** Names of what the graph gives: vectors of float32. */
export const GIVES = {
  /** g . e of every value spot, then of every weight spot. */
  products: "sensitivity/products",
  /** |g|^2 and |g x|^2 of every value spot. */
  gradients: "sensitivity/gradients",
  /** |e|^2 and |x|^2 at every value spot, then |e|^2 and |y|^2 at the output of every weight spot's layer. */
  own: "sensitivity/own",
  /** Energy of the outputs that errors are relative to. */
  signal: "sensitivity/signal",
} as const;

/** The input that holds v, for all outputs one after the other. */
export const NOISE = "sensitivity/noise";

export interface GradientGraph {
  readonly graph: Graph;
  /** Numbers that v needs; null when it depends on the sample. */
  readonly noise: number | null;
  /** Float outputs of the network, in this graph. */
  readonly outputs: readonly ValueName[];
  /** Spots without a gradient: no rule leads from them to the outputs. */
  readonly lost: ReadonlySet<ValueSpot | WeightSpot>;
  /** Operators without a rule. */
  readonly ops: readonly string[];
}

/** @param batch samples of a run */
export function gradientGraph({ graph, values, weights }: Marked, batch: number): GradientGraph {
  const typed = inferTypes(graph, { batch });
  const tape = createTape(typed);
  const outputs = floatOutputs(typed);
  const { seeds, signal } = addSeeds(tape, outputs);
  const wanted = new Set([...values.map(({ to }) => to), ...weights.map(({ node }) => node.outputs[0] ?? "")]);
  const { gradients, lost, ops } = addAdjoint(tape, seeds, wanted);
  const errors = values.map((spot) => valueError(tape, spot));
  const changes = weights.map((spot) => weightError(tape, spot));
  const products = [
    ...values.map(({ to }, i) => dot(tape, gradients.get(to), errors[i] ?? "")),
    ...weights.map(({ node }, i) => dot(tape, gradients.get(node.outputs[0] ?? ""), changes[i] ?? "")),
  ];
  const norms = values.flatMap(({ from, to }) => {
    const g = gradients.get(to);
    return g === undefined ? [undefined, undefined] : [energy(tape, g), energy(tape, tape.emit("Mul", [g, from]))];
  });
  const own = [
    ...values.flatMap(({ from }, i) => [energy(tape, errors[i] ?? ""), energy(tape, from)]),
    ...weights.flatMap(({ node }, i) => [energy(tape, changes[i] ?? ""), energy(tape, node.outputs[0] ?? "")]),
  ];
  const given = [
    vector(tape, GIVES.products, products),
    vector(tape, GIVES.gradients, norms),
    vector(tape, GIVES.own, own),
    vector(tape, GIVES.signal, [signal]),
  ];
  const isLost = (name: ValueName) => lost.has(name);
  return {
    graph: withNoise(tape.finish([...given, ...outputs])),
    noise: noiseLength(tape, outputs),
    outputs,
    lost: new Set([
      ...values.filter(({ to }) => isLost(to)),
      ...weights.filter(({ node }) => isLost(node.outputs[0] ?? "")),
    ]),
    ops,
  };
}

/** Outputs whose errors count; an output that was rounded is found under the name of the rounding. */
export function floatOutputs({ outputs, types }: Graph): readonly ValueName[] {
  return outputs.filter((name) => [T.FLOAT, T.UNDEFINED].includes(types.get(name)?.elem ?? T.UNDEFINED));
}

/** Of several outputs each counts alike: its error is taken relative to its own energy. */
function addSeeds(tape: Tape, outputs: readonly ValueName[]) {
  const seeds = new Map<ValueName, ValueName>();
  let from = tape.ints([0]);
  for (const output of outputs) {
    const to = tape.emit("Add", [from, tape.emit("Reshape", [tape.emit("Size", [output]), tape.ints([1])])]);
    const part = tape.emit("Slice", [NOISE, from, to]);
    const seed = tape.emit("Reshape", [part, tape.emit("Shape", [output])]);
    from = to;
    seeds.set(output, outputs.length === 1 ? seed : tape.emit("Div", [seed, magnitude(tape, output, outputs.length)]));
  }
  const [only] = outputs;
  const signal = outputs.length === 1 && only !== undefined ? energy(tape, only) : tape.constantVector([1]);
  return { seeds, signal };
}

/** Square root of an output's energy times the number of outputs; never 0. */
export function magnitude(tape: Tape, output: ValueName, count: number): ValueName {
  const scaled = tape.emit("Mul", [energy(tape, output), tape.scalar(count)]);
  return tape.emit("Sqrt", [tape.emit("Max", [scaled, tape.scalar(1e-30)])]);
}

function noiseLength(tape: Tape, outputs: readonly ValueName[]): number | null {
  const sizes = outputs.map((name) => tape.dims(name));
  return sizes.every((dims) => dims !== undefined) ? sizes.reduce((sum, dims) => sum + sizeOf(dims), 0) : null;
}

function withNoise(graph: Graph): Graph {
  const types = new Map([...graph.types, [NOISE, { elem: T.FLOAT, dims: [null] }] as const]);
  const opsets = graph.opsets.has("com.microsoft") ? graph.opsets : new Map([...graph.opsets, ["com.microsoft", 1]]);
  return { ...graph, inputs: [...graph.inputs, NOISE], types, opsets };
}

/** Q(x) - x */
function valueError(tape: Tape, spot: ValueSpot): ValueName {
  return tape.emit("Sub", [addRounding(tape, spot, spot.from), spot.from]);
}

/** `x` as the spot rounds it. */
export function addRounding(tape: Tape, { rounding }: Pick<ValueSpot, "rounding">, x: ValueName): ValueName {
  if (rounding.kind === "cast") {
    return tape.emit("Cast", [tape.emit("Cast", [x], [intAttr("to", rounding.elem)])], [intAttr("to", T.FLOAT)]);
  }
  if (rounding.kind === "dynamic") {
    const [q = "", scale = "", zero = ""] = tape.emitMany("DynamicQuantizeLinear", [x], 3);
    return tape.emit("DequantizeLinear", [q, scale, zero]);
  }
  return rounded(tape, rounding.affine, x);
}

/**
 * The arithmetic of QuantizeLinear and DequantizeLinear, bit for bit, without these operators: the runtime would move
 * and fuse them, and quantize float layers between them by itself.
 */
function rounded(tape: Tape, { type, scale, zero }: Affine, x: ValueName): ValueName {
  const [step, offset] = [tape.scalar(scale[0] as number), zero[0] as number];
  const { qmin, qmax } = FULL[type];
  const integers = tape.emit("Round", [tape.emit("Div", [x, step])]);
  const bounded = tape.emit("Clip", [integers, tape.scalar(qmin - offset), tape.scalar(qmax - offset)]);
  return tape.emit("Mul", [bounded, step]);
}

/** f(x, Q(W) - W): the layer with the errors of its weights in their place. */
function weightError(tape: Tape, { node, slot, error, biasError }: WeightSpot): ValueName {
  const bias = node.op === "Gather" || node.op === "MatMul" ? [] : biasError === null ? [] : [tape.constant(biasError)];
  const own = node.inputs.map((name, i) => (i === slot ? tape.constant(error) : name));
  const inputs = node.op === "Gather" ? own : [...own.slice(0, 2), ...bias];
  const output = tape.name(`${node.name}/error`);
  tape.add([makeNode({ ...node, name: output, inputs, outputs: [output], attrs: Object.values(node.attrs) })]);
  return output;
}

/** One element: the sum of the products; undefined without a gradient. */
function dot(tape: Tape, g: ValueName | undefined, e: ValueName): ValueName | undefined {
  return g === undefined ? undefined : sum(tape, "ReduceSum", tape.emit("Mul", [g, e]));
}

export function energy(tape: Tape, x: ValueName): ValueName {
  return sum(tape, "ReduceSumSquare", x);
}

function sum(tape: Tape, op: string, x: ValueName): ValueName {
  return tape.emit("Reshape", [tape.emit(op, [x], [intAttr("keepdims", 0)]), tape.ints([1])]);
}

/** Numbers side by side, 0 where there is none. */
export function vector(tape: Tape, name: string, parts: readonly (ValueName | undefined)[]): ValueName {
  const zero = tape.constantVector([0]);
  const inputs = parts.length === 0 ? [zero] : parts.map((part) => part ?? zero);
  tape.add([makeNode({ op: "Concat", name, inputs, outputs: [name], attrs: [intAttr("axis", 0)] })]);
  return name;
}
