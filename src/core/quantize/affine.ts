/**
 * @file Affine quantization of flat tensors: q = clamp(round(x / scale) + zero).
 *
 * A tensor with a channel axis is read as `[outer, channels, inner]`, so one loop serves per-tensor
 * (`channels = 1`) and per-channel alike. Scales are float32, so that we agree with the runtime to the bit.
 */
import type { Range } from "../calibrate/method.ts";

export type IntType = "uint8" | "int8" | "uint16" | "int16" | "uint4" | "int4" | "uint2" | "int2";

export interface IntRange {
  readonly qmin: number;
  readonly qmax: number;
}

/** What the type can hold: values saturate here whatever range chose the scale. */
export const FULL: Readonly<Record<IntType, IntRange>> = {
  uint8: { qmin: 0, qmax: 255 },
  int8: { qmin: -128, qmax: 127 },
  uint16: { qmin: 0, qmax: 65535 },
  int16: { qmin: -32768, qmax: 32767 },
  uint4: { qmin: 0, qmax: 15 },
  int4: { qmin: -8, qmax: 7 },
  uint2: { qmin: 0, qmax: 3 },
  int2: { qmin: -2, qmax: 1 },
};

/** With one bit less (ONNX Runtime `quant_utils`). */
const REDUCED: Readonly<Record<IntType, IntRange>> = {
  uint8: { qmin: 0, qmax: 127 },
  int8: { qmin: -64, qmax: 64 },
  uint16: { qmin: 0, qmax: 32767 },
  int16: { qmin: -16384, qmax: 16384 },
  uint4: { qmin: 0, qmax: 7 },
  int4: { qmin: -4, qmax: 3 },
  uint2: { qmin: 0, qmax: 1 },
  int2: { qmin: -1, qmax: 0 },
};

/** Integers that the scale is computed for: narrower for symmetric and for reduced range (docs: ONNX Runtime `quant_utils`). */
export function gridOf(type: IntType, options: { symmetric: boolean; reduceRange?: boolean }): IntRange {
  if (options.reduceRange) return REDUCED[type];
  const { qmin, qmax } = FULL[type];
  return options.symmetric && (type === "int8" || type === "int16") ? { qmin: -qmax, qmax } : { qmin, qmax };
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

/** Integers one by one, not packed: types below 8 bits take a byte each. */
export type Integers = Int8Array | Uint8Array | Int16Array | Uint16Array;

/** Zeros of the type. */
export function integersOf(type: IntType, length: number): Integers {
  if (type === "uint16") return new Uint16Array(length);
  if (type === "int16") return new Int16Array(length);
  return type.startsWith("u") ? new Uint8Array(length) : new Int8Array(length);
}

/**
 * @param x float32, `[outer, channels, inner]`, row-major
 * @returns integers of `affine.type`, same layout
 */
export function quantize(x: Float32Array, view: ChannelView, affine: Affine): Integers {
  const { outer, channels, inner } = view;
  const { qmin, qmax } = FULL[affine.type];
  const q = integersOf(affine.type, x.length);
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
export function quantizationError(x: Float32Array, q: Integers, view: ChannelView, affine: Affine) {
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
