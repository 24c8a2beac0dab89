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
  readonly histogram: (data: number, n: number, inverse: number, middle: number, bins: number) => void;
}

/** Counting goes on in four tables at once (see kernel.as.ts). */
const TABLES = 4;
const TABLE_BYTES = TABLES * BINS * 4;
/** Floats copied at a time when they are not on the heap. */
const STAGE = 1 << 16;
const SCRATCH_BYTES = TABLE_BYTES + STAGE * 4 + 16;
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
  const [stage, extremes] = [tables + TABLE_BYTES, tables + SCRATCH_BYTES - 16];
  /** Calls `use` with the address and length of each piece of `data`: one piece when it is on the heap. */
  const eachPiece = (data: Float32Array, use: (address: number, length: number) => void) => {
    if (data.buffer === memory.buffer) return use(data.byteOffset, data.length);
    const staging = new Float32Array(memory.buffer, stage, STAGE);
    for (let i = 0; i < data.length; i += STAGE) {
      const piece = data.subarray(i, i + STAGE);
      staging.set(piece);
      use(stage, piece.length);
    }
  };
  return {
    minMax(data, out) {
      let [min, max] = [Infinity, -Infinity];
      eachPiece(data, (address, length) => {
        wasm.minMax(address, length, extremes);
        const [lo = NaN, hi = NaN] = new Float32Array(memory.buffer, extremes, 2);
        // Math.min and Math.max keep a NaN, as the reference does.
        [min, max] = [Math.min(min, lo), Math.max(max, hi)];
      });
      [out[0], out[1]] = [min, max];
    },
    histogram(data, limit, bins) {
      const inverse = BINS / (2 * limit);
      if (data.length < SHORT || inverse > LARGEST_INVERSE) return referenceKernel.histogram(data, limit, bins);
      const counts = new Uint32Array(memory.buffer, tables, TABLES * BINS).fill(0);
      eachPiece(data, (address, length) => wasm.histogram(address, length, inverse, BINS / 2, tables));
      addTables(counts, bins);
    },
  };
}

function addTables(counts: Uint32Array, bins: Uint32Array): void {
  for (let i = 0; i < BINS; i++) {
    let sum = bins[i] as number;
    for (let table = i; table < counts.length; table += BINS) sum += counts[table] as number;
    bins[i] = sum;
  }
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
