import { memo, useMemo, useState, type PointerEvent } from "react";
import { barPath } from "./bar-path.ts";
import { channelColumns, type ChannelColumn } from "./channel-columns-data.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { countTicks } from "./histogram-data.ts";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";
import { TipLines } from "./TipLines.tsx";

export interface ChannelColumnsProps {
  readonly title: string;
  readonly note?: string;
  /** File name without extension. */
  readonly name: string;
  /** What a screen reader says. */
  readonly summary: string;
  readonly spans: readonly { readonly lo: number; readonly hi: number }[];
  readonly sorted: boolean;
  /** Number of the first one; 0 when absent. */
  readonly first?: number;
  /** The numbers are log10(1 + count), and the axis says counts. */
  readonly counts?: boolean;
  /** What is numbered; "Channel" when absent. */
  readonly unit?: string;
  readonly height?: number;
  /** Lines of the tooltip after the first, of one channel. */
  readonly describe: (channel: number) => readonly string[];
}

const [LEFT, TOP, BOTTOM] = [48, 8, 22];

/** A bar from the smallest to the largest number of each channel, on a common axis. */
export const ChannelColumns = memo(function ChannelColumns(props: ChannelColumnsProps) {
  const {
    title,
    note,
    name,
    summary,
    spans,
    sorted,
    first = 0,
    unit = "Channel",
    counts = false,
    height = 150,
    describe,
  } = props;
  const columns = useMemo(() => channelColumns(spans, sorted), [spans, sorted]);
  const csv = () =>
    toCsv(
      [unit.toLowerCase(), "lo", "hi"],
      spans.map(({ lo, hi }, c) => [first + c, lo, hi]),
    );
  return (
    <ChartFrame
      title={title}
      {...(note !== undefined && { note })}
      name={name}
      height={height}
      summary={summary}
      csv={csv}
    >
      {(width) => <Drawing {...{ columns, width, height, describe, sorted, unit, counts }} offset={first} />}
    </ChartFrame>
  );
});

interface DrawingProps extends Pick<ChannelColumnsProps, "describe" | "sorted"> {
  readonly columns: readonly ChannelColumn[];
  readonly width: number;
  readonly height: number;
  readonly offset: number;
  readonly unit: string;
  readonly counts: boolean;
}

function Drawing({ columns, width, height, describe, sorted, offset, unit, counts }: DrawingProps) {
  const [hovered, hover] = useState<ChannelColumn | null>(null);
  const places = (columns.at(-1)?.last ?? 0) + 1;
  const [lo, hi] = [Math.min(0, ...columns.map((c) => c.lo)), Math.max(0, ...columns.map((c) => c.hi))];
  const x = (place: number) => LEFT + (place * (width - LEFT - 8)) / places;
  const y = (value: number) => TOP + ((hi - value) * (height - TOP - BOTTOM)) / (hi - lo || 1);
  const rects = columns.map(({ first, last, lo: y0, hi: y1 }) => ({ x0: first, x1: last + 1, y0, y1 }));
  const gap = (width - LEFT) / columns.length > 3 ? 1 : 0;
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const place = ((event.nativeEvent.offsetX - LEFT) * places) / (width - LEFT - 8);
    hover(columns.find(({ first, last }) => place >= first && place < last + 1) ?? null);
  };
  return (
    <div className="channel-columns">
      <svg
        className="plot"
        width={width}
        height={height}
        onPointerMove={onPointerMove}
        onPointerLeave={() => hover(null)}
      >
        {(counts ? countLabels(hi) : niceTicks(lo, hi, 4).map((value) => ({ value, label: tickText(value) }))).map(
          ({ value, label }) => (
            <g key={value}>
              <line x1={LEFT} x2={width - 8} y1={y(value)} y2={y(value)} stroke="var(--border)" />
              <text x={LEFT - 6} y={y(value) + 4} textAnchor="end" fontSize={12} fill="var(--muted)">
                {label}
              </text>
            </g>
          ),
        )}
        <path d={barPath(rects, x, y, gap)} fill="var(--accent)" fillOpacity={0.85} />
        {niceTicks(offset, offset + places - 1, 6)
          .filter(Number.isInteger)
          .map((place) => (
            <text
              key={place}
              x={x(place - offset + 0.5)}
              y={height - 6}
              textAnchor="middle"
              fontSize={12}
              fill="var(--muted)"
            >
              {tickText(place)}
            </text>
          ))}
        {hovered && (
          <rect
            x={x(hovered.first)}
            y={TOP}
            width={Math.max(1, x(hovered.last + 1) - x(hovered.first))}
            height={height - TOP - BOTTOM}
            fill="var(--text)"
            fillOpacity={0.12}
          />
        )}
      </svg>
      {hovered && (
        <div className="chart-tooltip floating" style={{ left: Math.min(x(hovered.first), width - 180) }}>
          <TipLines lines={tipOf(hovered, { sorted, offset, unit, describe })} />
        </div>
      )}
    </div>
  );
}

function countLabels(top: number): readonly { readonly value: number; readonly label: string }[] {
  const ticks = countTicks([{ from: 0, to: 1, x: 0, count: 10 ** top - 1, height: top, clipped: false }]);
  return ticks.map(({ height, label }) => ({ value: height, label }));
}

function tipOf(
  { channels, first, last }: ChannelColumn,
  { sorted, offset, unit, describe }: Pick<DrawingProps, "sorted" | "offset" | "unit" | "describe">,
): readonly string[] {
  const [channel = 0] = channels;
  const more = describe(channel);
  if (channels.length === 1) return [`${unit} ${channel + offset}`, ...more];
  const which = sorted
    ? `${channels.length} of ${unit.toLowerCase()}s, the widest ${channel + offset}`
    : `${unit}s ${first + offset} to ${last + offset}; the first:`;
  return [which, ...more];
}
