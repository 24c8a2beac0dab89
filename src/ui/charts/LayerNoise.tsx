import { memo, useMemo } from "react";
import type { LayerRow } from "../../jobs/protocol.ts";
import { precisionColour } from "../parts/Chip.tsx";
import { decibel } from "../parts/format.ts";
import type { BarRect } from "./bar-path.ts";
import { CategoryBars } from "./CategoryBars.tsx";
import { ChartFrame } from "./ChartFrame.tsx";
import { layerNoise, noiseFloor, type NoiseBar } from "./layer-noise-data.ts";
import { toCsv } from "./save.ts";
import { depthTicks, niceTicks, tickText } from "./ticks.ts";

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
  const positions = depthTicks(bars, Math.min(bars.length, 12));
  const rects = (wanted: (bar: NoiseBar) => boolean) => rectsOf(bars, floor, wanted);
  return (
    <CategoryBars
      count={bars.length}
      domain={[floor, 0]}
      series={[
        ...coloursOf(bars).map((fill) => ({
          rects: rects((b) => b.noise !== null && precisionColour(b.precision) === fill),
          fill,
          opacity: selected === null ? 0.85 : 0.5,
        })),
        { rects: rects((b) => b.noise === null), fill: "var(--fp32)", opacity: 0.7 },
        { rects: rects((b) => b.layer === selected), fill: "var(--accent)", opacity: 1 },
      ]}
      xTicks={positions.map(({ position, at }) => ({ at: at - 0.5, label: tickText(position) }))}
      yTicks={niceTicks(floor, 0, 3).map((at) => ({ at, label: tickText(at) }))}
      width={width}
      height={height}
      tip={(index) => tipLines(bars[index])}
      onPick={(index) => {
        const bar = bars[index];
        if (bar) onSelect(bar.layer);
      }}
    />
  );
}

function coloursOf(bars: readonly NoiseBar[]): readonly string[] {
  return [...new Set(bars.filter((b) => b.noise !== null).map((b) => precisionColour(b.precision)))];
}

/** A float layer keeps a sliver, so that it can be seen and chosen. */
function rectsOf(bars: readonly NoiseBar[], floor: number, wanted: (bar: NoiseBar) => boolean): readonly BarRect[] {
  return bars.flatMap((bar, i) => (wanted(bar) ? [{ x0: i, x1: i + 1, y0: floor, y1: bar.noise ?? floor + 2 }] : []));
}

function tipLines(bar: NoiseBar | undefined): readonly string[] {
  if (!bar) return [];
  const { layer, noise, layers, precision } = bar;
  const none = precision === "FP32" ? "stays in float" : "rounds no weights of its own";
  const value = noise === null ? none : `${decibel(noise)} noise, ${decibel(-noise)} SQNR`;
  return [layer, value, ...(layers > 1 ? [`noisiest of ${layers} neighbours`] : [])];
}
