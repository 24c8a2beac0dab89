import { useMemo } from "react";
import { type ChannelRanges, meansOf } from "../../../../core/calibrate/channel-means.ts";
import type { TensorStats } from "../../../../core/calibrate/stats.ts";
import { ChannelColumns } from "../../../charts/ChannelColumns.tsx";
import { count, sig } from "../../../parts/format.ts";

/** The range and the mean of each channel, where calibration kept them. */
export function ChannelMeans({ name, stats: { means } }: { readonly name: string; readonly stats: TensorStats }) {
  const values = useMemo(() => (means === undefined ? null : meansOf(means)), [means]);
  const ranges = means?.ranges;
  if (values === null || ranges === undefined || values.length < 2) {
    return (
      <p className="flat muted small">
        By channel: not collected for this tensor. One scale serves all channels of an activation.
      </p>
    );
  }
  return <Columns name={name} means={values} ranges={ranges} />;
}

interface ColumnsProps {
  readonly name: string;
  readonly means: Float64Array;
  readonly ranges: ChannelRanges;
}

function Columns({ name, means, ranges: { samples, lows, highs } }: ColumnsProps) {
  const spans = useMemo(
    () => Array.from(lows, (low, c) => ({ lo: Math.min(0, low), hi: Math.max(0, highs[c] ?? 0) })),
    [lows, highs],
  );
  const narrow = useMemo(() => narrowOf(spans), [spans]);
  return (
    <ChannelColumns
      title="Do channels differ?"
      note={`range of each channel over ${count(samples)} samples; ${count(narrow)} of ${count(spans.length)} span less than a tenth of the widest`}
      name={`${name}-channel-ranges`}
      summary={`Ranges of ${count(spans.length)} channels, from ${sig(Math.min(...lows))} to ${sig(Math.max(...highs))}.`}
      spans={spans}
      sorted={false}
      height={120}
      describe={(c) => [`${sig(lows[c] ?? 0)} to ${sig(highs[c] ?? 0)}`, `mean ${sig(means[c] ?? 0)}`]}
    />
  );
}

/** Channels to which one scale leaves less than a tenth of its levels. */
function narrowOf(spans: readonly { readonly lo: number; readonly hi: number }[]): number {
  const widths = spans.map(({ lo, hi }) => hi - lo);
  const most = Math.max(...widths);
  return widths.filter((width) => width < 0.1 * most).length;
}
