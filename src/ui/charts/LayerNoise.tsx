/**
 * @file Drawn as plain SVG, unlike the other charts: it appears by itself while validation runs, and the first
 * Recharts chart of a page takes longer than the 50 ms that a task may take then.
 */
import { memo, useMemo, useState, type PointerEvent } from "react";
import type { LayerRow } from "../../jobs/protocol.ts";
import { decibel } from "../parts/format.ts";
import { barPath, type BarRect } from "./bar-path.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { layerNoise, noiseFloor, type NoiseBar } from "./layer-noise-data.ts";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

export interface LayerNoiseProps {
  readonly layers: readonly LayerRow[];
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

/** Room for labels around the bars, px. */
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 8, 8, 20];

/** One bar per layer in network order; the higher, the more noise its own quantization adds. */
export const LayerNoise = memo(function LayerNoise({ layers, selected, onSelect, height = 112 }: LayerNoiseProps) {
  const bars = useMemo(() => layerNoise(layers), [layers]);
  const csv = () =>
    toCsv(
      ["position", "layer", "noise dB", "precision"],
      bars.map((b) => [b.position, b.layer, b.noise ?? "", b.precision]),
    );
  return (
    <ChartFrame
      title="Where does noise enter?"
      note="own noise of each layer relative to its signal, dB, in network order"
      name="layer-noise"
      height={height}
      summary={summaryOf(bars, layers.length)}
      csv={csv}
    >
      {(width) => <Drawing bars={bars} selected={selected} onSelect={onSelect} width={width} height={height} />}
    </ChartFrame>
  );
});

function summaryOf(bars: readonly NoiseBar[], layers: number): string {
  const worst = bars.reduce<NoiseBar | null>(
    (a, b) => ((b.noise ?? -Infinity) > (a?.noise ?? -Infinity) ? b : a),
    null,
  );
  const noisiest = worst?.noise == null ? "" : ` The noisiest is ${worst.layer} at ${decibel(worst.noise)}.`;
  return `Noise of ${layers} layers.${noisiest}`;
}

interface DrawingProps extends Omit<LayerNoiseProps, "layers" | "height"> {
  readonly bars: readonly NoiseBar[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ bars, selected, onSelect, width, height }: DrawingProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const floor = noiseFloor(bars);
  const step = (width - LEFT - RIGHT) / bars.length;
  const x = (index: number) => LEFT + index * step;
  const y = (noise: number) => TOP + ((0 - noise) / (0 - floor)) * (height - TOP - BOTTOM);
  const path = (wanted: (bar: NoiseBar) => boolean) => barPath(rectsOf(bars, floor, wanted), x, y, step > 3 ? 1 : 0);
  const indexAt = (event: PointerEvent<SVGSVGElement>) => {
    const index = Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT) / step);
    return index >= 0 && index < bars.length ? index : null;
  };
  const bar = hovered === null ? undefined : bars[hovered];
  return (
    <div className="plot-box">
      <svg
        className="plot"
        width={width}
        height={height}
        onPointerMove={(event) => setHovered(indexAt(event))}
        onPointerLeave={() => setHovered(null)}
        onClick={() => bar && onSelect(bar.layer)}
      >
        <Axes bars={bars} floor={floor} x={x} y={y} width={width} height={height} />
        <path d={path((b) => b.noise !== null)} fill="var(--int8)" fillOpacity={selected === null ? 0.85 : 0.5} />
        <path d={path((b) => b.noise === null)} fill="var(--fp32)" fillOpacity={0.7} />
        <path d={path((b) => b.layer === selected)} fill="var(--accent)" />
      </svg>
      {bar && hovered !== null && <Tip bar={bar} left={x(hovered + 0.5)} flip={x(hovered) > width * 0.6} />}
    </div>
  );
}

/** A float layer keeps a sliver, so that it can be seen and chosen. */
function rectsOf(bars: readonly NoiseBar[], floor: number, wanted: (bar: NoiseBar) => boolean): readonly BarRect[] {
  return bars.flatMap((bar, i) => (wanted(bar) ? [{ x0: i, x1: i + 1, y0: floor, y1: bar.noise ?? floor + 2 }] : []));
}

interface AxesProps extends Pick<DrawingProps, "bars" | "width" | "height"> {
  readonly floor: number;
  readonly x: (index: number) => number;
  readonly y: (noise: number) => number;
}

function Axes({ bars, floor, x, y, width, height }: AxesProps) {
  const positions = niceTicks(1, bars.length, Math.min(bars.length, 16)).filter(Number.isInteger);
  return (
    <g fontSize={12} fill="var(--muted)">
      {niceTicks(floor, 0, 3).map((noise) => (
        <g key={noise}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(noise)} y2={y(noise)} stroke="var(--border)" />
          <text x={LEFT - 8} y={y(noise) + 4} textAnchor="end">
            {tickText(noise)}
          </text>
        </g>
      ))}
      {positions.map((position) => (
        <text key={position} x={x(position - 0.5)} y={height - 5} textAnchor="middle">
          {bars[position - 1]?.position}
        </text>
      ))}
    </g>
  );
}

function Tip({ bar, left, flip }: { readonly bar: NoiseBar; readonly left: number; readonly flip: boolean }) {
  const { layer, noise, layers } = bar;
  return (
    <div
      className="chart-tooltip plot-tip"
      style={{ left, transform: flip ? "translateX(calc(-100% - 8px))" : "translateX(8px)" }}
    >
      <div className="strong">{layer}</div>
      <div>{noise === null ? "stays in float" : `${decibel(noise)} noise, ${decibel(-noise)} SQNR`}</div>
      {layers > 1 && <div>noisiest of {layers} neighbours</div>}
    </div>
  );
}
