// @ts-nocheck -- AssemblyScript: TypeScript's syntax, WebAssembly's types
/**
 * The inner loops of calibration as AssemblyScript, compiled to WebAssembly SIMD by scripts/build-kernel.mjs.
 * All state lies in memory the caller names: the module imports its memory and may share ONNX Runtime's.
 *
 * Extremes are found with pmin and pmax, one instruction each where min and max, which must keep a NaN, take many;
 * a NaN shows in the largest of all values without their signs, compared as integers.
 */

/** Floats that are looked at, then counted while they are in the nearest cache. */
const BLOCK: usize = 1024;
/** Bits of infinity: larger ones are NaN. */
const INFINITE: u32 = 0x7f800000;
const SIGNLESS: i32 = 0x7fffffff;
/** 1.5 * 2^23: added to a whole number below 2^22, it leaves that number in the lowest bits. */
const MAGIC: f32 = 12582912;
const MAGIC_BITS: i32 = 0x4b400000;
/** Neighbours count in eight tables at once; a bin's eight counters lie side by side, 4 bytes each. */
const BIN_SHIFT: i32 = 5;

/** Writes [min, max] of `n` > 0 floats at `data` to `out`; a NaN anywhere makes both NaN. */
export function minMax(data: usize, n: usize, out: usize): void {
  f32.store(out, Infinity);
  f32.store(out, -Infinity, 4);
  if (widen(data, n, out) <= INFINITE) return;
  f32.store(out, NaN);
  f32.store(out, NaN, 4);
}

/**
 * Extremes as `minMax`, and the counts of `n` floats at `data`: adds 1 to bin floor(x * inverse) + middle of a table
 * for each x. `inverse` is the power of two middle / limit.
 * @returns 0, with only some of the counts made, when a value is not below the limit; 1 otherwise
 */
export function fold(data: usize, n: usize, inverse: f32, middle: i32, tables: usize, out: usize): i32 {
  const limit = reinterpret<u32>(<f32>middle / inverse);
  const end = data + (n << 2);
  let largest: u32 = 0;
  f32.store(out, Infinity);
  f32.store(out, -Infinity, 4);
  for (let p = data; p < end; p += BLOCK << 2) {
    const length = min<usize>(BLOCK, (end - p) >> 2);
    largest = max<u32>(largest, widen(p, length, out));
    if (largest >= limit) continue;
    // A tiny negative x times an inverse below 1 may round to -0, whose floor is not -1.
    if (inverse < 1) countSafely(p, length, inverse, middle, tables);
    else count(p, length, inverse, middle, tables);
  }
  if (largest > INFINITE) {
    f32.store(out, NaN);
    f32.store(out, NaN, 4);
  }
  return largest < limit ? 1 : 0;
}

/** Sums the eight counters of bins `first` to `last`, both included, into uint32 at `sums`, and sets them to 0. */
export function drain(tables: usize, first: i32, last: i32, sums: usize): void {
  const zero = i32x4.splat(0);
  let from = tables + ((<usize>first) << BIN_SHIFT);
  let to = sums + ((<usize>first) << 2);
  for (let i = first; i <= last; i++, from += 32, to += 4) {
    const four = i32x4.add(v128.load(from), v128.load(from, 16));
    const two = i32x4.add(four, i32x4.shuffle(four, four, 2, 3, 0, 1));
    i32.store(to, i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1));
    v128.store(from, zero);
    v128.store(from, zero, 16);
  }
}

/** Widens [min, max] at `out` by `n` > 0 floats. @returns the largest without sign, as bits; above INFINITE with a NaN */
function widen(data: usize, n: usize, out: usize): u32 {
  const signless = i32x4.splat(SIGNLESS);
  let min0 = v128.load32_splat(out);
  let max0 = v128.load32_splat(out, 4);
  let min1 = min0;
  let max1 = max0;
  let size0 = i32x4.splat(0);
  let size1 = size0;
  const end = data + (n << 2);
  const wide = data + ((n & ~7) << 2);
  let p = data;
  for (; p < wide; p += 32) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    min0 = f32x4.pmin(min0, a);
    max0 = f32x4.pmax(max0, a);
    size0 = i32x4.max_u(size0, v128.and(a, signless));
    min1 = f32x4.pmin(min1, b);
    max1 = f32x4.pmax(max1, b);
    size1 = i32x4.max_u(size1, v128.and(b, signless));
  }
  for (; p < end; p += 4) {
    const a = v128.load32_splat(p);
    min0 = f32x4.pmin(min0, a);
    max0 = f32x4.pmax(max0, a);
    size0 = i32x4.max_u(size0, v128.and(a, signless));
  }
  f32.store(out, lowest(f32x4.pmin(min0, min1)));
  f32.store(out, highest(f32x4.pmax(max0, max1)), 4);
  return largestOf(i32x4.max_u(size0, size1));
}

@inline
function lowest(v: v128): f32 {
  const a = min<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1));
  const b = min<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3));
  return min<f32>(a, b);
}

@inline
function highest(v: v128): f32 {
  const a = max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1));
  const b = max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3));
  return max<f32>(a, b);
}

@inline
function largestOf(v: v128): u32 {
  const a = max<u32>(i32x4.extract_lane(v, 0), i32x4.extract_lane(v, 1));
  const b = max<u32>(i32x4.extract_lane(v, 2), i32x4.extract_lane(v, 3));
  return max<u32>(a, b);
}

/** Where bin 0 of a table would lie for the bits of MAGIC: what `addresses` adds to. */
@inline
function origin(tables: usize, middle: i32): v128 {
  return i32x4.splat(<i32>tables + (middle << BIN_SHIFT) - (MAGIC_BITS << BIN_SHIFT));
}

/** Addresses of the bins of four floats, each in the table of its lane. */
@inline
function addresses(x: v128, scale: v128, lanes: v128): v128 {
  const whole = f32x4.add(f32x4.floor(f32x4.mul(x, scale)), f32x4.splat(MAGIC));
  return i32x4.add(i32x4.shl(whole, BIN_SHIFT), lanes);
}

/** The same for an inverse below 1. A negative x goes below 0 whatever its product rounds to. */
@inline
function safeAddresses(x: v128, scale: v128, lanes: v128): v128 {
  const zero = f32x4.splat(0);
  const scaled = f32x4.mul(x, scale);
  // A true lane is -1.
  const lost = v128.and(f32x4.lt(x, zero), f32x4.eq(scaled, zero));
  const whole = i32x4.add(f32x4.add(f32x4.floor(scaled), f32x4.splat(MAGIC)), lost);
  return i32x4.add(i32x4.shl(whole, BIN_SHIFT), lanes);
}

@inline
function bump(at: i32): void {
  i32.store(<usize>at, i32.load(<usize>at) + 1);
}

@inline
function bumpFour(at: v128): void {
  bump(i32x4.extract_lane(at, 0));
  bump(i32x4.extract_lane(at, 1));
  bump(i32x4.extract_lane(at, 2));
  bump(i32x4.extract_lane(at, 3));
}

/** Equal neighbours (the zeros after a Relu) would wait for each other's store if they shared a table. */
function count(data: usize, n: usize, inverse: f32, middle: i32, tables: usize): void {
  const scale = f32x4.splat(inverse);
  const low = i32x4.add(origin(tables, middle), i32x4(0, 4, 8, 12));
  const high = i32x4.add(low, i32x4.splat(16));
  const end = data + (n << 2);
  const wide = data + ((n & ~7) << 2);
  let p = data;
  for (; p < wide; p += 32) {
    const a = addresses(v128.load(p), scale, low);
    const b = addresses(v128.load(p, 16), scale, high);
    bumpFour(a);
    bumpFour(b);
  }
  for (; p < end; p += 4) bump(i32x4.extract_lane(addresses(v128.load32_splat(p), scale, low), 0));
}

function countSafely(data: usize, n: usize, inverse: f32, middle: i32, tables: usize): void {
  const scale = f32x4.splat(inverse);
  const low = i32x4.add(origin(tables, middle), i32x4(0, 4, 8, 12));
  const end = data + (n << 2);
  const wide = data + ((n & ~3) << 2);
  let p = data;
  for (; p < wide; p += 16) bumpFour(safeAddresses(v128.load(p), scale, low));
  for (; p < end; p += 4) bump(i32x4.extract_lane(safeAddresses(v128.load32_splat(p), scale, low), 0));
}
