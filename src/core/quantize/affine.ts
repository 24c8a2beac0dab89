/**
 * @file Affine quantization of flat tensors: q = clamp(round(x / scale) + zero).
 *
 * A tensor with a channel axis is read as `[outer, channels, inner]`, so one loop serves per-tensor
 * (`channels = 1`) and per-channel alike. Scales are float32, so that we agree with the runtime to the bit.
 */
import type { Range } from "../calibrate/method.ts";

export type IntType = "uint8" | "int8";

export interface IntRange {
  readonly qmin: number;
  readonly qmax: number;
}

/** What the type can hold: values saturate here whatever range chose the scale. */
export const FULL: Readonly<Record<IntType, IntRange>> = {
  uint8: { qmin: 0, qmax: 255 },
  int8: { qmin: -128, qmax: 127 },
};

/** Integers that the scale is computed for: narrower for symmetric and for reduced range (docs: ONNX Runtime `quant_utils`). */
export function gridOf(type: IntType, options: { symmetric: boolean; reduceRange?: boolean }): IntRange {
  if (options.reduceRange) return type === "uint8" ? { qmin: 0, qmax: 127 } : { qmin: -64, qmax: 64 };
  if (options.symmetric && type === "int8") return { qmin: -127, qmax: 127 };
  return FULL[type];
}

export interface Affine {
  readonly type: IntType;
  /** Real units per integer step, one per channel. Always > 0. */
  readonly scale: Float32Array;
  /** Integer that stands for real 0, one per channel. */
  readonly zero: Int32Array;
}

/** Round half to even, as ONNX QuantizeLinear does; `Math.round` does not. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction < 0.5) return floor;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Smallest normal float32: a smaller scale would divide by zero in a runtime that flushes denormals. */
const TINY = 2 ** -126;

/**
 * Scale and zero point of one range. The range is first widened to contain 0. A range of no width gives
 * scale 1, with the zero point every other channel of the type would have.
 */
export function solveAffine(range: Range, type: IntType, options: { symmetric: boolean; reduceRange?: boolean }) {
  const { qmin, qmax } = gridOf(type, options);
  let lo = Math.min(range.lo, 0);
  let hi = Math.max(range.hi, 0);
  if (options.symmetric) {
    hi = Math.max(-lo, hi);
    lo = -hi;
  }
  const scale = (hi - lo) / (qmax - qmin);
  const middle = roundHalfEven((qmin + qmax) / 2);
  if (scale < TINY) return { scale: 1, zero: options.symmetric ? middle : Math.max(qmin, 0) };
  const zero = options.symmetric ? middle : roundHalfEven(qmin - lo / scale);
  return { scale: Math.fround(scale), zero: Math.min(qmax, Math.max(qmin, zero)) };
}

/** Real interval the integers of `affine` (per tensor) can represent. */
export function representable({ type, scale, zero }: Affine): Range {
  const { qmin, qmax } = FULL[type];
  const [s, z] = [scale[0] as number, zero[0] as number];
  return { lo: (qmin - z) * s, hi: (qmax - z) * s };
}

/** Reads a tensor of shape `dims` along `axis` (null: per tensor). */
export interface ChannelView {
  readonly outer: number;
  readonly channels: number;
  readonly inner: number;
}

export function channelView(dims: readonly number[], axis: number | null): ChannelView {
  const product = (list: readonly number[]) => list.reduce((a, b) => a * b, 1);
  if (axis === null) return { outer: 1, channels: 1, inner: product(dims) };
  return { outer: product(dims.slice(0, axis)), channels: dims[axis] ?? 1, inner: product(dims.slice(axis + 1)) };
}

/**
 * @param x float32, `[outer, channels, inner]`, row-major
 * @returns integers of `affine.type`, same layout
 */
export function quantize(x: Float32Array, view: ChannelView, affine: Affine): Int8Array | Uint8Array {
  const { outer, channels, inner } = view;
  const { qmin, qmax } = FULL[affine.type];
  const q = affine.type === "int8" ? new Int8Array(x.length) : new Uint8Array(x.length);
  for (let o = 0, i = 0; o < outer; o++) {
    for (let c = 0; c < channels; c++) {
      const s = affine.scale[c] as number;
      const z = affine.zero[c] as number;
      for (const end = i + inner; i < end; i++) {
        // fround: the runtime divides in float32, and ties must land the same way.
        const value = roundHalfEven(Math.fround((x[i] as number) / s)) + z;
        q[i] = value < qmin ? qmin : value > qmax ? qmax : value;
      }
    }
  }
  return q;
}

/** Squared error of the integers `q` against `x`, and squares of `x`, summed. */
export function quantizationError(x: Float32Array, q: Int8Array | Uint8Array, view: ChannelView, affine: Affine) {
  let noise = 0;
  let signal = 0;
  for (let o = 0, i = 0; o < view.outer; o++) {
    for (let c = 0; c < view.channels; c++) {
      const s = affine.scale[c] as number;
      const z = affine.zero[c] as number;
      for (const end = i + view.inner; i < end; i++) {
        const value = x[i] as number;
        const error = value - ((q[i] as number) - z) * s;
        noise += error * error;
        signal += value * value;
      }
    }
  }
  return { noise, signal };
}

/** Lowest and highest value of every channel. */
export function channelRanges(x: Float32Array, { outer, channels, inner }: ChannelView): Range[] {
  const ranges = Array.from({ length: channels }, () => ({ lo: Infinity, hi: -Infinity }));
  for (let o = 0, i = 0; o < outer; o++) {
    for (const range of ranges) {
      for (const end = i + inner; i < end; i++) {
        const value = x[i] as number;
        if (value < range.lo) range.lo = value;
        if (value > range.hi) range.hi = value;
      }
    }
  }
  return ranges;
}
