import { useMemo } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { LayerRow } from "../../jobs/protocol.ts";
import { decibel } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { layerNoise, noiseFloor, type NoiseBar } from "./layer-noise-data.ts";
import { AXIS, ChartTooltip } from "./shared.tsx";
import { toCsv } from "./save.ts";

export interface LayerNoiseProps {
  readonly layers: readonly LayerRow[];
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

/** One bar per layer in network order; the higher, the more noise its own quantization adds. */
export function LayerNoise({ layers, selected, onSelect, height = 112 }: LayerNoiseProps) {
  const bars = useMemo(() => layerNoise(layers), [layers]);
  const floor = noiseFloor(bars);
  const worst = bars.reduce<NoiseBar | null>(
    (a, b) => ((b.noise ?? -Infinity) > (a?.noise ?? -Infinity) ? b : a),
    null,
  );
  const summary = `Noise of ${layers.length} layers.${worst?.noise == null ? "" : ` The noisiest is ${worst.layer} at ${decibel(worst.noise)}.`}`;
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
      summary={summary}
      csv={csv}
    >
      <ResponsiveContainer>
        <BarChart data={bars as NoiseBar[]} margin={{ top: 4, right: 8, bottom: 0, left: 0 }} barCategoryGap={1}>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis {...AXIS} dataKey="position" height={20} />
          <YAxis {...AXIS} axisLine={false} width={36} domain={[floor, 0]} tickCount={3} />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
            content={<ChartTooltip lines={describe} />}
          />
          <Bar
            dataKey={({ noise }: NoiseBar) => [floor, noise ?? floor + 2]}
            isAnimationActive={false}
            cursor="pointer"
            onClick={(bar: unknown) => onSelect((bar as { payload: NoiseBar }).payload.layer)}
            shape={(props: unknown) => <NoiseShape {...(props as NoiseShapeProps)} selected={selected} />}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function describe({ layer, noise, layers }: NoiseBar): readonly string[] {
  const group = layers > 1 ? [`noisiest of ${layers} neighbours`] : [];
  return [layer, noise === null ? "stays in float" : `${decibel(noise)} noise, ${decibel(-noise)} SQNR`, ...group];
}

interface NoiseShapeProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly payload: NoiseBar;
  readonly selected: string | null;
}

function NoiseShape({ x, y, width, height, payload, selected }: NoiseShapeProps) {
  const color = payload.precision === "INT8" ? "var(--int8)" : "var(--fp32)";
  const isSelected = payload.layer === selected;
  const opacity = selected === null || isSelected ? 0.95 : 0.55;
  return (
    <>
      <rect x={x} y={y} width={width} height={height} fill={color} fillOpacity={opacity} />
      {isSelected && <rect x={x - 1} y={y - 4} width={width + 2} height={3} fill="var(--text)" />}
    </>
  );
}
