import { useMemo } from "react";
import { Bar, BarChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { TensorView } from "../../jobs/protocol.ts";
import { count, sig } from "../parts/format.ts";
import { channelBars, spreadOf, type ChannelBar } from "./channel-ranges-data.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { AXIS, ChartTooltip } from "./shared.tsx";
import { toCsv } from "./save.ts";

export interface ChannelRangesProps {
  readonly name: string;
  readonly channels: TensorView["channels"];
  readonly height?: number;
}

/** Smallest to largest weight of every output channel: why one scale for all may not do. */
export function ChannelRanges({ name, channels, height = 150 }: ChannelRangesProps) {
  const bars = useMemo(() => channelBars(channels), [channels]);
  const spread = spreadOf(channels);
  const note = `widest is ${sig(spread, 2)} × the median`;
  const csv = () =>
    toCsv(
      ["first channel", "last channel", "lo", "hi"],
      bars.map((b) => [b.first, b.last, b.lo, b.hi]),
    );
  return (
    <ChartFrame
      title="Do channels differ?"
      note={note}
      name={`${name}-channels`}
      height={height}
      summary={`Weight ranges of ${count(channels.length)} output channels; the ${note}.`}
      csv={csv}
    >
      <ResponsiveContainer>
        <BarChart data={bars as ChannelBar[]} margin={{ top: 6, right: 8, bottom: 0, left: 0 }} barCategoryGap={0.5}>
          <XAxis {...AXIS} dataKey="first" height={20} />
          <YAxis {...AXIS} width={44} tickCount={5} tickFormatter={(x: number) => sig(x, 2)} />
          <ReferenceLine y={0} stroke="var(--border-strong)" />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
            content={<ChartTooltip lines={describe} />}
          />
          <Bar
            dataKey={({ lo, hi }: ChannelBar) => [lo, hi]}
            isAnimationActive={false}
            fill="var(--accent)"
            fillOpacity={0.8}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function describe({ first, last, lo, hi }: ChannelBar): readonly string[] {
  return [first === last ? `Channel ${first}` : `Channels ${first} to ${last}`, `${sig(lo)} to ${sig(hi)}`];
}
