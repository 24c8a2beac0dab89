/**
 * @file The loops of calibration in WebAssembly SIMD. Lent ONNX Runtime's memory, they read activations
 * where they lie; other data is first copied to a small area of their own.
 */
import { referenceKernel, type Kernel } from "../core/calibrate/kernel.ts";
import { BINS } from "../core/calibrate/stats.ts";
import { KERNEL_WASM } from "./kernel/kernel-wasm.ts";
import type { OrtHeap } from "./ort-web.ts";

interface Exports {
  readonly minMax: (data: number, n: number, places: number, out: number) => void;
  readonly fold: (
    data: number,
    n: number,
    inverse: number,
    middle: number,
    tables: number,
    places: number,
    out: number,
  ) => number;
  readonly drain: (tables: number, first: number, last: number, sums: number) => void;
  readonly sumRuns: (data: number, count: number, length: number, totals: number) => void;
  readonly sumColumns: (data: number, rows: number, columns: number, totals: number) => void;
  readonly rangeRuns: (data: number, count: number, length: number, lows: number, highs: number) => void;
  readonly rangeColumns: (data: number, rows: number, columns: number, lows: number, highs: number) => void;
}

/** Counting goes on in eight tables of 16 bits at once (see kernel.as.ts). */
const TABLE_BYTES = 8 * BINS * 2;
/** Floats counted between two drains: a quarter of them, all in one counter, still fit it. */
const PIECE = 1 << 17;
/** Floats of which the kernel holds addresses at a time. */
const BLOCK = 512;
/** Floats copied at a time when they are not on the heap. */
const STAGE = 1 << 16;
/** Sums of channels at a time. */
const CHANNELS = 4096;
const SUMS = TABLE_BYTES;
const PLACES = SUMS + BINS * 4;
const TOTALS = PLACES + BLOCK * 4;
const STAGED = TOTALS + CHANNELS * 8;
const EXTREMES = STAGED + STAGE * 4;
const SCRATCH_BYTES = EXTREMES + 16;
/** Below this length, adding up the tables would cost more than it saves. */
const SHORT = 4096;
/** Above this, a float32 cannot hold BINS / (2 limit). */
const LARGEST_INVERSE = 2 ** 127;
const PAGE = 65536;

/** @param heap ONNX Runtime's memory; without it the kernel has its own */
export function createWasmKernel(heap: OrtHeap | null = null): Kernel {
  const { memory, reserve } = heap ?? ownHeap();
  const wasm = instantiate(memory);
  const scratch = reserve(SCRATCH_BYTES);
  const [places, extremes, totals] = [scratch + PLACES, scratch + EXTREMES, scratch + TOTALS];
  const clear = () => new Uint8Array(memory.buffer, scratch, PLACES).fill(0);
  clear();
  const isOnHeap = (data: Float32Array) => data.buffer === memory.buffer;
  /** Calls `use` with the address and length of each piece of `data`. */
  const eachPiece = (data: Float32Array, use: (address: number, length: number) => void) => {
    if (isOnHeap(data)) {
      for (let i = 0; i < data.length; i += PIECE) use(data.byteOffset + 4 * i, Math.min(PIECE, data.length - i));
      return;
    }
    const staging = new Float32Array(memory.buffer, scratch + STAGED, STAGE);
    for (let i = 0; i < data.length; i += STAGE) {
      const piece = data.subarray(i, i + STAGE);
      staging.set(piece);
      use(scratch + STAGED, piece.length);
    }
  };
  /** Runs `work`, which leaves the extremes of a piece, over all and writes theirs to `out`. */
  const overPieces = (data: Float32Array, out: Float32Array, work: (address: number, length: number) => void) => {
    let [min, max] = [Infinity, -Infinity];
    eachPiece(data, (address, length) => {
      work(address, length);
      const [lo, hi] = extremesOfPiece();
      // Math.min and Math.max keep a NaN, as the reference does.
      [min, max] = [Math.min(min, lo), Math.max(max, hi)];
    });
    [out[0], out[1]] = [min, max];
  };
  const extremesOfPiece = (): readonly [number, number] => {
    const [lo = NaN, hi = NaN] = new Float32Array(memory.buffer, extremes, 2);
    return [lo, hi];
  };
  const fold = (data: Float32Array, limit: number, bins: Uint32Array, out: Float32Array): boolean => {
    const inverse = BINS / (2 * limit);
    if (isSimple(data, inverse)) return referenceKernel.fold(data, limit, bins, out);
    // Products with a power of two are exact.
    const binOf = (x: number) => Math.floor(x * inverse) + BINS / 2;
    let counted = true;
    overPieces(data, out, (address, length) => {
      if (!counted) return wasm.minMax(address, length, places, extremes);
      counted = wasm.fold(address, length, inverse, BINS / 2, scratch, places, extremes) === 1;
      const [lo, hi] = extremesOfPiece();
      // Only these bins can hold anything.
      if (counted) wasm.drain(scratch, binOf(lo), binOf(hi), scratch + SUMS);
    });
    if (!counted) {
      clear();
      return false;
    }
    const [first, last] = [binOf(out[0] as number), binOf(out[1] as number)];
    const sums = new Uint32Array(memory.buffer, scratch + SUMS, BINS);
    for (let i = first; i <= last; i++) bins[i] = (bins[i] as number) + (sums[i] as number);
    sums.fill(0, first, last + 1);
    return true;
  };
  const channelSums: Kernel["channelSums"] = (data, inner, out) => {
    const rows = data.length / (inner * out.length);
    if (!isOnHeap(data) || (inner === 1 && out.length > CHANNELS)) return referenceKernel.channelSums(data, inner, out);
    if (inner === 1) {
      wasm.sumColumns(data.byteOffset, rows, out.length, totals);
      out.set(new Float64Array(memory.buffer, totals, out.length));
      return;
    }
    out.fill(0);
    const runs = rows * out.length;
    for (let run = 0, c = 0; run < runs; run += CHANNELS) {
      const count = Math.min(CHANNELS, runs - run);
      wasm.sumRuns(data.byteOffset + 4 * run * inner, count, inner, totals);
      const sums = new Float64Array(memory.buffer, totals, count);
      for (let i = 0; i < count; i++, c = c + 1 === out.length ? 0 : c + 1) {
        out[c] = (out[c] as number) + (sums[i] as number);
      }
    }
  };
  const channelRanges: Kernel["channelRanges"] = (data, inner, lows, highs) => {
    const channels = lows.length;
    if (!isOnHeap(data) || (inner === 1 && channels > CHANNELS)) {
      return referenceKernel.channelRanges(data, inner, lows, highs);
    }
    // Two float32 lie where one sum would.
    const highsAt = totals + 4 * CHANNELS;
    lows.fill(Infinity);
    highs.fill(-Infinity);
    const widen = (count: number, first: number) => {
      const least = new Float32Array(memory.buffer, totals, count);
      const most = new Float32Array(memory.buffer, highsAt, count);
      for (let i = 0, c = first; i < count; i++, c = c + 1 === channels ? 0 : c + 1) {
        lows[c] = Math.min(lows[c] as number, least[i] as number);
        highs[c] = Math.max(highs[c] as number, most[i] as number);
      }
    };
    if (inner === 1) {
      wasm.rangeColumns(data.byteOffset, data.length / channels, channels, totals, highsAt);
      return widen(channels, 0);
    }
    const runs = data.length / inner;
    for (let run = 0; run < runs; run += CHANNELS) {
      const count = Math.min(CHANNELS, runs - run);
      wasm.rangeRuns(data.byteOffset + 4 * run * inner, count, inner, totals, highsAt);
      widen(count, run % channels);
    }
  };
  const unused = new Float32Array(2);
  return {
    minMax(data, out) {
      overPieces(data, out, (address, length) => wasm.minMax(address, length, places, extremes));
    },
    histogram(data, limit, bins) {
      if (isSimple(data, BINS / (2 * limit))) referenceKernel.histogram(data, limit, bins);
      else fold(data, limit, bins, unused);
    },
    fold,
    channelSums,
    channelRanges,
  };
}

/** Left to the reference. */
function isSimple({ length }: Float32Array, inverse: number): boolean {
  return length < SHORT || inverse > LARGEST_INVERSE;
}

function instantiate(memory: WebAssembly.Memory): Exports {
  const bytes = Uint8Array.from(atob(KERNEL_WASM), (letter) => letter.charCodeAt(0));
  // Small enough to compile at once in any thread.
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports as unknown as Exports;
}

/** Room for the scratch area alone. The module's import wants a shared memory, as ONNX Runtime's is. */
function ownHeap(): OrtHeap {
  const pages = Math.ceil(SCRATCH_BYTES / PAGE);
  return { memory: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }), reserve: () => 0 };
}
