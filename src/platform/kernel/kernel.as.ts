// @ts-nocheck -- AssemblyScript: TypeScript's syntax, WebAssembly's types
/**
 * The inner loops of calibration as AssemblyScript, compiled to WebAssembly SIMD by scripts/build-kernel.mjs.
 * All state lies in memory the caller names: the module imports its memory and may share ONNX Runtime's.
 *
 * Extremes are found with pmin and pmax, one instruction each where min and max, which must keep a NaN, take many;
 * a NaN shows in the largest of all values without their signs, compared as integers.
 */

/** Floats that are looked at, then counted while they are in the nearest cache. */
const BLOCK: usize = 512;
/** Bits of infinity: larger ones are NaN. */
const INFINITE: u32 = 0x7f800000;
const SIGNLESS: i32 = 0x7fffffff;
/** 1.5 * 2^23: added to a whole number below 2^22, it leaves that number in the lowest bits. */
const MAGIC: f32 = 12582912;
const MAGIC_BITS: i32 = 0x4b400000;
/** Neighbours count in eight tables at once; a bin's eight counters lie side by side, 2 bytes each. */
const BIN_SHIFT: i32 = 4;

/** Writes [min, max] of `n` > 0 floats at `data` to `out`; a NaN anywhere makes both NaN. `places` is overwritten. */
export function minMax(data: usize, n: usize, places: usize, out: usize): void {
  start(out);
  let largest: u32 = 0;
  const end = data + (n << 2);
  for (let p = data; p < end; p += BLOCK << 2) {
    largest = max<u32>(largest, lookAtBlock(p, min<usize>(BLOCK, (end - p) >> 2), 1, 0, 0, places, out));
  }
  finish(largest, out);
}

/**
 * Extremes as `minMax`, and the counts of `n` floats at `data`, at most 2^17: adds 1 to bin floor(x * inverse) + middle
 * of a table for each x. `inverse` is the power of two middle / limit. `places` has room for a block.
 * @returns 0, with only some of the counts made, when a value is not below the limit; 1 otherwise
 */
export function fold(
  data: usize,
  n: usize,
  inverse: f32,
  middle: i32,
  tables: usize,
  places: usize,
  out: usize,
): i32 {
  const limit = reinterpret<u32>(<f32>middle / inverse);
  const end = data + (n << 2);
  let largest: u32 = 0;
  start(out);
  for (let p = data; p < end; p += BLOCK << 2) {
    const length = min<usize>(BLOCK, (end - p) >> 2);
    // A tiny negative x times an inverse below 1 may round to -0, whose floor is not -1.
    const seen =
      inverse < 1
        ? lookAtTinyBlock(p, length, inverse, middle, tables, places, out)
        : lookAtBlock(p, length, inverse, middle, tables, places, out);
    largest = max<u32>(largest, seen);
    if (largest < limit) count(places, length);
  }
  finish(largest, out);
  return largest < limit ? 1 : 0;
}

/** Adds the eight counters of bins `first` to `last`, both included, to uint32 at `sums`, and sets them to 0. */
export function drain(tables: usize, first: i32, last: i32, sums: usize): void {
  const zero = i32x4.splat(0);
  let from = tables + ((<usize>first) << BIN_SHIFT);
  let to = sums + ((<usize>first) << 2);
  for (let i = first; i <= last; i++, from += 16, to += 4) {
    const four = i32x4.extadd_pairwise_i16x8_u(v128.load(from));
    const two = i32x4.add(four, i32x4.shuffle(four, four, 2, 3, 0, 1));
    i32.store(to, i32.load(to) + i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1));
    v128.store(from, zero);
  }
}

/**
 * Sums in double precision of `count` runs of `length` floats each, one after the other, to float64 at `totals`.
 * Every eighth number goes to one of eight sums, which are added in pairs; what is left over follows one by one.
 */
export function sumRuns(data: usize, count: usize, length: usize, totals: usize): void {
  for (let i: usize = 0; i < count; i++) f64.store(totals + (i << 3), sumRun(data + ((i * length) << 2), length));
}

function sumRun(data: usize, n: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = data + (n << 2);
  const wide = data + ((n & ~7) << 2);
  let p = data;
  for (; p < wide; p += 32) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(a));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(upper(a)));
    s2 = f64x2.add(s2, f64x2.promote_low_f32x4(b));
    s3 = f64x2.add(s3, f64x2.promote_low_f32x4(upper(b)));
  }
  const both = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; p < end; p += 4) sum += <f64>f32.load(p);
  return sum;
}

/** Sums in double precision of each column of `[rows, columns]` to float64 at `totals`, row after row. */
export function sumColumns(data: usize, rows: usize, columns: usize, totals: usize): void {
  const end = totals + (columns << 3);
  const wide = totals + ((columns & ~3) << 3);
  for (let t = totals; t < end; t += 8) f64.store(t, 0);
  let p = data;
  for (let row: usize = 0; row < rows; row++) {
    let t = totals;
    for (; t < wide; t += 32, p += 16) {
      const x = v128.load(p);
      v128.store(t, f64x2.add(v128.load(t), f64x2.promote_low_f32x4(x)));
      v128.store(t, f64x2.add(v128.load(t, 16), f64x2.promote_low_f32x4(upper(x))), 16);
    }
    for (; t < end; t += 8, p += 4) f64.store(t, f64.load(t) + <f64>f32.load(p));
  }
}

/**
 * Least and largest of `count` runs of `length` floats each, one after the other, to float32 at `lows` and `highs`. No
 * value may be NaN.
 */
export function rangeRuns(data: usize, count: usize, length: usize, lows: usize, highs: usize): void {
  for (let i: usize = 0; i < count; i++) {
    rangeRun(data + ((i * length) << 2), length, lows + (i << 2), highs + (i << 2));
  }
}

function rangeRun(data: usize, n: usize, low: usize, high: usize): void {
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  const end = data + (n << 2);
  const wide = data + ((n & ~7) << 2);
  let p = data;
  for (; p < wide; p += 32) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    least = f32x4.pmin(least, f32x4.pmin(a, b));
    most = f32x4.pmax(most, f32x4.pmax(a, b));
  }
  for (; p < end; p += 4) {
    const a = v128.load32_splat(p);
    least = f32x4.pmin(least, a);
    most = f32x4.pmax(most, a);
  }
  f32.store(low, lowest(least));
  f32.store(high, highest(most));
}

/** Least and largest of each column of `[rows, columns]` to float32 at `lows` and `highs`. No value may be NaN. */
export function rangeColumns(data: usize, rows: usize, columns: usize, lows: usize, highs: usize): void {
  const end = lows + (columns << 2);
  const wide = lows + ((columns & ~3) << 2);
  for (let l = lows, h = highs; l < end; l += 4, h += 4) {
    f32.store(l, Infinity);
    f32.store(h, -Infinity);
  }
  let p = data;
  for (let row: usize = 0; row < rows; row++) {
    let l = lows;
    let h = highs;
    for (; l < wide; l += 16, h += 16, p += 16) {
      const x = v128.load(p);
      v128.store(l, f32x4.pmin(v128.load(l), x));
      v128.store(h, f32x4.pmax(v128.load(h), x));
    }
    for (; l < end; l += 4, h += 4, p += 4) {
      const x = f32.load(p);
      f32.store(l, min<f32>(f32.load(l), x));
      f32.store(h, max<f32>(f32.load(h), x));
    }
  }
}

/** The upper half of four lanes in the lower one. */
@inline
function upper(v: v128): v128 {
  return i32x4.shuffle(v, v, 2, 3, 0, 1);
}

@inline
function start(out: usize): void {
  f32.store(out, Infinity);
  f32.store(out, -Infinity, 4);
}

@inline
function finish(largest: u32, out: usize): void {
  if (largest <= INFINITE) return;
  f32.store(out, NaN);
  f32.store(out, NaN, 4);
}

function lookAtBlock(
  data: usize,
  n: usize,
  inverse: f32,
  middle: i32,
  tables: usize,
  places: usize,
  out: usize,
): u32 {
  return look(data, n, inverse, middle, tables, places, out, false);
}

function lookAtTinyBlock(
  data: usize,
  n: usize,
  inverse: f32,
  middle: i32,
  tables: usize,
  places: usize,
  out: usize,
): u32 {
  return look(data, n, inverse, middle, tables, places, out, true);
}

/**
 * Widens [min, max] at `out` by a block of `n` > 0 floats and writes the addresses of their counters to `places`: read
 * once for both. The addresses mean something only if every |x| is below the limit.
 * @returns the largest without sign, as bits; above INFINITE with a NaN
 */
@inline
function look(data: usize, n: usize, inverse: f32, middle: i32, tables: usize, places: usize, out: usize,
  tiny: bool,
): u32 {
  const scale = f32x4.splat(inverse);
  const low = i32x4.add(origin(tables, middle), i32x4(0, 2, 4, 6));
  const high = i32x4.add(low, i32x4.splat(8));
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
  let to = places;
  for (; p < wide; p += 32, to += 32) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    min0 = f32x4.pmin(min0, a);
    max0 = f32x4.pmax(max0, a);
    size0 = i32x4.max_u(size0, v128.and(a, signless));
    min1 = f32x4.pmin(min1, b);
    max1 = f32x4.pmax(max1, b);
    size1 = i32x4.max_u(size1, v128.and(b, signless));
    v128.store(to, addresses(a, scale, low, tiny));
    v128.store(to, addresses(b, scale, high, tiny), 16);
  }
  for (; p < end; p += 4, to += 4) {
    const a = v128.load32_splat(p);
    min0 = f32x4.pmin(min0, a);
    max0 = f32x4.pmax(max0, a);
    size0 = i32x4.max_u(size0, v128.and(a, signless));
    i32.store(to, i32x4.extract_lane(addresses(a, scale, low, tiny), 0));
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

/** Addresses of the bins of four floats, each in the table of its lane. `tiny`: a negative x may scale to -0. */
@inline
function addresses(x: v128, scale: v128, lanes: v128, tiny: bool): v128 {
  const scaled = f32x4.mul(x, scale);
  let whole = f32x4.add(f32x4.floor(scaled), f32x4.splat(MAGIC));
  if (tiny) {
    const zero = f32x4.splat(0);
    // A negative x goes below 0 whatever its product rounds to. A true lane is -1.
    whole = i32x4.add(whole, v128.and(f32x4.lt(x, zero), f32x4.eq(scaled, zero)));
  }
  return i32x4.add(i32x4.shl(whole, BIN_SHIFT), lanes);
}

/**
 * Adds 1 at each of `n` addresses. Two are loaded at once: taking lanes of a vector apart costs more. Equal neighbours
 * (the zeros after a Relu) would wait for each other's store if they shared a table.
 */
function count(places: usize, n: usize): void {
  const end = places + (n << 2);
  const wide = places + ((n & ~7) << 2);
  let p = places;
  for (; p < wide; p += 32) {
    bumpTwo(i64.load(p));
    bumpTwo(i64.load(p, 8));
    bumpTwo(i64.load(p, 16));
    bumpTwo(i64.load(p, 24));
  }
  for (; p < end; p += 4) bump(i32.load(p));
}

@inline
function bumpTwo(at: i64): void {
  bump(<i32>at);
  bump(<i32>(at >>> 32));
}

@inline
function bump(at: i32): void {
  i32.store16(<usize>at, i32.load16_u(<usize>at) + 1);
}
