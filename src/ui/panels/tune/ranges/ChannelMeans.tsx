import { useMemo } from "react";
import { meansOf } from "../../../../core/calibrate/channel-means.ts";
import type { TensorStats } from "../../../../core/calibrate/stats.ts";
import { ChannelColumns } from "../../../charts/ChannelColumns.tsx";
import { count, sig } from "../../../parts/format.ts";

/** The mean of each channel, where calibration kept it; of channels of activations nothing else is collected. */
export function ChannelMeans({ name, stats: { means } }: { readonly name: string; readonly stats: TensorStats }) {
  const values = useMemo(() => (means === undefined ? null : meansOf(means)), [means]);
  const spans = useMemo(() => [...(values ?? [])].map((x) => ({ lo: Math.min(0, x), hi: Math.max(0, x) })), [values]);
  if (values === null || means === undefined || values.length < 2) {
    return (
      <p className="flat muted small">
        By channel: not collected for this tensor. One scale serves all channels of an activation.
      </p>
    );
  }
  return (
    <ChannelColumns
      title="Do channels differ?"
      note={`mean of each channel over ${count(means.samples)} samples; extremes by channel are not collected`}
      name={`${name}-channel-means`}
      summary={`Means of ${count(values.length)} channels, from ${sig(Math.min(...values))} to ${sig(Math.max(...values))}.`}
      spans={spans}
      sorted={false}
      height={120}
      describe={(c) => [`mean ${sig(values[c] ?? 0)}`]}
    />
  );
}
