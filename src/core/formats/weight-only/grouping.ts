/** @file How a weight is cut into groups with one scale each, and what it costs. */
import { channelView } from "../../quantize/affine.ts";
import { sizeOf } from "../../tensor.ts";
import { type BlockSetting, type Blocks, type BlockView, quantizeBlocks } from "./blocks.ts";
import type { WeightOnlySetting } from "./setting.ts";
import type { Slot } from "./slots.ts";

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

/** Integers in the layout of `data`, scales and zeros in that of `scaleDims`. */
export function quantizeGrouped(
  data: Float32Array,
  dims: readonly number[],
  grouping: Grouping,
  setting: BlockSetting,
): Blocks {
  const { outer, channels, inner } = channelView(dims, grouping.kind === "tensor" ? null : grouping.axis);
  if (grouping.kind === "block") {
    return quantizeBlocks(data, { outer, length: channels, inner, block: grouping.block }, setting);
  }
  const whole = (view: Omit<BlockView, "block">) =>
    quantizeBlocks(data, { ...view, block: Math.max(1, view.length) }, setting);
  if (outer === 1) return whole({ outer: channels, length: inner, inner: 1 });
  if (inner === 1) return whole({ outer: 1, length: outer, inner: channels });
  const sorted = swapped(data, new Float32Array(data.length), [outer, channels, inner]);
  const view = { outer: channels, length: outer * inner, inner: 1, block: outer * inner };
  const blocks = quantizeBlocks(sorted, view, setting);
  const empty = setting.signed ? new Int8Array(data.length) : new Uint8Array(data.length);
  return { ...blocks, integers: swapped(blocks.integers, empty, [channels, outer, inner]) };
}

/** `[a, b, inner]` to `[b, a, inner]`; `to` is filled and returned. */
export function swapped<A extends Float32Array | Int8Array | Uint8Array>(
  from: Float32Array | Int8Array | Uint8Array,
  to: A,
  [a, b, inner]: readonly [number, number, number],
): A {
  for (let i = 0, at = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0, out = (j * a + i) * inner; k < inner; k++) to[out++] = from[at++] as number;
    }
  }
  return to;
}
