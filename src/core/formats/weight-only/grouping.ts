/** @file How a weight is cut into groups with one scale each, and what it costs. */
import { channelView } from "../../quantize/affine.ts";
import { sizeOf } from "../../tensor.ts";
import type { Blocks, BlockView } from "./blocks.ts";
import type { WeightOnlySetting } from "./setting.ts";
import type { Slot } from "./slots.ts";
import { type Layout, swapped } from "./solving.ts";

export type Grouping =
  | { readonly kind: "tensor" }
  | { readonly kind: "channel"; readonly axis: number }
  | { readonly kind: "block"; readonly axis: number; readonly block: number };

/**
 * The grouping that a setting means for a weight. A kernel with fewer inputs than a block would have one scale per
 * input and position, so it gets one per output channel instead.
 */
export function groupingOf(dims: readonly number[], slot: Slot, setting: WeightOnlySetting): Grouping {
  if (setting.granularity === "per-tensor") return { kind: "tensor" };
  if (setting.granularity === "per-channel" || tooShort(dims, slot, setting)) {
    return { kind: "channel", axis: slot.channel };
  }
  return { kind: "block", axis: slot.reduced, block: setting.blockSize };
}

/** True when a block-wise setting falls back to one scale per channel. */
export function tooShort(dims: readonly number[], slot: Slot, setting: WeightOnlySetting): boolean {
  const isKernel = dims.length > 2 && slot.reduced !== dims.length - 1 && slot.channel !== dims.length - 1;
  return setting.granularity === "block" && isKernel && (dims[slot.reduced] ?? 0) < setting.blockSize;
}

/** Shape of scales and zero points beside a DequantizeLinear. */
export function scaleDims(dims: readonly number[], grouping: Grouping): number[] {
  if (grouping.kind === "tensor") return [];
  if (grouping.kind === "channel") return [dims[grouping.axis] ?? 1];
  return dims.map((d, axis) => (axis === grouping.axis ? Math.ceil(d / grouping.block) : d));
}

/** Bytes of integers, scales and zero points. */
export function storedBytes(
  dims: readonly number[],
  grouping: Grouping,
  setting: WeightOnlySetting,
  scaleBytes: number,
): number {
  const groups = sizeOf(scaleDims(dims, grouping));
  const zeros = setting.symmetric ? 0 : Math.ceil((groups * setting.bits) / 8);
  return Math.ceil((sizeOf(dims) * setting.bits) / 8) + groups * scaleBytes + zeros;
}

/** How a weight is read to be solved in these groups. */
export function layoutOf(dims: readonly number[], grouping: Grouping): Layout {
  const { outer, channels, inner } = channelView(dims, grouping.kind === "tensor" ? null : grouping.axis);
  if (grouping.kind === "block") {
    return { swap: null, view: { outer, length: channels, inner, block: grouping.block } };
  }
  const whole = (view: Omit<BlockView, "block">) => ({ ...view, block: Math.max(1, view.length) });
  if (outer === 1) return { swap: null, view: whole({ outer: channels, length: inner, inner: 1 }) };
  if (inner === 1) return { swap: null, view: whole({ outer: 1, length: outer, inner: channels }) };
  return { swap: [outer, channels, inner], view: whole({ outer: channels, length: outer * inner, inner: 1 }) };
}

/** Integers back in the layout of the weight; scales and zeros are in that of `scaleDims`. */
export function swappedBack(blocks: Blocks, { swap }: Layout): Blocks {
  if (swap === null) return blocks;
  const [a, b, inner] = swap;
  const { integers } = blocks;
  const empty = integers instanceof Int8Array ? new Int8Array(integers.length) : new Uint8Array(integers.length);
  return { ...blocks, integers: swapped(integers, empty, [b, a, inner]) };
}
