/** @file Backward rules of functions of one value: the gradient times the derivative. */
import type { Graph, Node, ValueName } from "../../graph/graph.ts";
import { attrFloat, attrString } from "../../onnx/attributes.ts";
import { clampBounds } from "../../ops/clamp.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, unbroadcast } from "./rule.ts";

/** A formula over values of the tape. */
interface Algebra {
  readonly mul: (a: ValueName, b: ValueName) => ValueName;
  readonly add: (a: ValueName, b: ValueName) => ValueName;
  readonly sub: (a: ValueName, b: ValueName) => ValueName;
  readonly n: (value: number) => ValueName;
  readonly f: (op: string, x: ValueName) => ValueName;
  /** 1 where the condition holds. */
  readonly where: (condition: ValueName, a: ValueName, b: ValueName) => ValueName;
  readonly less: (a: ValueName, b: ValueName) => ValueName;
}

function algebraOf(tape: Tape): Algebra {
  const two = (op: string) => (a: ValueName, b: ValueName) => tape.emit(op, [a, b]);
  return {
    mul: two("Mul"),
    add: two("Add"),
    sub: two("Sub"),
    less: two("Less"),
    n: tape.scalar,
    f: (op, x) => tape.emit(op, [x]),
    where: (condition, a, b) => tape.emit("Where", [condition, a, b]),
  };
}

interface At {
  readonly node: Node;
  readonly graph: Graph;
  readonly x: ValueName;
  readonly y: ValueName;
}

/** dy/dx from x and y. */
type Derivative = (a: Algebra, at: At) => ValueName;

function times(derivative: Derivative): BackwardRule {
  return ({ node, tape, g }) => {
    const at = { node, graph: tape.graph, x: node.inputs[0] ?? "", y: node.outputs[0] ?? "" };
    return [tape.emit("Mul", [g, derivative(algebraOf(tape), at)])];
  };
}

/** The gradient passes where the value lies inside; that is seen in the result, so that the runtime can still fuse the clamp. */
const clamp: BackwardRule = ({ node, tape, g }) => {
  const bounds = clampBounds(node, tape.graph);
  if (bounds === null) return null;
  const y = node.outputs[0] ?? "";
  const [lo, hi] = bounds;
  const above = Number.isFinite(lo) ? tape.emit("Greater", [y, tape.scalar(lo)]) : undefined;
  const below = Number.isFinite(hi) ? tape.emit("Less", [y, tape.scalar(hi)]) : undefined;
  const inside = above && below ? tape.emit("And", [above, below]) : (above ?? below);
  return [inside === undefined ? g : tape.emit("Where", [inside, g, tape.scalar(0)])];
};

const leaky =
  (fallback: number): BackwardRule =>
  ({ node, tape, g }) => {
    const slope = tape.emit("Mul", [g, tape.scalar(attrFloat(node, "alpha", fallback))]);
    return [tape.emit("Where", [tape.emit("Less", [node.inputs[0] ?? "", tape.scalar(0)]), slope, g])];
  };

const pRelu: BackwardRule = ({ node, tape, g, wants }) => {
  const [x = "", slope = ""] = node.inputs;
  const negative = tape.emit("Less", [x, tape.scalar(0)]);
  const scaled = wants(0) ? tape.emit("Mul", [g, slope]) : undefined;
  const own = wants(1) ? tape.emit("Where", [negative, tape.emit("Mul", [g, x]), tape.scalar(0)]) : undefined;
  const summed = own && unbroadcast(tape, own, node.outputs[0] ?? "", slope);
  if (own !== undefined && summed === undefined) return null;
  return [scaled && tape.emit("Where", [negative, scaled, g]), summed];
};

/** Phi(x) + x phi(x) */
const gelu: Derivative = (a, { node, x }) => {
  if (attrString(node, "approximate", "none") === "tanh" || node.op === "FastGelu") return tanhGelu(a, x);
  const cdf = a.mul(a.n(0.5), a.add(a.n(1), a.f("Erf", a.mul(x, a.n(Math.SQRT1_2)))));
  const density = a.mul(a.n(1 / Math.sqrt(2 * Math.PI)), a.f("Exp", a.mul(a.n(-0.5), a.mul(x, x))));
  return a.add(cdf, a.mul(x, density));
};

/** y = x / 2 (1 + tanh u), u = sqrt(2 / pi) (x + c x^3) */
function tanhGelu(a: Algebra, x: ValueName): ValueName {
  const [root, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = a.mul(x, x);
  const t = a.f("Tanh", a.mul(a.mul(a.n(root), x), a.add(a.n(1), a.mul(a.n(cubic), square))));
  const inner = a.mul(a.n(root), a.add(a.n(1), a.mul(a.n(3 * cubic), square)));
  const bell = a.mul(a.sub(a.n(1), a.mul(t, t)), inner);
  return a.mul(a.n(0.5), a.add(a.add(a.n(1), t), a.mul(x, bell)));
}

const hardSigmoid: Derivative = (a, { node, y }) => {
  const slope = a.n(attrFloat(node, "alpha", 0.2));
  const above = a.where(a.less(a.n(0), y), slope, a.n(0));
  return a.where(a.less(y, a.n(1)), above, a.n(0));
};

/** 0 below -3, 1 above 3, (2x + 3) / 6 between. */
const hardSwish: Derivative = (a, { x }) => {
  const middle = a.mul(a.add(a.mul(x, a.n(2)), a.n(3)), a.n(1 / 6));
  const right = a.where(a.less(x, a.n(3)), middle, a.n(1));
  return a.where(a.less(x, a.n(-3)), a.n(0), right);
};

/** s + x s (1 - s), s = sigmoid(alpha x) */
const swish: Derivative = (a, { node, x }) => {
  const alpha = attrFloat(node, "alpha", node.op === "QuickGelu" ? 1.702 : 1);
  const ax = alpha === 1 ? x : a.mul(x, a.n(alpha));
  const s = a.f("Sigmoid", ax);
  return a.mul(s, a.add(a.n(1), a.mul(ax, a.sub(a.n(1), s))));
};

/** t + x s (1 - t^2), t = tanh(softplus(x)), s = sigmoid(x) */
const mish: Derivative = (a, { x }) => {
  const t = a.f("Tanh", a.f("Softplus", x));
  const bell = a.mul(a.f("Sigmoid", x), a.sub(a.n(1), a.mul(t, t)));
  return a.add(t, a.mul(x, bell));
};

const elu: Derivative = (a, { node, x, y }) => {
  const alpha = a.n(attrFloat(node, "alpha", 1));
  return a.where(a.less(x, a.n(0)), a.add(y, alpha), a.n(1));
};

const softsign: Derivative = (a, { x }) => {
  const root = a.f("Reciprocal", a.add(a.n(1), a.f("Abs", x)));
  return a.mul(root, root);
};

/** 1 / (2 y); none at 0, where it is infinite: the energy of silence would make a gradient of every layer before it NaN. */
const rootSlope: Derivative = (a, { y }) =>
  a.where(a.less(a.n(1e-6), y), a.mul(a.n(0.5), a.f("Reciprocal", y)), a.n(0));

/** Steps have no slope. */
const flat: BackwardRule = () => [];

export const ACTIVATION: Readonly<Record<string, BackwardRule>> = {
  Relu: clamp,
  Clip: clamp,
  LeakyRelu: leaky(0.01),
  PRelu: pRelu,
  Sigmoid: times((a, { y }) => a.mul(y, a.sub(a.n(1), y))),
  Tanh: times((a, { y }) => a.sub(a.n(1), a.mul(y, y))),
  HardSigmoid: times(hardSigmoid),
  HardSwish: times(hardSwish),
  Swish: times(swish),
  QuickGelu: times(swish),
  Mish: times(mish),
  Gelu: times(gelu),
  FastGelu: times(gelu),
  Elu: times(elu),
  Softplus: times((a, { x }) => a.f("Sigmoid", x)),
  Softsign: times(softsign),
  Erf: times((a, { x }) => a.mul(a.n(2 / Math.sqrt(Math.PI)), a.f("Exp", a.f("Neg", a.mul(x, x))))),
  Exp: times((_, { y }) => y),
  Log: times((a, { x }) => a.f("Reciprocal", x)),
  Sqrt: times(rootSlope),
  Reciprocal: times((a, { y }) => a.f("Neg", a.mul(y, y))),
  Abs: times((a, { x }) => a.f("Sign", x)),
  Neg: ({ tape, g }) => [tape.emit("Neg", [g])],
  Sin: times((a, { x }) => a.f("Cos", x)),
  Cos: times((a, { x }) => a.f("Neg", a.f("Sin", x))),
  Floor: flat,
  Ceil: flat,
  Round: flat,
  Sign: flat,
};
