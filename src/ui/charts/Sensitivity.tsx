import { memo, useMemo } from "react";
import type { SensitivityReport } from "../../core/sensitivity/report.ts";
import { decibel, share } from "../parts/format.ts";
import { barPath, type BarRect } from "./bar-path.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { PlotAxes } from "./PlotAxes.tsx";
import { type KeyEntry, PlotKey } from "./PlotKey.tsx";
import { toCsv } from "./save.ts";
import { type SensitivityBar, sensitivityBars, shareCeiling } from "./sensitivity-bars-data.ts";
import { niceTicks } from "./ticks.ts";
import { WalkPlot } from "./WalkPlot.tsx";

export interface SensitivityProps {
  readonly report: SensitivityReport;
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

const MARGINS = { left: 44, right: 8, top: 22, bottom: 34 } as const;

/** Share of the output error by layer, weights and activations apart, with what a real run found where there was one. */
export const Sensitivity = memo(function Sensitivity({ report, selected, onSelect, height = 190 }: SensitivityProps) {
  const { bars, rest } = useMemo(() => sensitivityBars(report), [report]);
  const others = rest.layers === 0 ? "" : `; ${rest.layers} more cause ${share(rest.share)} together`;
  const csv = () =>
    toCsv(
      ["rank", "layer", "share", "weights", "activations", "lower", "upper", "error energy", "verified share"],
      bars.map((b) => [b.rank, b.layer, b.share, b.weights, b.activations, ...b.interval, b.impact, b.verified ?? ""]),
    );
  return (
    <ChartFrame
      title="Which layers hurt the answer?"
      note={`share of the output error, 95 % intervals${others}`}
      name="sensitivity"
      height={height}
      interactive
      summary={`Share of the output error of ${bars.length} layers, most harmful first.`}
      csv={csv}
    >
      {(width) => <Drawing bars={bars} selected={selected} onSelect={onSelect} width={width} height={height} />}
    </ChartFrame>
  );
});

interface DrawingProps extends Omit<SensitivityProps, "report" | "height"> {
  readonly bars: readonly SensitivityBar[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ bars, selected, onSelect, width, height }: DrawingProps) {
  const ceiling = shareCeiling(bars);
  const { left, right, top, bottom } = MARGINS;
  const step = Math.min(48, (width - left - right) / Math.max(1, bars.length));
  const x = (i: number) => left + i * step;
  const y = (value: number) => top + (1 - Math.min(value, ceiling) / ceiling) * (height - top - bottom);
  const gap = step > 3 ? Math.min(4, step / 4) : 0;
  const chosen = bars.findIndex(({ layer }) => layer === selected);
  const columns = (ends: (bar: SensitivityBar) => readonly [number, number]): BarRect[] =>
    bars.map((bar, i) => ({ x0: i, x1: i + 1, y0: ends(bar)[0], y1: ends(bar)[1] }));
  const ranks = niceTicks(1, bars.length, Math.min(bars.length, 12)).filter(Number.isInteger);
  return (
    <WalkPlot
      label="Layers, most harmful first"
      pick="column"
      spots={bars.map((bar, i) => ({ x: x(i + 0.5), y: y(bar.share) }))}
      selected={chosen}
      onPick={(i) => bars[i] && onSelect(bars[i].layer)}
      tip={(i) => tipLines(bars[i])}
      width={width}
      height={height}
    >
      {(hovered) => (
        <>
          <PlotAxes
            xTicks={ranks.map((rank) => ({ at: x(rank - 0.5), label: String(rank) }))}
            yTicks={niceTicks(0, ceiling, 4).map((at) => ({ at: y(at), label: share(at) }))}
            xTitle="rank"
            margins={MARGINS}
            width={width}
            height={height}
          />
          <Highlight at={chosen} x={x} top={top} bottom={height - bottom} fill="var(--selected)" />
          <Highlight at={hovered ?? -1} x={x} top={top} bottom={height - bottom} fill="var(--hover)" />
          <path
            d={barPath(
              columns((b) => [0, b.weights]),
              x,
              y,
              gap,
            )}
            fill="var(--noise-weight)"
          />
          <path
            d={barPath(
              columns((b) => [b.weights, b.share]),
              x,
              y,
              gap,
            )}
            fill="var(--noise-activation)"
          />
          <Whiskers bars={bars} x={(i) => x(i + 0.5) - gap / 2} y={y} />
          <PlotKey entries={keyOf(bars.some(({ verified }) => verified !== null))} right={width - right} />
        </>
      )}
    </WalkPlot>
  );
}

interface HighlightProps {
  readonly at: number;
  readonly x: (index: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly fill: string;
}

/** Behind the chosen bar, and behind the one pointed at. */
export function Highlight({ at, x, top, bottom, fill }: HighlightProps) {
  if (at < 0) return null;
  const width = Math.max(4, x(at + 1) - x(at));
  return <rect x={(x(at) + x(at + 1) - width) / 2} y={top} width={width} height={bottom - top} fill={fill} />;
}

interface WhiskersProps {
  readonly bars: readonly SensitivityBar[];
  /** Middle of bar `i`. */
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

/** Intervals as lines, real runs as diamonds. */
function Whiskers({ bars, x, y }: WhiskersProps) {
  const lines = bars.map(({ interval: [lo, hi] }, i) => `M${x(i).toFixed(1)} ${y(lo).toFixed(1)}V${y(hi).toFixed(1)}`);
  const diamonds = bars.flatMap(({ verified }, i) => (verified === null ? [] : [diamond(x(i), y(verified))]));
  return (
    <>
      <path d={lines.join("")} fill="none" stroke="var(--text)" strokeOpacity={0.7} />
      <path d={diamonds.join("")} fill="var(--surface)" stroke="var(--text)" strokeWidth={1.25} />
    </>
  );
}

function diamond(x: number, y: number): string {
  return `M${x.toFixed(1)} ${(y - 3.5).toFixed(1)}l3.5 3.5l-3.5 3.5l-3.5 -3.5Z`;
}

function keyOf(verified: boolean): readonly KeyEntry[] {
  return [
    { label: "activations", mark: <rect width={10} height={10} fill="var(--noise-activation)" /> },
    { label: "weights", mark: <rect width={10} height={10} fill="var(--noise-weight)" /> },
    ...(verified
      ? [
          {
            label: "verified by a real run",
            mark: <path d={diamond(6, 5)} fill="var(--surface)" stroke="var(--text)" />,
          },
        ]
      : []),
  ];
}

function tipLines(bar: SensitivityBar | undefined): readonly string[] {
  if (!bar) return [];
  const { layer, rank, share: part, weights, activations, interval, impact, verified } = bar;
  return [
    layer,
    `${rank}. of all layers: ${share(part)} of the output error (${share(interval[0])} to ${share(interval[1])})`,
    `alone it leaves ${decibel(-10 * Math.log10(impact))} at the output`,
    `weights ${share(weights)}, activations ${share(activations)}`,
    ...(verified === null ? [] : [`a real run found ${share(verified)}`]),
  ];
}
