/**
 * @file The loops of calibration in WebAssembly SIMD. Lent ONNX Runtime's memory, they read activations
 * where they lie; other data is first copied to a small area of their own.
 */
import { referenceKernel, type Kernel } from "../core/calibrate/kernel.ts";
import { BINS } from "../core/calibrate/stats.ts";
import { KERNEL_WASM } from "./kernel/kernel-wasm.ts";
import type { OrtHeap } from "./ort-web.ts";

interface Exports {
  readonly minMax: (data: number, n: number, out: number) => void;
  readonly fold: (data: number, n: number, inverse: number, middle: number, tables: number, out: number) => number;
  readonly drain: (tables: number, first: number, last: number, sums: number) => void;
}

/** Counting goes on in eight tables at once (see kernel.as.ts). */
const TABLE_BYTES = 8 * BINS * 4;
/** Floats copied at a time when they are not on the heap. */
const STAGE = 1 << 16;
const SUMS = TABLE_BYTES;
const STAGED = SUMS + BINS * 4;
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
  const tables = reserve(SCRATCH_BYTES);
  new Uint32Array(memory.buffer, tables, TABLE_BYTES / 4).fill(0);
  /** Calls `use` with the address and length of each piece of `data`: one piece when it is on the heap. */
  const eachPiece = (data: Float32Array, use: (address: number, length: number) => void) => {
    if (data.buffer === memory.buffer) return use(data.byteOffset, data.length);
    const staging = new Float32Array(memory.buffer, tables + STAGED, STAGE);
    for (let i = 0; i < data.length; i += STAGE) {
      const piece = data.subarray(i, i + STAGE);
      staging.set(piece);
      use(tables + STAGED, piece.length);
    }
  };
  /** Runs `work` over the pieces and writes the extremes of all of them to `out`. */
  const overPieces = (data: Float32Array, out: Float32Array, work: (address: number, length: number) => void) => {
    let [min, max] = [Infinity, -Infinity];
    eachPiece(data, (address, length) => {
      work(address, length);
      const [lo = NaN, hi = NaN] = new Float32Array(memory.buffer, tables + EXTREMES, 2);
      // Math.min and Math.max keep a NaN, as the reference does.
      [min, max] = [Math.min(min, lo), Math.max(max, hi)];
    });
    [out[0], out[1]] = [min, max];
  };
  const fold = (data: Float32Array, limit: number, bins: Uint32Array, out: Float32Array): boolean => {
    const inverse = BINS / (2 * limit);
    if (isSimple(data, inverse)) return referenceKernel.fold(data, limit, bins, out);
    let counted = true;
    overPieces(data, out, (address, length) => {
      counted = wasm.fold(address, length, inverse, BINS / 2, tables, tables + EXTREMES) === 1 && counted;
    });
    if (!counted) {
      new Uint32Array(memory.buffer, tables, TABLE_BYTES / 4).fill(0);
      return false;
    }
    // Only these bins can hold anything; products with a power of two are exact.
    const first = Math.floor((out[0] as number) * inverse) + BINS / 2;
    const last = Math.floor((out[1] as number) * inverse) + BINS / 2;
    wasm.drain(tables, first, last, tables + SUMS);
    const sums = new Uint32Array(memory.buffer, tables + SUMS, BINS);
    for (let i = first; i <= last; i++) bins[i] = (bins[i] as number) + (sums[i] as number);
    return true;
  };
  const unused = new Float32Array(2);
  return {
    minMax(data, out) {
      overPieces(data, out, (address, length) => wasm.minMax(address, length, tables + EXTREMES));
    },
    histogram(data, limit, bins) {
      if (isSimple(data, BINS / (2 * limit))) referenceKernel.histogram(data, limit, bins);
      else fold(data, limit, bins, unused);
    },
    fold,
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
