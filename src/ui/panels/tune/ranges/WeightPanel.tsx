import { useMemo, useState } from "react";
import type { TensorView } from "../../../../jobs/protocol.ts";
import { ChannelColumns } from "../../../charts/ChannelColumns.tsx";
import { Histogram } from "../../../charts/Histogram.tsx";
import { count, decibel, NOT_MEASURED, sig } from "../../../parts/format.ts";
import { Segmented } from "../../../parts/Segmented.tsx";
import { ChannelNotes } from "./ChannelNotes.tsx";
import { channelFacts, effectiveBits } from "./channel-facts.ts";
import { WeightCodes } from "./WeightCodes.tsx";
import { WeightFacts } from "./WeightFacts.tsx";

type Order = "order" | "size";

const ORDERS = [
  { value: "order", label: "In order" },
  { value: "size", label: "Widest first" },
] as const;

/** A layer's weight: how its numbers and integers spread, channel by channel, and what channels gain over one scale. */
export function WeightPanel({ view }: { readonly view: TensorView }) {
  const { channels, codes } = view;
  const [order, setOrder] = useState<Order>("order");
  const facts = useMemo(() => channelFacts(channels), [channels]);
  const bits = useMemo(() => channels.map((row) => ({ lo: 0, hi: effectiveBits(row) ?? 0 })), [channels]);
  const sorted = order === "size";
  const describe = (c: number) => {
    const row = channels[c];
    if (row === undefined) return [];
    const used = row.used === undefined ? [] : [`${row.used} integers, ${sig(effectiveBits(row) ?? 0)} bits`];
    const sqnr = row.sqnr ? [decibel(row.sqnr)] : [];
    return [
      `${sig(row.lo)} to ${sig(row.hi)}`,
      `scale ${row.scale === 0 ? NOT_MEASURED : sig(row.scale)}`,
      ...used,
      ...sqnr,
    ];
  };
  return (
    <div className="ranges-page">
      <div className="range-editor">
        <div className="weight-charts">
          <Histogram title="How do the weights spread?" name={view.name} tensor={view} height={180} />
          {codes && <WeightCodes name={view.name} codes={codes} />}
        </div>
        <WeightFacts view={view} facts={facts} />
      </div>
      {channels.length > 1 && (
        <>
          <div className="range-tools">
            <Segmented label="Order of the channels" options={ORDERS} value={order} onChange={setOrder} />
            <span className="muted small">{count(channels.length)} output channels</span>
          </div>
          <ChannelColumns
            title="Do channels differ?"
            note="smallest to largest weight"
            name={`${view.name}-channels`}
            summary={`Weight ranges of ${count(channels.length)} output channels.`}
            spans={channels}
            sorted={sorted}
            describe={describe}
          />
          {codes && (
            <ChannelColumns
              title="How many bits does each channel use?"
              note="base-2 logarithm of the integers that occur"
              name={`${view.name}-bits`}
              summary={`Effective bits of ${count(channels.length)} output channels, ${facts.bits === null ? "" : sig(facts.bits)} on average.`}
              spans={sorted ? sortedLike(bits, channels) : bits}
              sorted={false}
              height={110}
              describe={(c) => describe(sorted ? (widest(channels)[c] ?? c) : c)}
            />
          )}
          <ChannelNotes facts={facts} />
        </>
      )}
    </div>
  );
}

/** Channels by size, widest first, as the chart above sorts them. */
function widest(channels: TensorView["channels"]): readonly number[] {
  const size = (c: number) => Math.max(Math.abs(channels[c]?.lo ?? 0), Math.abs(channels[c]?.hi ?? 0));
  return [...channels.keys()].sort((a, b) => size(b) - size(a) || a - b);
}

function sortedLike<T>(values: readonly T[], channels: TensorView["channels"]): readonly T[] {
  return widest(channels).map((c) => values[c] as T);
}
