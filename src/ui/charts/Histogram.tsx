import { useId, useMemo } from "react";
import { Bar, BarChart, ReferenceLine, ResponsiveContainer, Tooltip, useXAxisScale, XAxis, YAxis } from "recharts";
import { count, share, sig } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { countTicks, histogramBars, type HistogramBar, type HistogramInput } from "./histogram-data.ts";
import { AXIS, ChartTooltip } from "./shared.tsx";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

export interface HistogramProps {
  readonly title: string;
  readonly name: string;
  readonly tensor: HistogramInput & { readonly count: number; readonly clipped: number };
  readonly height?: number;
}

/** How the values of a tensor spread, on a logarithmic count axis; what is clipped is hatched and coloured. */
export function Histogram({ title, name, tensor, height = 190 }: HistogramProps) {
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
      {bars.length === 0 ? <p className="empty">Every value is zero.</p> : <Bars bars={bars} range={range} />}
    </ChartFrame>
  );
}

function Bars({ bars, range }: { readonly bars: readonly HistogramBar[]; readonly range: HistogramInput["range"] }) {
  const hatch = useId();
  const ticks = countTicks(bars);
  const labels = new Map(ticks.map((t) => [t.height, t.label]));
  const domain = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 1] as const;
  return (
    <ResponsiveContainer>
      <BarChart data={bars as HistogramBar[]} margin={{ top: 14, right: 8, bottom: 0, left: 0 }}>
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" fill="var(--harm)" fillOpacity={0.25} />
            <rect width="2" height="5" fill="var(--harm)" />
          </pattern>
        </defs>
        <XAxis
          {...AXIS}
          dataKey="x"
          type="number"
          domain={[...domain]}
          ticks={[...niceTicks(...domain)]}
          tickFormatter={tickText}
        />
        <YAxis
          {...AXIS}
          width={40}
          ticks={ticks.map((t) => t.height)}
          domain={[0, "dataMax"]}
          tickFormatter={(h: number) => labels.get(h) ?? ""}
        />
        <Tooltip cursor={false} isAnimationActive={false} content={<ChartTooltip lines={describeBar} />} />
        <Bar
          dataKey="height"
          isAnimationActive={false}
          shape={(props: unknown) => <BarShape {...(props as BarShapeProps)} hatch={hatch} />}
        />
        {range && <RangeLine x={range.lo} side="insideTopLeft" />}
        {range && <RangeLine x={range.hi} side="insideTopRight" />}
      </BarChart>
    </ResponsiveContainer>
  );
}

function describeBar(bar: HistogramBar): readonly string[] {
  const where = `${sig(bar.from)} to ${sig(bar.to)}`;
  return [where, `${count(bar.count)} values`, ...(bar.clipped && bar.count > 0 ? ["clipped"] : [])];
}

function RangeLine({ x, side }: { readonly x: number; readonly side: "insideTopLeft" | "insideTopRight" }) {
  const label = { value: sig(x), position: side, offset: 3, fontSize: 12, fill: "var(--text)", dy: -14 } as const;
  return <ReferenceLine x={x} stroke="var(--text)" strokeWidth={1.5} label={label} ifOverflow="extendDomain" />;
}

interface BarShapeProps {
  readonly payload: HistogramBar;
  readonly y: number;
  readonly height: number;
  readonly hatch: string;
}

/** Drawn from edge to edge; Recharts alone would guess a width from the distance of ticks. */
function BarShape({ payload, y, height, hatch }: BarShapeProps) {
  const scale = useXAxisScale();
  const [left, right] = [scale?.(payload.from) ?? 0, scale?.(payload.to) ?? 0];
  const fill = payload.clipped ? `url(#${hatch})` : "var(--accent)";
  return (
    <rect x={left} y={y} width={Math.max(0.5, right - left - 0.5)} height={height} fill={fill} fillOpacity={0.85} />
  );
}
