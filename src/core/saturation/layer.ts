/**
 * @file One layer of a quantized graph as a processor without VNNI computes it: what an exact runtime made of the same
 * input, corrected where pairs of products saturate.
 */
import type { Tensor } from "../tensor.ts";
import { roundHalfEven } from "../quantize/affine.ts";
import type { RiskyPair, Rows } from "./bound.ts";
import { addLosses, type Columns, columns, exactSum } from "./losses.ts";
import { columnsOf, type ConvShape, outputSizes, withPads } from "./patches.ts";

/** Everything the layer's kernel knows. Weights are symmetric (zero point 0). */
export interface SaturatingLayer {
  readonly node: string;
  readonly op: string;
  /** Share of weight pairs that some input makes saturate. */
  readonly risk: number;
  /** Value that holds its 8-bit input, and value it makes. */
  readonly input: string;
  readonly output: string;
  readonly rows: Rows;
  /** By row. */
  readonly risky: readonly (readonly RiskyPair[])[];
  readonly bias: Int32Array | null;
  readonly inputScale: number;
  /** Of the input as uint8. */
  readonly inputZero: number;
  /** What makes the input uint8: 128 when it is int8. */
  readonly shift: number;
  /** Per output, or one for all. */
  readonly weightScale: Float32Array;
  /** Null when the result stays float. */
  readonly result: Affine | null;
  /** Null for products of matrices. */
  readonly conv: Omit<ConvShape, "input"> | null;
}

interface Affine {
  readonly scale: number;
  readonly zero: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface LayerRun {
  readonly output: Tensor;
  /** Pairs of products that left 16 bits, and pairs there were. */
  readonly hits: number;
  readonly pairs: number;
  /** Sums of squares, in steps of the output: what the layer should make, and what saturation changes of it. */
  readonly signal: number;
  readonly noise: number;
}

/**
 * @param x uint8 or int8, `[N, C, H, W]` for convolutions, `[..., K]` for products
 * @param exact what the layer makes of it without saturation
 */
export function runLayer(layer: SaturatingLayer, x: Tensor, exact: Tensor): LayerRun {
  const output = { ...exact, data: exact.data.slice() } as Tensor;
  const data = unsigned(x, layer.shift);
  const work = layer.conv === null ? productWork(layer, data) : convWork(layer, { ...layer.conv, input: x.dims }, data);
  let [hits, pairs] = [0, 0];
  for (const part of work) {
    hits += correct(layer, part, output.data as Uint8Array);
    pairs += part.count * Math.floor(layer.rows.length / 2) * part.x.m;
  }
  return { output, hits, pairs, ...changes(exact, output, layer.result?.zero ?? 0) };
}

function unsigned({ data }: Tensor, shift: number): Uint8Array {
  return shift === 0 ? (data as Uint8Array) : Uint8Array.from(data as Int8Array, (value) => value + shift);
}

/** Products that read the same columns: outputs `first` to `first + count`. */
interface Part {
  readonly x: Columns;
  readonly first: number;
  readonly count: number;
  /** Where position m of output r lies in the result. */
  readonly at: (m: number, r: number) => number;
}

function* productWork({ rows: { rows, length } }: SaturatingLayer, x: Uint8Array): Generator<Part> {
  const m = length === 0 ? 0 : x.length / length;
  const turned = new Uint8Array(x.length);
  for (let i = 0; i < m; i++) for (let k = 0; k < length; k++) turned[k * m + i] = x[i * length + k] as number;
  yield { x: columns(turned, m), first: 0, count: rows, at: (i, r) => i * rows + r };
}

function* convWork({ rows: { rows }, inputZero }: SaturatingLayer, unpadded: ConvShape, x: Uint8Array) {
  const shape = withPads(unpadded);
  const positions = outputSizes(shape).reduce((a, b) => a * b, 1);
  const count = rows / shape.group;
  for (let image = 0; image < (shape.input[0] ?? 1); image++) {
    for (let group = 0; group < shape.group; group++) {
      const read = columns(columnsOf(x, shape, { image, group }, inputZero), positions);
      const at = (m: number, r: number) => (image * rows + r) * positions + m;
      yield { x: read, first: group * count, count, at } satisfies Part;
    }
  }
}

/** Writes what saturation makes of one part. @returns pairs that saturated */
function correct(layer: SaturatingLayer, { x, first, count, at }: Part, out: Uint8Array | Float32Array): number {
  const { length, data } = layer.rows;
  const lost = new Int32Array(x.m);
  let total = 0;
  for (let r = first; r < first + count; r++) {
    const hits = addLosses(x, layer.risky[r] ?? [], lost);
    if (hits === 0) continue;
    total += hits;
    const weights = data.subarray(r * length, (r + 1) * length);
    const scale = scaleOf(layer, r);
    const offset = (layer.bias?.[r] ?? 0) - layer.inputZero * weights.reduce((sum, w) => sum + w, 0);
    for (let i = 0; i < x.m; i++) {
      const loss = lost[i] as number;
      if (loss === 0) continue;
      const place = at(i, r);
      if (layer.result === null) out[place] = (out[place] as number) - loss * scale;
      else out[place] = requantize(exactSum(x, weights, i) - loss + offset, scale, layer.result);
    }
    lost.fill(0);
  }
  return total;
}

function scaleOf({ inputScale, weightScale }: SaturatingLayer, r: number): number {
  return Math.fround(inputScale * (weightScale[weightScale.length === 1 ? 0 : r] ?? 1));
}

function requantize(sum: number, scale: number, { scale: step, zero, lowest, highest }: Affine): number {
  const q = roundHalfEven(Math.fround(sum * Math.fround(scale / step))) + zero;
  return Math.min(highest, Math.max(lowest, q));
}

function changes({ data: a }: Tensor, { data: b }: Tensor, zero: number): { signal: number; noise: number } {
  let [signal, noise] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    signal += (Number(a[i]) - zero) ** 2;
    noise += (Number(a[i]) - Number(b[i])) ** 2;
  }
  return { signal, noise };
}
