/**
 * @file Shape arithmetic without running the model: what Shape, Gather, Concat and their kind compute on
 * small integer tensors, with a symbol for a size that is only known at run time.
 */
import { attrInt } from "../../onnx/attributes.ts";
import {
  allNumbers,
  axisOf,
  broadcast,
  type Dim,
  type Dims,
  type InferContext,
  type KnownInts,
  listOf,
  numbersAt,
  product,
} from "./infer.ts";
import { slicePositions } from "./movement.ts";

type KnownRule = (c: InferContext) => KnownInts | undefined;

const vector = (values: Dims): KnownInts => ({ scalar: false, values });

const shape: KnownRule = (c) => {
  const { dims } = c.type(0);
  if (dims === undefined) return undefined;
  const from = axisOf(attrInt(c.node, "start", 0), dims.length);
  return vector(dims.slice(Math.max(from, 0), axisOf(attrInt(c.node, "end", dims.length), dims.length)));
};

const size: KnownRule = (c) => {
  const { dims } = c.type(0);
  return dims && { scalar: true, values: [product(dims)] };
};

const gather: KnownRule = (c) => {
  const data = c.known(0);
  const index = c.known(1);
  const at = allNumbers(index?.values);
  if (data === undefined || data.scalar || index === undefined || at === undefined) return undefined;
  return { scalar: index.scalar, values: at.map((i) => data.values[axisOf(i, data.values.length)] ?? null) };
};

const concat: KnownRule = (c) => {
  const parts = c.node.inputs.map((_, i) => c.known(i));
  if (parts.some((p) => p === undefined || p.scalar)) return undefined;
  return vector(parts.flatMap((p) => p?.values ?? []));
};

const slice: KnownRule = (c) => {
  const data = c.known(0);
  const start = listOf(c, "starts", 1)?.[0];
  const end = listOf(c, "ends", 2)?.[0];
  const step = c.node.inputs.length > 4 ? numbersAt(c, 4)?.[0] : 1;
  if (data === undefined || start === undefined || end === undefined || step === undefined) return undefined;
  const { first, count } = slicePositions(data.values.length, start, end, step);
  return vector(Array.from({ length: count }, (_, i) => data.values[first + i * step] ?? null));
};

/** Squeeze to a scalar, Unsqueeze to a vector, Reshape to either; higher ranks are not followed. */
const reshape: KnownRule = (c) => {
  const data = c.known(0);
  if (data === undefined) return undefined;
  if (c.node.op === "Unsqueeze") return data.scalar ? vector(data.values) : undefined;
  if (c.node.op === "Squeeze") return { scalar: data.values.length === 1, values: data.values };
  const rank = c.known(1)?.values.length;
  return rank === undefined || rank > 1 ? undefined : { scalar: rank === 0, values: data.values };
};

const same: KnownRule = (c) => c.known(0);

const arithmetic =
  (compute: (a: number, b: number) => number, neutral: number): KnownRule =>
  (c) => {
    const [a, b] = [c.known(0), c.known(1)];
    if (a === undefined || b === undefined) return undefined;
    const length = Number(broadcast([[a.values.length], [b.values.length]])?.[0]);
    const at = (k: KnownInts, i: number) => (k.values.length === 1 ? k.values[0] : k.values[i]) ?? null;
    const values = Array.from({ length }, (_, i) => combine(at(a, i), at(b, i), compute, neutral));
    return { scalar: a.scalar && b.scalar, values };
  };

/** A symbol survives only an operation that leaves it alone: N * 1, N + 0, N / 1. */
function combine(a: Dim, b: Dim, compute: (a: number, b: number) => number, neutral: number): Dim {
  if (typeof a === "number" && typeof b === "number") return compute(a, b);
  return b === neutral ? a : null;
}

const commuting =
  (compute: (a: number, b: number) => number, neutral: number): KnownRule =>
  (c) => {
    const flip = c.known(0)?.values.every((v) => v === neutral) === true;
    const swapped: InferContext = { ...c, known: (slot) => c.known(flip ? 1 - slot : slot) };
    return arithmetic(compute, neutral)(swapped);
  };

export const KNOWN_RULES: Readonly<Record<string, KnownRule>> = {
  Add: commuting((a, b) => a + b, 0),
  Cast: same,
  Concat: concat,
  Div: arithmetic((a, b) => Math.trunc(a / b), 1),
  Gather: gather,
  Identity: same,
  Mul: commuting((a, b) => a * b, 1),
  Reshape: reshape,
  Shape: shape,
  Size: size,
  Slice: slice,
  Squeeze: reshape,
  Sub: arithmetic((a, b) => a - b, 0),
  Unsqueeze: reshape,
};
