// @ts-nocheck -- AssemblyScript: TypeScript's syntax, WebAssembly's types
/**
 * The two inner loops of calibration as AssemblyScript, compiled to WebAssembly SIMD by scripts/build-kernel.mjs.
 * All state lies in memory the caller names: the module imports its memory and may share ONNX Runtime's.
 */

/** Writes [min, max] of `n` > 0 floats at `data` to `out`; a NaN anywhere makes both NaN. */
export function minMax(data: usize, n: usize, out: usize): void {
  // f32x4.min and max return NaN when either operand is one.
  let min0 = f32x4.splat(f32.load(data));
  let min1 = min0;
  let max0 = min0;
  let max1 = min0;
  const end = data + (n << 2);
  const wide = data + ((n & ~7) << 2);
  let p = data;
  for (; p < wide; p += 32) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    min0 = f32x4.min(min0, a);
    max0 = f32x4.max(max0, a);
    min1 = f32x4.min(min1, b);
    max1 = f32x4.max(max1, b);
  }
  for (; p < end; p += 4) {
    const a = v128.load32_splat(p);
    min0 = f32x4.min(min0, a);
    max0 = f32x4.max(max0, a);
  }
  min0 = f32x4.min(min0, min1);
  max0 = f32x4.max(max0, max1);
  f32.store(out, lowest(min0));
  f32.store(out, highest(max0), 4);
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

/**
 * Counts `n` floats at `data`: adds 1 to the uint32 at `bins` + 4 * (floor(x * inverse) + middle) for each x.
 * `inverse` is a power of two. Neighbours count in four tables of `2 * middle` bins, which follow each other,
 * because equal neighbours (the zeros after a Relu) would otherwise wait for each other's store.
 */
export function histogram(data: usize, n: usize, inverse: f32, middle: i32, bins: usize): void {
  const scale = f32x4.splat(inverse);
  const centre = i32x4.splat(middle);
  const zero = f32x4.splat(0);
  const size: usize = (<usize>middle) << 3;
  const bins1 = bins + size;
  const bins2 = bins1 + size;
  const bins3 = bins2 + size;
  const end = data + (n << 2);
  const wide = data + ((n & ~3) << 2);
  let p = data;
  for (; p < wide; p += 16) {
    const index = binsOf(v128.load(p), scale, centre, zero);
    count(bins, i32x4.extract_lane(index, 0));
    count(bins1, i32x4.extract_lane(index, 1));
    count(bins2, i32x4.extract_lane(index, 2));
    count(bins3, i32x4.extract_lane(index, 3));
  }
  for (; p < end; p += 4) {
    count(bins, i32x4.extract_lane(binsOf(v128.load32_splat(p), scale, centre, zero), 0));
  }
}

@inline
function binsOf(x: v128, scale: v128, centre: v128, zero: v128): v128 {
  const scaled = f32x4.mul(x, scale);
  const index = i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.floor(scaled)), centre);
  // A negative x may be so small that the product is -0: its floor is -1 all the same. A true lane is -1.
  const lost = v128.and(f32x4.lt(x, zero), f32x4.eq(scaled, zero));
  return i32x4.add(index, lost);
}

@inline
function count(bins: usize, index: i32): void {
  const at = bins + ((<usize>index) << 2);
  i32.store(at, i32.load(at) + 1);
}
