/** @file Integers of a matrix row by row of outputs (or of embeddings), as the operators with integer weights read them. */
import type { Blocks, BlockView } from "./blocks.ts";
import type { WeightOnlySetting } from "./setting.ts";
import type { Weight } from "./slots.ts";

export interface Columns {
  readonly rows: number;
  /** Scales per row. */
  readonly blocks: number;
  /** Integers per row, padding included. */
  readonly stride: number;
  /** `[rows, stride]`, not packed; padding stands for 0. */
  readonly integers: Uint8Array;
  /** `[rows, blocks]` */
  readonly scales: Float32Array;
  readonly zeros: Uint8Array;
  readonly noise: number;
  readonly signal: number;
}

interface ColumnSetting {
  readonly granularity: WeightOnlySetting["granularity"];
  readonly block: number;
  /** Rows are filled up to whole blocks. */
  readonly padded: boolean;
}

type Matrix = Pick<Weight, "dims" | "channel" | "reduced">;

/** How a weight is read to become columns: rows lie along the channel axis of the matrix. */
export function columnView(
  { dims, channel, reduced }: Matrix,
  { granularity, block }: Pick<ColumnSetting, "granularity" | "block">,
): BlockView {
  const [rows = 0, length = 0] = [dims[channel], dims[reduced]];
  if (granularity === "per-tensor") return { outer: 1, length: rows * length, inner: 1, block: rows * length };
  const size = granularity === "block" ? block : Math.max(1, length);
  return channel > reduced
    ? { outer: 1, length, inner: rows, block: size }
    : { outer: rows, length, inner: 1, block: size };
}

/** From what was solved in the `columnView`. Scales per channel or tensor are repeated for every block. */
export function columnsOf(
  quantized: Blocks,
  { dims, channel, reduced }: Matrix,
  { granularity, block, padded }: ColumnSetting,
): Columns {
  const [rows = 0, length = 0] = [dims[channel], dims[reduced]];
  const blocks = Math.ceil(length / block);
  const stride = padded ? blocks * block : length;
  const turned = channel > reduced;
  const groups = granularity === "block" ? blocks : 1;
  const at = (row: number, b: number) => {
    if (granularity === "per-tensor") return 0;
    const group = groups === 1 ? 0 : b;
    return turned ? group * rows + row : row * groups + group;
  };
  const { scales, zeros } = spread(quantized, { rows, blocks }, at);
  const integers = new Uint8Array(rows * stride);
  place(quantized.integers, integers, { rows, length, stride, turned });
  if (stride > length) pad(integers, zeros, { rows, length, stride, blocks });
  return { rows, blocks, stride, integers, scales, zeros, noise: quantized.noise, signal: quantized.signal };
}

function spread(
  { scales, zeros }: Blocks,
  { rows, blocks }: { readonly rows: number; readonly blocks: number },
  at: (row: number, block: number) => number,
) {
  const out = { scales: new Float32Array(rows * blocks), zeros: new Uint8Array(rows * blocks) };
  for (let row = 0, i = 0; row < rows; row++) {
    for (let b = 0; b < blocks; b++, i++) {
      out.scales[i] = scales[at(row, b)] as number;
      out.zeros[i] = zeros[at(row, b)] as number;
    }
  }
  return out;
}

interface Layout {
  readonly rows: number;
  readonly length: number;
  readonly stride: number;
}

/** Columns written together, so that what is read of a cache line is used while it is there. */
const TILE = 64;

function place(
  from: ArrayLike<number>,
  to: Uint8Array,
  { rows, length, stride, turned }: Layout & { readonly turned: boolean },
): void {
  const [byRow, byColumn] = turned ? [1, rows] : [length, 1];
  for (let first = 0; first < rows; first += TILE) {
    const end = Math.min(rows, first + TILE);
    if (turned) {
      for (let k = 0; k < length; k++) {
        for (let row = first; row < end; row++) to[row * stride + k] = from[k * byColumn + row * byRow] as number;
      }
    } else {
      for (let row = first; row < end; row++) {
        for (let k = 0; k < length; k++) to[row * stride + k] = from[row * byRow + k * byColumn] as number;
      }
    }
  }
}

/** The rest of the last block of each row. */
function pad(
  to: Uint8Array,
  zeros: Uint8Array,
  { rows, length, stride, blocks }: Layout & { readonly blocks: number },
): void {
  for (let row = 0; row < rows; row++) {
    to.fill(zeros[(row + 1) * blocks - 1] as number, row * stride + length, (row + 1) * stride);
  }
}
