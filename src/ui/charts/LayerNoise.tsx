import { memo, useMemo } from "react";
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";
import type { LayerRow } from "../../jobs/protocol.ts";
import { decibel } from "../parts/format.ts";
import type { BarRect } from "./bar-path.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { layerNoise, noiseFloor, type NoiseBar } from "./layer-noise-data.ts";
import { Bars, CARRIER, ChartTooltip, xAxis, yAxis } from "./shared.tsx";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

export interface LayerNoiseProps {
  readonly layers: readonly LayerRow[];
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

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
  const floor = noiseFloor(bars);
  const data = bars.map((bar, index) => ({ ...bar, index, top: bar.noise ?? floor + 1 }));
  const positions = niceTicks(1, bars.length, Math.min(bars.length, 16)).filter((i) => Number.isInteger(i) && i >= 1);
  const isFloat = (bar: NoiseBar) => bar.noise === null;
  return (
    <LineChart
      data={data}
      width={width}
      height={height}
      margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      style={{ cursor: "pointer" }}
      onClick={({ activeTooltipIndex: i }) => {
        const bar = bars[Number(i ?? NaN)];
        if (bar) onSelect(bar.layer);
      }}
    >
      <CartesianGrid vertical={false} stroke="var(--border)" />
      <XAxis
        dataKey="index"
        {...xAxis(
          [-0.5, bars.length - 0.5],
          positions.map((p) => p - 1),
          (i) => String(bars[i]?.position ?? ""),
        )}
      />
      <YAxis width={40} {...yAxis([floor, 0], niceTicks(floor, 0, 3), tickText)} />
      <Tooltip cursor={false} isAnimationActive={false} content={<ChartTooltip lines={describe} />} />
      <Line dataKey="top" {...CARRIER} />
      <Bars
        rects={rectsOf(data, floor, (b) => !isFloat(b))}
        fill="var(--int8)"
        opacity={selected === null ? 0.85 : 0.5}
      />
      <Bars rects={rectsOf(data, floor, isFloat)} fill="var(--fp32)" opacity={0.7} />
      <Bars rects={rectsOf(data, floor, (b) => b.layer === selected)} fill="var(--accent)" opacity={1} />
    </LineChart>
  );
}

type Datum = NoiseBar & { readonly index: number; readonly top: number };

function rectsOf(data: readonly Datum[], floor: number, wanted: (bar: Datum) => boolean): readonly BarRect[] {
  return data.filter(wanted).map(({ index, top }) => ({ x0: index - 0.5, x1: index + 0.5, y0: floor, y1: top }));
}

function describe({ layer, noise, layers }: NoiseBar): readonly string[] {
  const group = layers > 1 ? [`noisiest of ${layers} neighbours`] : [];
  return [layer, noise === null ? "stays in float" : `${decibel(noise)} noise, ${decibel(-noise)} SQNR`, ...group];
}
