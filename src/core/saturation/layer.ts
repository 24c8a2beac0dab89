/** @file One layer of a quantized graph as a processor without VNNI computes it. */
import type { Tensor } from "../tensor.ts";
import { roundHalfEven } from "../quantize/affine.ts";
import type { Rows } from "./bound.ts";
import { multiply } from "./multiply.ts";
import { type ConvShape, outputSizes, patchesOf } from "./patches.ts";

/** Everything the layer's kernel knows. Weights are symmetric (zero point 0). */
export interface SaturatingLayer {
  readonly node: string;
  readonly op: string;
  /** Share of weight pairs that some input makes saturate. */
  readonly risk: number;
  /** Value that holds its uint8 input, and value it makes. */
  readonly input: string;
  readonly output: string;
  readonly rows: Rows;
  readonly bias: Int32Array | null;
  readonly inputScale: number;
  readonly inputZero: number;
  /** Per output, or one for all. */
  readonly weightScale: Float32Array;
  /** Null when the result stays float. */
  readonly result: { readonly scale: number; readonly zero: number } | null;
  /** Null for products of matrices. */
  readonly conv: Omit<ConvShape, "input"> | null;
}

export interface LayerRun {
  readonly output: Tensor;
  readonly hits: number;
  readonly pairs: number;
  /** Sums of squares in real units: what the layer should make, and what saturation changes of it. */
  readonly signal: number;
  readonly noise: number;
}

/** @param x uint8, `[N, C, H, W]` for convolutions, `[..., K]` for products */
export function runLayer(layer: SaturatingLayer, x: Tensor): LayerRun {
  return layer.conv === null ? runProduct(layer, x) : runConv(layer, layer.conv, x);
}

interface Totals {
  hits: number;
  pairs: number;
  signal: number;
  noise: number;
}

function runProduct(layer: SaturatingLayer, x: Tensor): LayerRun {
  const dims = [...x.dims.slice(0, -1), layer.rows.rows];
  const totals: Totals = { hits: 0, pairs: 0, signal: 0, noise: 0 };
  const out = makeOutput(layer, dims);
  finish(layer, x.data as Uint8Array, { first: 0, rows: layer.rows }, totals, (m, r) => m * layer.rows.rows + r, out);
  return { output: tensorOf(layer, dims, out), ...totals };
}

function runConv(layer: SaturatingLayer, conv: Omit<ConvShape, "input">, x: Tensor): LayerRun {
  const shape = { ...conv, input: x.dims };
  const sizes = outputSizes(shape);
  const positions = sizes.reduce((a, b) => a * b, 1);
  const { rows, length, data } = layer.rows;
  const dims = [x.dims[0] ?? 1, rows, ...sizes];
  const per = rows / conv.group;
  const totals: Totals = { hits: 0, pairs: 0, signal: 0, noise: 0 };
  const out = makeOutput(layer, dims);
  for (let image = 0; image < (x.dims[0] ?? 1); image++) {
    for (let group = 0; group < conv.group; group++) {
      const first = group * per;
      const part = { rows: per, length, data: data.subarray(first * length, (first + per) * length) };
      const patches = patchesOf(x.data as Uint8Array, shape, { image, group }, layer.inputZero);
      const base = (image * rows + first) * positions;
      finish(layer, patches, { first, rows: part }, totals, (m, r) => base + r * positions + m, out);
    }
  }
  return { output: tensorOf(layer, dims, out), ...totals };
}

type Output = Uint8Array | Float32Array;

/** Multiplies, counts, and brings the sums to the layer's output. `at` is where row m of output r goes. */
function finish(
  layer: SaturatingLayer,
  x: Uint8Array,
  { first, rows }: { readonly first: number; readonly rows: Rows },
  totals: Totals,
  at: (m: number, r: number) => number,
  out: Output,
): void {
  const sums = multiply(x, rows);
  totals.hits += sums.hits;
  totals.pairs += sums.pairs;
  const m = sums.exact.length / rows.rows;
  for (let r = 0; r < rows.rows; r++) {
    const scale = Math.fround(
      layer.inputScale * (layer.weightScale[layer.weightScale.length === 1 ? 0 : first + r] ?? 1),
    );
    const offset = (layer.bias?.[first + r] ?? 0) - layer.inputZero * sumOf(rows, r);
    for (let i = 0; i < m; i++) {
      const [exact, saturated] = [sums.exact[i * rows.rows + r] as number, sums.saturated[i * rows.rows + r] as number];
      totals.signal += ((exact + offset) * scale) ** 2;
      totals.noise += ((exact - saturated) * scale) ** 2;
      out[at(i, r)] = requantize(saturated + offset, scale, layer.result);
    }
  }
}

function sumOf({ data, length }: Rows, r: number): number {
  let sum = 0;
  for (let k = r * length; k < (r + 1) * length; k++) sum += data[k] as number;
  return sum;
}

function requantize(sum: number, scale: number, result: SaturatingLayer["result"]): number {
  if (result === null) return sum * scale;
  const q = roundHalfEven(Math.fround(sum * Math.fround(scale / result.scale))) + result.zero;
  return Math.min(255, Math.max(0, q));
}

function makeOutput({ result }: SaturatingLayer, dims: readonly number[]): Output {
  const count = dims.reduce((a, b) => a * b, 1);
  return result === null ? new Float32Array(count) : new Uint8Array(count);
}

function tensorOf({ result }: SaturatingLayer, dims: readonly number[], data: Output): Tensor {
  return { dtype: result === null ? "float32" : "uint8", dims, data };
}
