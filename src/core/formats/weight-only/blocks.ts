/**
 * @file Weights to integers, group by group, at the speed of memory.
 *
 * A weight is read as `[outer, length, inner]`, row-major; `block` neighbours along `length` share a scale (the last
 * block may be shorter). A row is the memory of one block over all of `inner`: rows follow each other without gaps
 * in the weights, the integers and the scales, so that slices of rows can be quantized apart and streamed.
 */
import type { WeightOnlySetting } from "./setting.ts";
import { type Grid, type Group, ROUND, solveNearest, solveRefined } from "./solve.ts";

export interface BlockView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** Elements along `length` that share a scale, at least 1. */
  readonly block: number;
}

export interface BlockSetting extends Pick<WeightOnlySetting, "bits" | "signed" | "symmetric" | "rounding"> {
  /** Nearest value that the stored type of scales can hold. */
  readonly roundScale: Grid["roundScale"];
}

export interface Blocks {
  /** One integer per weight, not packed, in the weight's layout. */
  readonly integers: Int8Array | Uint8Array;
  /** `[outer, blocks, inner]`, > 0. */
  readonly scales: Float32Array;
  /** Integer that stands for real 0, in the layout of `scales`. */
  readonly zeros: Int8Array | Uint8Array;
  /** Sums of squared errors and of squared weights. */
  readonly noise: number;
  readonly signal: number;
}

export function blocksAlong({ length, block }: BlockView): number {
  return Math.ceil(length / block);
}

/** Rows of the view, for slicing. */
export function rowsOf(view: BlockView): number {
  return view.outer * blocksAlong(view);
}

/** Where row `row` begins in the weights. */
export function rowStart(view: BlockView, row: number): number {
  const blocks = blocksAlong(view);
  const o = Math.floor(row / blocks);
  return (o * view.length + (row - o * blocks) * view.block) * view.inner;
}

/** Columns gathered at once: a cache line of float32, so that strided reads use all they fetch. */
const LANES = 16;

/**
 * Quantizes rows `from` to `to` (exclusive; default all).
 * @param data all weights of the view, float32
 * @returns integers, scales and zeros of those rows only
 */
export function quantizeBlocks(
  data: Float32Array,
  view: BlockView,
  setting: BlockSetting,
  from = 0,
  to = rowsOf(view),
): Blocks {
  const { length, inner, block } = view;
  const blocks = blocksAlong(view);
  const first = rowStart(view, from);
  const slice = newSlice(setting, rowStart(view, to) - first, (to - from) * inner);
  const scratch = new Float32Array(inner === 1 ? 0 : Math.min(block, length) * Math.min(LANES, inner));
  for (let row = from; row < to; row++) {
    const start = rowStart(view, row);
    const size = Math.min(block, length - (row % blocks) * block);
    for (let lane = 0; lane < inner; lane += LANES) {
      const tile = { size, inner, lanes: Math.min(LANES, inner - lane) };
      if (inner > 1) gather(data, start + lane, tile, scratch);
      const source = inner > 1 ? { columns: scratch, from: 0 } : { columns: data, from: start };
      quantizeTile(slice, source, tile, start - first + lane, (row - from) * inner + lane);
    }
  }
  // The answer crosses between workers, which the setting's function would not.
  const { integers, scales, zeros, noise, signal } = slice;
  return { integers, scales, zeros, noise, signal };
}

/** `lanes` neighbouring columns of `size` weights each, `inner` apart. */
interface Tile {
  readonly size: number;
  readonly inner: number;
  readonly lanes: number;
}

/** Columns one after the other into `scratch`. */
function gather(data: Float32Array, start: number, { size, inner, lanes }: Tile, scratch: Float32Array): void {
  for (let i = 0, at = start; i < size; i++, at += inner) {
    for (let lane = 0, to = i; lane < lanes; lane++, to += size) scratch[to] = data[at + lane] as number;
  }
}

/** What is filled row by row, and the group being solved. */
interface Slice {
  readonly setting: BlockSetting;
  readonly integers: Int8Array | Uint8Array;
  readonly zeros: Int8Array | Uint8Array;
  readonly scales: Float32Array;
  readonly group: Group;
  noise: number;
  signal: number;
}

function newSlice(setting: BlockSetting, weights: number, groups: number): Slice {
  const { signed } = setting;
  const integers = signed ? new Int8Array(weights) : new Uint8Array(weights);
  const zeros = signed ? new Int8Array(groups) : new Uint8Array(groups);
  const scales = new Float32Array(groups);
  return { setting, integers, zeros, scales, group: { scale: 1, zero: 0 }, noise: 0, signal: 0 };
}

/** A tile's columns one after the other. A view of each would cost more than the work on a small block. */
interface Source {
  readonly columns: Float32Array;
  readonly from: number;
}

function quantizeTile(slice: Slice, { columns, from }: Source, tile: Tile, at: number, groupAt: number): void {
  const { setting, group } = slice;
  const solve = setting.rounding === "hqq" ? solveRefined : solveNearest;
  const shift = setting.signed ? 2 ** (setting.bits - 1) : 0;
  for (let lane = 0; lane < tile.lanes; lane++) {
    const start = from + lane * tile.size;
    solve(columns, start, start + tile.size, setting, group);
    slice.scales[groupAt + lane] = group.scale;
    slice.zeros[groupAt + lane] = group.zero - shift;
    roundColumn(slice, { columns, from: start }, tile, at + lane);
  }
}

/** Writes the integers of one column, `inner` apart from `at` on, and adds up its errors. */
function roundColumn(slice: Slice, { columns, from }: Source, { size, inner }: Tile, at: number): void {
  const { integers, group, setting } = slice;
  const { scale, zero } = group;
  const levels = 2 ** setting.bits - 1;
  const shift = setting.signed ? 2 ** (setting.bits - 1) : 0;
  const inverse = 1 / scale;
  const magic = ROUND;
  let signal = 0;
  let noise = 0;
  for (let i = from, to = at; i < from + size; i++, to += inner) {
    const x = columns[i] as number;
    const rounded = x * inverse + zero + magic - magic;
    const q = rounded < 0 ? 0 : rounded > levels ? levels : rounded;
    const error = x - (q - zero) * scale;
    integers[to] = q - shift;
    signal += x * x;
    noise += error * error;
  }
  slice.signal += signal;
  slice.noise += noise;
}
