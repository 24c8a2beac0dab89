import { memo, useId, useMemo } from "react";
import { Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";
import { count, share, sig } from "../parts/format.ts";
import type { BarRect } from "./bar-path.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { countTicks, histogramBars, type HistogramBar, type HistogramInput } from "./histogram-data.ts";
import { Bars, CARRIER, ChartTooltip, Rule, xAxis, yAxis } from "./shared.tsx";
import { useSteps } from "../parts/use-turn.ts";
import { useHovered } from "./use-hovered.ts";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

export interface HistogramProps {
  readonly title: string;
  readonly name: string;
  readonly tensor: HistogramInput & { readonly count: number; readonly clipped: number };
  readonly height?: number;
}

/** How the values of a tensor spread, on a logarithmic count axis; what is clipped is hatched and coloured. */
export const Histogram = memo(function Histogram({ title, name, tensor, height = 190 }: HistogramProps) {
  const bars = useMemo(() => histogramBars(tensor), [tensor]);
  const { range, clipped } = tensor;
  const note = range ? `${share(clipped)} clipped` : "stays in float";
  const summary = `Histogram of ${count(tensor.count)} values${range ? `, range ${sig(range.lo)} to ${sig(range.hi)}, ${note}` : ""}.`;
  const csv = () =>
    toCsv(
      ["from", "to", "count", "clipped"],
      bars.map((b) => [b.from, b.to, b.count, Number(b.clipped)]),
    );
  return (
    <ChartFrame title={title} note={note} name={name} height={height} summary={summary} csv={csv}>
      {(width) =>
        bars.length === 0 ? (
          <p className="empty">Every value is zero.</p>
        ) : (
          <Drawing bars={bars} range={range} width={width} height={height} />
        )
      }
    </ChartFrame>
  );
});

interface DrawingProps {
  readonly bars: readonly HistogramBar[];
  readonly range: HistogramInput["range"];
  readonly width: number;
  readonly height: number;
}

function Drawing({ bars, range, width, height }: DrawingProps) {
  const hatch = useId();
  const [hovered, hover] = useHovered();
  const step = useSteps(3);
  const ticks = countTicks(bars);
  const labels = new Map(ticks.map((t) => [t.height, t.label]));
  const domain = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 1] as const;
  const top = Math.max(...bars.map((bar) => bar.height));
  return (
    <LineChart
      onMouseEnter={hover}
      data={bars as HistogramBar[]}
      width={width}
      height={height}
      margin={{ top: 16, right: 10, bottom: 0, left: 0 }}
    >
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--harm)" fillOpacity={0.25} />
          <rect width="2" height="5" fill="var(--harm)" />
        </pattern>
      </defs>
      {step > 0 && <XAxis dataKey="x" {...xAxis(domain, niceTicks(...domain), tickText)} />}
      {step > 1 && (
        <YAxis
          width={44}
          {...yAxis(
            [0, top],
            ticks.map((t) => t.height),
            (h) => labels.get(h) ?? "",
          )}
        />
      )}
      {hovered && <Tooltip cursor={false} isAnimationActive={false} content={<ChartTooltip lines={describeBar} />} />}
      {step > 2 && <Line dataKey="height" {...CARRIER} />}
      <Bars rects={rectsOf(bars, false)} fill="var(--accent)" gap={0.6} />
      <Bars rects={rectsOf(bars, true)} fill={`url(#${hatch})`} opacity={1} gap={0.6} />
      {range && <Rule x={range.lo} label={sig(range.lo)} anchor="start" />}
      {range && <Rule x={range.hi} label={sig(range.hi)} anchor="end" />}
    </LineChart>
  );
}

function rectsOf(bars: readonly HistogramBar[], clipped: boolean): readonly BarRect[] {
  const wanted = bars.filter((bar) => bar.clipped === clipped && bar.count > 0);
  return wanted.map(({ from, to, height }) => ({ x0: from, x1: to, y0: 0, y1: height }));
}

function describeBar(bar: HistogramBar): readonly string[] {
  const where = `${sig(bar.from)} to ${sig(bar.to)}`;
  return [where, `${count(bar.count)} values`, ...(bar.clipped && bar.count > 0 ? ["clipped"] : [])];
}
