import { memo, useMemo } from "react";
import { Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";
import type { TensorView } from "../../jobs/protocol.ts";
import { count, sig } from "../parts/format.ts";
import { channelBars, spreadOf, type ChannelBar } from "./channel-ranges-data.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { Bars, CARRIER, ChartTooltip, xAxis, yAxis } from "./shared.tsx";
import { useSteps } from "../parts/use-turn.ts";
import { useHovered } from "./use-hovered.ts";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

export interface ChannelRangesProps {
  readonly name: string;
  readonly channels: TensorView["channels"];
  readonly height?: number;
}

/** Smallest to largest weight of every output channel: why one scale for all may not do. */
export const ChannelRanges = memo(function ChannelRanges({ name, channels, height = 150 }: ChannelRangesProps) {
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
      {(width) => <Drawing bars={bars} width={width} height={height} />}
    </ChartFrame>
  );
});

interface DrawingProps {
  readonly bars: readonly ChannelBar[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ bars, width, height }: DrawingProps) {
  const [hovered, hover] = useHovered();
  const step = useSteps(3);
  const last = (bars.at(-1)?.last ?? 0) + 0.5;
  const [lo, hi] = [Math.min(0, ...bars.map((b) => b.lo)), Math.max(0, ...bars.map((b) => b.hi))];
  const rects = bars.map(({ first, last: end, lo: y0, hi: y1 }) => ({ x0: first - 0.5, x1: end + 0.5, y0, y1 }));
  return (
    <LineChart
      onMouseEnter={hover}
      data={bars as ChannelBar[]}
      width={width}
      height={height}
      margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
    >
      {step > 0 && (
        <XAxis dataKey="first" {...xAxis([-0.5, last], niceTicks(0, last, 6).filter(Number.isInteger), String)} />
      )}
      {step > 1 && <YAxis width={44} {...yAxis([lo, hi], niceTicks(lo, hi, 4), tickText)} />}
      {hovered && <Tooltip cursor={false} isAnimationActive={false} content={<ChartTooltip lines={describe} />} />}
      {step > 2 && <Line dataKey="hi" {...CARRIER} />}
      <Bars rects={rects} fill="var(--accent)" gap={0.6} />
    </LineChart>
  );
}

function describe({ first, last, lo, hi }: ChannelBar): readonly string[] {
  return [first === last ? `Channel ${first}` : `Channels ${first} to ${last}`, `${sig(lo)} to ${sig(hi)}`];
}
