/**
 * @file Can a layer saturate on x86 without VNNI? There `vpmaddubsw` adds two neighbouring products of uint8 and int8
 * in 16 bits. Found from the weights alone, for the worst input.
 */
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { intsOf } from "../onnx/tensor-data.ts";
import { attrInt, type WithAttrs } from "../onnx/attributes.ts";

/** Largest and smallest sum of two products that 16 bits hold. */
export const MAX16 = 32767;
export const MIN16 = -32768;

/** Signed bytes of an int8 constant. */
export function bytesOf(t: TensorProto): Int8Array {
  if (t.rawData.length > 0) return new Int8Array(t.rawData.buffer, t.rawData.byteOffset, t.rawData.byteLength);
  return Int8Array.from(intsOf(t));
}

/** Weights as rows of one output each, in the order the kernel multiplies them: kernel position first, then channel. */
export interface Rows {
  readonly rows: number;
  readonly length: number;
  /** int8 `[rows, length]`. */
  readonly data: Int8Array;
}

type Layer = WithAttrs & { readonly op: string };

/**
 * @param w `[O, C/group, kh, kw]` for convolutions, `[..., K, N]` for products (`[N, K]` for Gemm with transB)
 * @returns null for a depthwise convolution, whose kernel multiplies in 32 bits
 */
export function rowsOf(w: Int8Array, dims: readonly number[], layer: Layer): Rows | null {
  if (/Conv/.test(layer.op)) return convRows(w, dims, attrInt(layer, "group", 1));
  const transposed = /Gemm/.test(layer.op) && attrInt(layer, "transB", 0) !== 0;
  const [length, rows] = transposed ? [dims.at(-1) ?? 1, dims.at(-2) ?? 1] : [dims.at(-2) ?? 1, dims.at(-1) ?? 1];
  if (transposed) return { rows, length, data: w };
  const data = new Int8Array(rows * length);
  for (let k = 0; k < length; k++) for (let n = 0; n < rows; n++) data[n * length + k] = w[k * rows + n] as number;
  return { rows, length, data };
}

function convRows(w: Int8Array, [outputs = 1, channels = 1, ...kernel]: readonly number[], group: number): Rows | null {
  if (channels === 1 && group === outputs && group > 1) return null;
  const positions = kernel.reduce((a, b) => a * b, 1);
  const length = channels * positions;
  const data = new Int8Array(outputs * length);
  for (let o = 0; o < outputs; o++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < positions; p++)
        data[o * length + p * channels + c] = w[(o * channels + c) * positions + p] as number;
  return { rows: outputs, length, data };
}

/** A pair of neighbouring weights that some input in 0..255 makes saturate. */
export interface RiskyPair {
  /** Place of the first of the two in its row; the second follows. */
  readonly k: number;
  readonly first: number;
  readonly second: number;
}

/** The risky pairs of each row: few, so only they need to be computed. */
export function riskyPairs({ rows, length, data }: Rows): readonly (readonly RiskyPair[])[] {
  return Array.from({ length: rows }, (_, r) => {
    const risky: RiskyPair[] = [];
    for (let k = 0; k + 1 < length; k += 2) {
      const [first, second] = [data[r * length + k] as number, data[r * length + k + 1] as number];
      const high = 255 * (Math.max(first, 0) + Math.max(second, 0));
      const low = 255 * (Math.min(first, 0) + Math.min(second, 0));
      if (high > MAX16 || low < MIN16) risky.push({ k, first, second });
    }
    return risky;
  });
}

/** Share of weight pairs that some input in 0..255 makes saturate; 0 means the layer is safe. */
export function mayOverflow(w: Int8Array, dims: readonly number[], layer: Layer): number {
  const found = rowsOf(w, dims, layer);
  if (found === null) return 0;
  const risky = riskyPairs(found).reduce((sum, row) => sum + row.length, 0);
  const pairs = found.rows * Math.floor(found.length / 2);
  return pairs === 0 ? 0 : risky / pairs;
}
