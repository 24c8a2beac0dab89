/** @file Shapes of ops that slide a window: [N, C, spatial...] to [N, C', spatial'...]. */
import { attrInt, attrInts, attrString } from "../../onnx/attributes.ts";
import { type Dim, type Dims, type InferContext, type InferRule, type InferTable, typed } from "./infer.ts";

interface Window {
  readonly kernel: Dims;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins, then ends. */
  readonly pads: readonly number[];
  readonly autoPad: string;
  readonly ceil: boolean;
}

function windowOf({ node }: InferContext, kernel: Dims): Window {
  const ones = kernel.map(() => 1);
  return {
    kernel,
    strides: attrInts(node, "strides", ones),
    dilations: attrInts(node, "dilations", ones),
    pads: attrInts(node, "pads", [...ones, ...ones].fill(0)),
    autoPad: attrString(node, "auto_pad", "NOTSET"),
    ceil: attrInt(node, "ceil_mode", 0) === 1,
  };
}

/** Positions of the window along spatial axis `i` of size `size`. */
function steps(size: Dim, w: Window, i: number): Dim {
  const kernel = w.kernel[i];
  const stride = w.strides[i] ?? 1;
  if (typeof size !== "number" || typeof kernel !== "number") return null;
  if (w.autoPad.startsWith("SAME")) return Math.ceil(size / stride);
  const [begin, end] = w.autoPad === "VALID" ? [0, 0] : [w.pads[i] ?? 0, w.pads[i + w.kernel.length] ?? 0];
  const room = size + begin + end - ((kernel - 1) * (w.dilations[i] ?? 1) + 1);
  if (!w.ceil) return Math.floor(room / stride) + 1;
  const count = Math.ceil(room / stride) + 1;
  // A window must not start in the padding behind the image.
  return (count - 1) * stride >= size + begin ? count - 1 : count;
}

const conv: InferRule = (c) => {
  const [x, w] = [c.type(0), c.type(1)];
  if (x.dims === undefined || w.dims === undefined) return [{ elem: x.elem }];
  const window = windowOf(c, w.dims.slice(2));
  const spatial = x.dims.slice(2).map((size, i) => steps(size, window, i));
  return [typed(x.elem, [x.dims[0] ?? null, w.dims[0] ?? null, ...spatial])];
};

const pool: InferRule = (c) => {
  const x = c.type(0);
  const kernel = attrInts(c.node, "kernel_shape", undefined);
  if (x.dims === undefined || kernel === undefined) return [{ elem: x.elem }];
  const window = windowOf(c, kernel);
  const dims = [...x.dims.slice(0, 2), ...x.dims.slice(2).map((size, i) => steps(size, window, i))];
  return [typed(x.elem, dims), typed(INT64, dims)];
};

const INT64 = 7;

const globalPool: InferRule = (c) => {
  const x = c.type(0);
  return [typed(x.elem, x.dims && [...x.dims.slice(0, 2), ...x.dims.slice(2).map(() => 1)])];
};

/** size' = stride (size - 1) + output_padding + (kernel - 1) dilation + 1 - pads. */
const convTranspose: InferRule = (c) => {
  const [x, w] = [c.type(0), c.type(1)];
  if (x.dims === undefined || w.dims === undefined) return [{ elem: x.elem }];
  const channels = w.dims[1];
  const group = attrInt(c.node, "group", 1);
  const spatial = x.dims.slice(2).map((size, i) => transposedSize(c, windowOf(c, (w.dims as Dims).slice(2)), size, i));
  return [typed(x.elem, [x.dims[0] ?? null, typeof channels === "number" ? channels * group : null, ...spatial])];
};

function transposedSize({ node }: InferContext, w: Window, size: Dim, i: number): Dim {
  const asked = attrInts(node, "output_shape", undefined);
  if (asked !== undefined) return asked[asked.length - w.kernel.length + i] ?? null;
  const kernel = w.kernel[i];
  const stride = w.strides[i] ?? 1;
  if (typeof size !== "number" || typeof kernel !== "number") return null;
  if (w.autoPad.startsWith("SAME")) return size * stride;
  const pads = w.autoPad === "VALID" ? 0 : (w.pads[i] ?? 0) + (w.pads[i + w.kernel.length] ?? 0);
  const extra = attrInts(node, "output_padding", [])[i] ?? 0;
  return stride * (size - 1) + extra + (kernel - 1) * (w.dilations[i] ?? 1) + 1 - pads;
}

export const CONVOLUTION: InferTable = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
};
