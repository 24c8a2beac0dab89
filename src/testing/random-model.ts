/** @file Random models for property tests: a list of steps, each an op on values that exist, folded into a graph. */
import fc from "fast-check";
import { floats, ints, type ModelSpec, type NodeSpec } from "./build-model.ts";
import { n, w } from "./zoo/zoo-model.ts";

/** One step: which op, on which earlier values, and a number for whatever else is open. */
export interface Step {
  readonly op: (typeof STEP_OPS)[number];
  readonly a: number;
  readonly b: number;
  readonly pick: number;
}

interface Value {
  readonly name: string;
  /** [2, C, H, W] or [2, C]. */
  readonly dims: readonly number[];
}

interface Draft {
  readonly nodes: NodeSpec[];
  readonly constants: Record<string, ReturnType<typeof floats>>;
  readonly values: Value[];
  next: number;
}

type Build = (draft: Draft, x: Value, y: Value, pick: number) => void;

const IMAGE = 4;

function add(draft: Draft, op: string, inputs: string, dims: readonly number[], attrs: NodeSpec["attrs"] = {}): void {
  const name = `v${draft.next++}`;
  draft.nodes.push(n(op, inputs, name, attrs, `${op}_${name}`));
  draft.values.push({ name, dims });
}

/** A constant; the same name for the same text, so that steps may share it. */
function constant(draft: Draft, name: string, make: () => ReturnType<typeof floats>): string {
  draft.constants[name] ??= make();
  return name;
}

const weight = (draft: Draft, dims: readonly number[], inputs: number, pick: number) =>
  // A quarter of the layers of one shape share their weights.
  constant(draft, `w_${dims.join("x")}_${pick % 4 === 0 ? "shared" : draft.next}`, () =>
    w(dims, inputs, 3 + (pick % 50)),
  );

const sized = (x: Value, change: (d: number, axis: number) => number) => x.dims.map(change);

const conv: Build = (draft, x, _y, pick) => {
  const [, channels = 1, height = 1, width = 1] = x.dims;
  if (x.dims.length !== IMAGE) return;
  const kernel = Math.min(height, width) >= 3 && pick % 2 === 0 ? 3 : 1;
  const depthwise = pick % 5 === 0;
  const out = depthwise ? channels : ([2, 3, 4, 8][pick % 4] as number);
  const dims = [out, depthwise ? 1 : channels, kernel, kernel];
  const weights = weight(draft, dims, (depthwise ? 1 : channels) * kernel * kernel, pick);
  const bias = pick % 3 === 0 ? "" : ` ${constant(draft, `b_${out}_${pick % 2}`, () => w([out], 8, pick + 1))}`;
  const pads = kernel === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0];
  const shape = sized(x, (d, i) => (i === 1 ? out : d));
  add(draft, "Conv", `${x.name} ${weights}${bias}`, shape, { pads, ...(depthwise && { group: channels }) });
};

const flatten: Build = (draft, x) => {
  const [rows = 1, ...rest] = x.dims;
  add(draft, "Flatten", x.name, [rows, rest.reduce((a, b) => a * b, 1)]);
};

const product: Build = (draft, x, _y, pick) => {
  if (x.dims.length !== 2 || (x.dims[1] as number) > 600) return;
  const [rows = 1, inputs = 1] = x.dims;
  const out = [3, 5, 8, 16][pick % 4] as number;
  const weights = weight(draft, [inputs, out], inputs, pick);
  const bias = constant(draft, `b_${out}_${pick % 2}`, () => w([out], 8, pick + 1));
  if (pick % 2 === 0) add(draft, "MatMul", `${x.name} ${weights}`, [rows, out]);
  else add(draft, "Gemm", `${x.name} ${weights}${pick % 3 === 0 ? "" : ` ${bias}`}`, [rows, out]);
};

/** Of two values of one shape, or with a constant per channel. */
const binary =
  (op: string): Build =>
  (draft, x, y, pick) => {
    if (String(x.dims) === String(y.dims) && pick % 3 !== 0) return add(draft, op, `${x.name} ${y.name}`, x.dims);
    const channels = x.dims[1] as number;
    const dims = x.dims.length === IMAGE ? [channels, 1, 1] : [channels];
    const operand = constant(draft, `c_${dims.join("x")}_${pick % 3}`, () => w(dims, 1, pick + 2));
    add(draft, op, `${x.name} ${operand}`, x.dims);
  };

const unary =
  (op: string, attrs: NodeSpec["attrs"] = {}): Build =>
  (draft, x) =>
    add(draft, op, x.name, x.dims, attrs);

const clip: Build = (draft, x, _y, pick) => {
  const bound = (value: number) =>
    constant(draft, `bound_${String(value).replace("-", "m")}`, () => floats([], [value]));
  const [lo = 0, hi = 6] = [
    [0, 6],
    [0, 0.4],
    [-0.5, 0.5],
    [0.1, 1],
  ][pick % 4] as number[];
  add(draft, "Clip", `${x.name} ${bound(lo)} ${bound(hi)}`, x.dims);
};

const pool =
  (op: string): Build =>
  (draft, x, _y, pick) => {
    if (x.dims.length !== IMAGE || (x.dims[2] as number) < 2 || (x.dims[3] as number) < 2) return;
    // ONNX Runtime 1.30 takes a Pad with 0 into the MaxPool behind it, which then pads with minus infinity (measured).
    if (op === "MaxPool" && draft.nodes.some((node) => node.op === "Pad" && node.outputs[0] === x.name)) return;
    const stride = 1 + (pick % 2);
    const shape = sized(x, (d, i) => (i < 2 ? d : Math.floor((d - 2) / stride) + 1));
    add(draft, op, x.name, shape, { kernel_shape: [2, 2], strides: [stride, stride] });
  };

const concat: Build = (draft, x, y) => {
  const fits = x.dims.length === y.dims.length && x.dims.every((d, i) => i === 1 || d === y.dims[i]);
  const other = fits ? y : x;
  add(
    draft,
    "Concat",
    `${x.name} ${other.name}`,
    sized(x, (d, i) => (i === 1 ? d + (other.dims[1] as number) : d)),
    { axis: 1 },
  );
};

const reshape: Build = (draft, x) => {
  if (x.dims.length !== IMAGE) return;
  const [rows = 1, channels = 1, height = 1, width = 1] = x.dims;
  const shape = constant(draft, `shape_${rows}_${channels}_${width * height}`, () =>
    ints([rows, channels, 1, width * height]),
  );
  add(draft, "Reshape", `${x.name} ${shape}`, [rows, channels, 1, width * height]);
};

const transpose: Build = (draft, x) => {
  if (x.dims.length !== IMAGE) return;
  const [rows = 1, channels = 1, height = 1, width = 1] = x.dims;
  add(draft, "Transpose", x.name, [rows, channels, width, height], { perm: [0, 1, 3, 2] });
};

const pad: Build = (draft, x, _y, pick) => {
  if (x.dims.length !== IMAGE || (x.dims[2] as number) < 2 || (x.dims[3] as number) < 2 || (x.dims[2] as number) > 24)
    return;
  const pads = constant(draft, "pads", () => ints([0, 0, 1, 0, 0, 0, 0, 1]));
  const shape = sized(x, (d, i) => (i < 2 ? d : d + 1));
  add(draft, "Pad", `${x.name} ${pads}`, shape, {
    mode: (["constant", "reflect", "edge"] as const)[pick % 3] as string,
  });
};

const slice: Build = (draft, x) => {
  if ((x.dims[1] as number) < 2) return;
  const one = constant(draft, "one", () => ints([1]));
  const end = constant(draft, "end", () => ints([9999]));
  add(
    draft,
    "Slice",
    `${x.name} ${one} ${end} ${one}`,
    sized(x, (d, i) => (i === 1 ? d - 1 : d)),
  );
};

const resize: Build = (draft, x, _y, pick) => {
  if (x.dims.length !== IMAGE || (x.dims[2] as number) * (x.dims[3] as number) > 200) return;
  const scales = constant(draft, "scales", () => floats([4], [1, 1, 2, 2]));
  const attrs = {
    mode: pick % 2 === 0 ? "nearest" : "linear",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  };
  add(
    draft,
    "Resize",
    `${x.name} _ ${scales}`,
    sized(x, (d, i) => (i < 2 ? d : 2 * d)),
    attrs,
  );
};

const layerNorm: Build = (draft, x) => {
  const last = x.dims.at(-1) as number;
  if (last < 4) return;
  const scale = constant(draft, `g_${last}`, () => w([last], 1, 5));
  const shift = constant(draft, `h_${last}`, () => w([last], 4, 6));
  add(draft, "LayerNormalization", `${x.name} ${scale} ${shift}`, x.dims);
};

const STEPS = {
  Add: binary("Add"),
  AveragePool: pool("AveragePool"),
  Clip: clip,
  Concat: concat,
  Conv: conv,
  Flatten: flatten,
  LayerNormalization: layerNorm,
  MatMul: product,
  MaxPool: pool("MaxPool"),
  Mul: binary("Mul"),
  Pad: pad,
  Relu: unary("Relu"),
  Reshape: reshape,
  Resize: resize,
  Sigmoid: unary("Sigmoid"),
  Slice: slice,
  Softmax: unary("Softmax", { axis: 1 }),
  Sub: binary("Sub"),
  Transpose: transpose,
} satisfies Readonly<Record<string, Build>>;

const STEP_OPS = Object.keys(STEPS) as (keyof typeof STEPS)[];

/** Layers with weights come up three times as often as the rest: without them there is nothing to quantize. */
const op = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("Conv" as const, "Conv" as const, "MatMul" as const, "Relu" as const) },
  { weight: 4, arbitrary: fc.constantFrom(...STEP_OPS) },
);

export const randomSteps = fc.array(
  fc.record({ op, a: fc.nat(30), b: fc.nat(30), pick: fc.nat(1000) }) as fc.Arbitrary<Step>,
  { minLength: 3, maxLength: 10 },
);

/** Input x [2, 3, 8, 8]; outputs are all values that nothing reads. Steps that fit no value do nothing. */
export function modelOfSteps(steps: readonly Step[], opset = 17): ModelSpec {
  const draft: Draft = { nodes: [], constants: {}, values: [{ name: "x", dims: [2, 3, 8, 8] }], next: 1 };
  for (const { op, a, b, pick } of steps) {
    // Mostly the latest value, so that graphs are deep.
    const { length } = draft.values;
    const x = draft.values[a % 3 === 0 ? a % length : length - 1] as Value;
    STEPS[op](draft, x, draft.values[b % length] as Value, pick);
  }
  if (draft.nodes.length === 0) unary("Relu")(draft, draft.values[0] as Value, draft.values[0] as Value, 0);
  const read = new Set(draft.nodes.flatMap(({ inputs }) => inputs));
  const outputs = draft.values.map(({ name }) => name).filter((name) => name !== "x" && !read.has(name));
  return { inputs: { x: [2, 3, 8, 8] }, outputs, nodes: draft.nodes, constants: draft.constants, opset, ir: 8 };
}
