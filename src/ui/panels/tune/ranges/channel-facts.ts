/** @file Channels of a weight that deserve a look: those that do nothing, those that stretch a common scale, those with few levels. */
import type { ChannelRow } from "../../../../jobs/protocol.ts";

export interface ChannelFacts {
  /** No weight is worth a thousandth of the median channel's largest. */
  readonly dead: readonly number[];
  /** Largest weight over four times the median channel's; widest first. */
  readonly outliers: readonly { readonly channel: number; readonly times: number }[];
  /** Largest weight of the median channel. */
  readonly median: number;
  /** Mean of log2 of the integers in use, over channels that do something; null in float. */
  readonly bits: number | null;
}

const DEAD = 1e-3;
const OUTLIER = 4;

export function sizeOf({ lo, hi }: Pick<ChannelRow, "lo" | "hi">): number {
  return Math.max(-lo, hi, 0);
}

/** log2 of the integers that occur; null in float. */
export function effectiveBits({ used }: ChannelRow): number | null {
  return used === undefined ? null : Math.log2(Math.max(1, used));
}

export function channelFacts(channels: readonly ChannelRow[]): ChannelFacts {
  const sizes = channels.map(sizeOf);
  const sorted = sizes.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const dead = sizes.flatMap((size, c) => (size <= DEAD * median ? [c] : []));
  const outliers = sizes
    .flatMap((size, channel) => (median > 0 && size > OUTLIER * median ? [{ channel, times: size / median }] : []))
    .sort((a, b) => b.times - a.times);
  const alive = channels.filter((_, c) => !dead.includes(c)).flatMap((row) => effectiveBits(row) ?? []);
  const bits = alive.length === 0 ? null : alive.reduce((a, b) => a + b, 0) / alive.length;
  return { dead, outliers, median, bits };
}

/** "3, 17, 40 and 5 more". */
export function listed(channels: readonly number[], most = 6): string {
  const some = channels.slice(0, most).join(", ");
  return channels.length > most ? `${some} and ${channels.length - most} more` : some;
}
