import { memo, useMemo } from "react";
import { Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";
import type { Dataset } from "../../core/samples/dataset.ts";
import { sig } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { classBars, type ClassBar } from "./class-counts-data.ts";
import { Bars, CARRIER, ChartTooltip, xAxis, yAxis } from "./shared.tsx";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

/** Labels are drawn under the bars as long as they can be read. */
const LABELLED = 12;

/** Are the classes equally often? A rare class is measured badly. */
export const ClassCounts = memo(function ClassCounts({
  data,
  height = 96,
}: {
  readonly data: Dataset;
  readonly height?: number;
}) {
  const bars = useMemo(() => classBars(data), [data]);
  const counts = bars.map((b) => b.count);
  const summary = `Images per class, from ${sig(Math.min(...counts))} to ${sig(Math.max(...counts))}.`;
  const csv = () =>
    toCsv(
      ["class", "images"],
      bars.map((b) => [b.label, b.count]),
    );
  return (
    <ChartFrame title="Images per class" name={`${data.name}-classes`} height={height} summary={summary} csv={csv}>
      {(width) => <Drawing bars={bars} width={width} height={height} />}
    </ChartFrame>
  );
});

interface DrawingProps {
  readonly bars: readonly ClassBar[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ bars, width, height }: DrawingProps) {
  const top = Math.max(1, ...bars.map((b) => b.count));
  const data = bars.map((bar, index) => ({ ...bar, index }));
  const inset = bars.length <= LABELLED ? 0.2 : 0.05;
  const rects = data.map(({ index, count }) => ({
    x0: index - 0.5 + inset,
    x1: index + 0.5 - inset,
    y0: 0,
    y1: count,
  }));
  const named = bars.length <= LABELLED ? data.map((d) => d.index) : [];
  return (
    <LineChart data={data} width={width} height={height} margin={{ top: 6, right: 4, bottom: 0, left: 0 }}>
      <XAxis dataKey="index" {...xAxis([-0.5, bars.length - 0.5], named, (i) => bars[i]?.label ?? "")} />
      <YAxis width={36} {...yAxis([0, top], niceTicks(0, top, 2), tickText)} />
      <Tooltip cursor={false} isAnimationActive={false} content={<ChartTooltip lines={describe} />} />
      <Line dataKey="count" {...CARRIER} />
      <Bars rects={rects} fill="var(--accent)" opacity={0.75} gap={0} />
    </LineChart>
  );
}

function describe({ label, count }: ClassBar): readonly string[] {
  return [label, `${sig(count)} images${label.includes(" to ") ? " per class" : ""}`];
}
