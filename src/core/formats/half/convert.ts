/**
 * @file float32 to 16-bit floats, a whole tensor at a time, with what the conversion lost. Bits go through
 * integers: `onnx/half.ts` converts one value and takes ten times as long.
 */
import { bfloatToFloat, halfToFloat } from "../../onnx/half.ts";
import type { TensorProto } from "../../onnx/onnx_pb.ts";
import { floatsOf } from "../../onnx/tensor-data.ts";

export type HalfType = "float16" | "bfloat16";

/** Largest float16. */
export const HALF_MAX = 65504;
/** Smallest float16 with all its digits (IEEE 754 "normal"); below it every halving loses one bit. */
export const HALF_NORMAL = 2 ** -14;

export interface HalfValues {
  readonly bits: Uint16Array;
  /** Finite values beyond the largest 16-bit float, set to it. */
  readonly clamped: number;
  /** Values other than 0 that became 0. */
  readonly flushed: number;
  /** Sum of squared errors, and of squared values. Infinite values count nothing. */
  readonly noise: number;
  readonly signal: number;
}

/** Nearest binary16 of the bits of a finite, infinite or not-a-number float32; ties to even, too large gives infinity. */
function halfBits(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - 0x38000000) >>> 13);
  }
  return sign | subnormalBits(magnitude);
}

/** Below 2^-14: multiples of 2^-24. */
function subnormalBits(magnitude: number): number {
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return 0;
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const half = 1 << (shift - 1);
  return (fraction + half - 1 + ((fraction >>> shift) & 1)) >>> shift;
}

/** Nearest bfloat16; ties to even. */
function bfloatBits(word: number): number {
  if ((word & 0x7fffffff) > 0x7f800000) return ((word >>> 16) & 0x8000) | 0x7fc0;
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}

const TYPES = {
  float16: { encode: halfBits, decode: halfToFloat, largest: 0x7bff, infinite: 0x7c00 },
  bfloat16: { encode: bfloatBits, decode: bfloatToFloat, largest: 0x7f7f, infinite: 0x7f80 },
} as const;

/** @param x float32, any shape, row-major */
export function convertHalf(x: Float32Array, type: HalfType): HalfValues {
  const { encode, decode, largest, infinite } = TYPES[type];
  const words = new Uint32Array(x.buffer, x.byteOffset, x.length);
  const bits = new Uint16Array(x.length);
  let [clamped, flushed, noise, signal] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const word = words[i] as number;
    const value = x[i] as number;
    let b = encode(word);
    if ((b & 0x7fff) === infinite && (word & 0x7fffffff) !== 0x7f800000) {
      b = (b & 0x8000) | largest;
      clamped++;
    } else if ((b & 0x7fff) === 0 && value !== 0) flushed++;
    bits[i] = b;
    if (!Number.isFinite(value)) continue;
    const error = value - decode(b);
    noise += error * error;
    signal += value * value;
  }
  return { bits, clamped, flushed, noise, signal };
}

const cache = new WeakMap<TensorProto, Map<HalfType, HalfValues>>();

/** A float constant as 16-bit floats; converted once per tensor. */
export function halfOf(tensor: TensorProto, type: HalfType): HalfValues {
  const known = cache.get(tensor)?.get(type);
  if (known !== undefined) return known;
  const values = convertHalf(floatsOf(tensor), type);
  const types = cache.get(tensor) ?? new Map<HalfType, HalfValues>();
  cache.set(tensor, types.set(type, values));
  return values;
}
