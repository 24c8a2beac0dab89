/** @file Weight ranges of output channels, folded to what can be drawn. */
import type { TensorView } from "../../jobs/protocol.ts";

export interface ChannelBar {
  /** First and last channel this bar stands for, from 0. */
  readonly first: number;
  readonly last: number;
  readonly lo: number;
  readonly hi: number;
}

const MAX_BARS = 128;

/** At most `maxBars` bars in channel order; a group shows the union of its ranges. */
export function channelBars(channels: TensorView["channels"], maxBars = MAX_BARS): readonly ChannelBar[] {
  const fold = Math.max(1, Math.ceil(channels.length / maxBars));
  const bars: ChannelBar[] = [];
  for (let first = 0; first < channels.length; first += fold) {
    const group = channels.slice(first, first + fold);
    bars.push({
      first,
      last: first + group.length - 1,
      lo: Math.min(...group.map((c) => c.lo)),
      hi: Math.max(...group.map((c) => c.hi)),
    });
  }
  return bars;
}

/** How unequal the channels are: widest range over the median one. One scale for all wastes this factor. */
export function spreadOf(channels: TensorView["channels"]): number {
  const widths = channels.map((c) => Math.max(Math.abs(c.lo), Math.abs(c.hi))).toSorted((a, b) => a - b);
  const median = widths[Math.floor(widths.length / 2)] ?? 0;
  const widest = widths.at(-1) ?? 0;
  return median > 0 ? widest / median : 1;
}
