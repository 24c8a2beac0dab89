/** @file One number for each channel, in order or sorted, folded to what can be drawn. */

export interface ChannelColumn {
  /** First and last place this column stands for, from 0. */
  readonly first: number;
  readonly last: number;
  /** The channels at these places. */
  readonly channels: readonly number[];
  readonly lo: number;
  readonly hi: number;
}

const MAX_COLUMNS = 128;

/** @param spans smallest and largest number of each channel @param sorted widest first instead of in order */
export function channelColumns(
  spans: readonly { readonly lo: number; readonly hi: number }[],
  sorted: boolean,
  most = MAX_COLUMNS,
): readonly ChannelColumn[] {
  const size = (c: number) => Math.max(Math.abs(spans[c]?.lo ?? 0), Math.abs(spans[c]?.hi ?? 0));
  const order = [...spans.keys()];
  if (sorted) order.sort((a, b) => size(b) - size(a) || a - b);
  const fold = Math.max(1, Math.ceil(order.length / most));
  const columns: ChannelColumn[] = [];
  for (let first = 0; first < order.length; first += fold) {
    const channels = order.slice(first, first + fold);
    const own = channels.map((c) => spans[c] ?? { lo: 0, hi: 0 });
    const [lo, hi] = [Math.min(...own.map((span) => span.lo)), Math.max(...own.map((span) => span.hi))];
    columns.push({ first, last: first + channels.length - 1, channels, lo, hi });
  }
  return columns;
}
