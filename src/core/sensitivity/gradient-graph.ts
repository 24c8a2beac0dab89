/**
 * @file The graph that finds the errors of all roundings at the network's output in one run.
 *
 * Forward: the network in FP32, and beside it what each rounding would change: Q(x) - x of a value, f(x, Q(W) - W) of a
 * layer. Backward: gradients of v . y for a random direction v over the outputs y. The product of both, summed, is the
 * change of v . y to first order; the mean of its square over v is the energy |dy|^2 of the change. The same gradient
 * serves every rounding of a value and every width. What comes out are numbers: one for every spot and sample.
 */
import type { Graph, ValueName } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { sizeOf } from "../tensor.ts";
import { type Adjoint, addAdjoint } from "./adjoint.ts";
import { energy, floatOutputs, magnitude, productByRow, vector } from "./numbers.ts";
import { roundingError, weightError } from "./rounding.ts";
import type { Marked, ValueSpot, WeightSpot } from "./spots.ts";
import { createTape, type Tape } from "./tape.ts";

/** Names of what the graph gives: vectors of float32, with `rows` numbers for each item. */
export const GIVES = {
  /** g . e of every value spot, then of every weight spot; all of the first draw, then of the next. */
  products: "sensitivity/products",
  /** Energy of the outputs that errors are relative to. */
  signal: "sensitivity/signal",
  /** |g|^2 and |g x|^2 of every value spot. */
  gradients: "sensitivity/gradients",
  /** |e|^2 and |x|^2 at every value spot, then |e|^2 and |y|^2 at the output of every weight spot's layer. */
  own: "sensitivity/own",
} as const;

/** The input that holds v: for each draw all outputs, one after the other. */
export const NOISE = "sensitivity/noise";

/** How a graph is run. */
export interface RunShape {
  /** What dimension 0 of the inputs is. */
  readonly batch: number;
  /** Samples that are told apart; 1 where a batch counts as one. */
  readonly rows: number;
  /** Directions v for every sample. */
  readonly draws: number;
  /** Numbers at the spots themselves, in place of the products. */
  readonly detail: boolean;
}

export interface GradientGraph {
  readonly graph: Graph;
  /** Numbers in one direction v of one row; null when they depend on the sample. */
  readonly noise: number | null;
  /** Float outputs of the network, in this graph. */
  readonly outputs: readonly ValueName[];
  /** Spots without a gradient: no rule leads from them to the outputs. */
  readonly lost: ReadonlySet<ValueSpot | WeightSpot>;
  /** Operators without a rule. */
  readonly ops: readonly string[];
}

export function gradientGraph({ graph, values, weights }: Marked, shape: RunShape): GradientGraph {
  const typed = inferTypes(graph, { batch: shape.batch });
  const tape = createTape(typed);
  const outputs = floatOutputs(typed);
  const ends = [
    ...values.map((spot) => ({ spot, at: spot.to, error: roundingError(tape, spot.rounding, spot.from) })),
    ...weights.map((spot) => ({ spot, at: spot.node.outputs[0] ?? "", error: weightError(tape, spot) })),
  ];
  const wanted = new Set(ends.map(({ at }) => at));
  const adjoints = addSeeds(tape, outputs, shape.draws).map((seeds) => addAdjoint(tape, seeds, wanted));
  const products = (shape.detail ? [] : adjoints).flatMap(({ gradients }) =>
    ends.map(({ at, error }) => {
      const g = gradients.get(at);
      return g && productByRow(tape, g, error, at, shape.rows);
    }),
  );
  const [only] = outputs;
  const signal =
    outputs.length === 1 && only !== undefined ? productByRow(tape, only, only, only, shape.rows) : undefined;
  const ones = signal ?? tape.constantVector(Array<number>(shape.rows).fill(1));
  const [{ lost, ops, gradients } = { lost: new Set<string>(), ops: [], gradients: new Map() }] = adjoints;
  const given = [
    ...(shape.detail
      ? detail(tape, { values, ends, gradients })
      : [vector(tape, GIVES.products, products, shape.rows)]),
    vector(tape, GIVES.signal, [ones]),
  ];
  return {
    graph: withNoise(tape.finish([...given, ...outputs])),
    noise: noiseLength(tape, outputs, shape.rows),
    outputs,
    lost: new Set(ends.filter(({ at }) => lost.has(at)).map(({ spot }) => spot)),
    ops,
  };
}

interface End {
  readonly at: ValueName;
  readonly error: ValueName;
}

interface Detail {
  readonly values: readonly ValueSpot[];
  /** Of the values, then of the weights. */
  readonly ends: readonly End[];
  readonly gradients: Adjoint["gradients"];
}

function detail(tape: Tape, { values, ends, gradients }: Detail): ValueName[] {
  const norms = values.flatMap(({ from, to }) => {
    const g = gradients.get(to);
    return g === undefined ? [undefined, undefined] : [energy(tape, g), energy(tape, tape.emit("Mul", [g, from]))];
  });
  const own = ends.flatMap(({ at, error }, i) => [energy(tape, error), energy(tape, values[i]?.from ?? at)]);
  return [vector(tape, GIVES.gradients, norms), vector(tape, GIVES.own, own)];
}

/** Of several outputs each counts alike: its error is taken relative to its own energy. @returns seeds of each draw */
function addSeeds(tape: Tape, outputs: readonly ValueName[], draws: number): ReadonlyMap<ValueName, ValueName>[] {
  let from = tape.ints([0]);
  const sizes = outputs.map((output) => tape.emit("Reshape", [tape.emit("Size", [output]), tape.ints([1])]));
  const scales = outputs.map((output) => (outputs.length === 1 ? undefined : magnitude(tape, output, outputs.length)));
  return Array.from({ length: draws }, () => {
    const seeds = outputs.map((output, i) => {
      const to = tape.emit("Add", [from, sizes[i] ?? ""]);
      const seed = tape.emit("Reshape", [tape.emit("Slice", [NOISE, from, to]), tape.emit("Shape", [output])]);
      const scale = scales[i];
      from = to;
      return [output, scale === undefined ? seed : tape.emit("Div", [seed, scale])] as const;
    });
    return new Map(seeds);
  });
}

function noiseLength(tape: Tape, outputs: readonly ValueName[], rows: number): number | null {
  const sizes = outputs.map((name) => tape.dims(name));
  return sizes.every((dims) => dims !== undefined) ? sizes.reduce((sum, dims) => sum + sizeOf(dims), 0) / rows : null;
}

function withNoise(graph: Graph): Graph {
  const types = new Map([...graph.types, [NOISE, { elem: T.FLOAT, dims: [null] }] as const]);
  const opsets = graph.opsets.has("com.microsoft") ? graph.opsets : new Map([...graph.opsets, ["com.microsoft", 1]]);
  return { ...graph, inputs: [...graph.inputs, NOISE], types, opsets };
}
