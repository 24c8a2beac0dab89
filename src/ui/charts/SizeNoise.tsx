import { memo, useMemo } from "react";
import type { SensitivityReport } from "../../core/sensitivity/report.ts";
import type { LayerRow } from "../../jobs/protocol.ts";
import { precisionColour } from "../parts/Chip.tsx";
import { bytes, decibel } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { placeLabels } from "./pareto-data.ts";
import { PlotAxes } from "./PlotAxes.tsx";
import { toCsv } from "./save.ts";
import { type SizePoint, NO_WEIGHTS, sizeDomains, sizeNoise, sizePlace, sizeTicks } from "./size-noise-data.ts";
import { niceTicks, tickText } from "./ticks.ts";
import { WalkPlot } from "./WalkPlot.tsx";

export interface SizeNoiseProps {
  readonly rows: readonly LayerRow[];
  readonly report: SensitivityReport;
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

const MARGINS = { left: 36, right: 12, top: 10, bottom: 34 } as const;
/** Points that carry their name. */
const NAMED = 5;

/** Each layer by its bytes and by the SQNR it leaves at the output: harm on top. */
export const SizeNoise = memo(function SizeNoise(props: SizeNoiseProps) {
  const { rows, report, selected, onSelect, height = 210 } = props;
  const points = useMemo(() => sizeNoise(rows, report), [rows, report]);
  const csv = () =>
    toCsv(
      ["layer", "bytes", "SQNR at the output dB", "precision"],
      points.map((p) => [p.layer, p.bytes, p.sqnr, p.precision]),
    );
  return (
    <ChartFrame
      title="Which layers are small and harmful?"
      note="output SQNR, only it rounded, dB"
      name="size-against-harm"
      height={height}
      interactive
      summary={`Bytes of ${points.length} layers against the SQNR each leaves at the output.`}
      csv={csv}
    >
      {(width) => <Drawing points={points} selected={selected} onSelect={onSelect} width={width} height={height} />}
    </ChartFrame>
  );
});

interface DrawingProps extends Pick<SizeNoiseProps, "selected" | "onSelect"> {
  readonly points: readonly SizePoint[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ points, selected, onSelect, width, height }: DrawingProps) {
  const domains = useMemo(() => sizeDomains(points), [points]);
  const { left, right, top, bottom } = MARGINS;
  const [inner, tall] = [width - left - right, height - top - bottom];
  const spots = points.map((point) => {
    const [across, down] = sizePlace(point, domains);
    return { x: left + across * inner, y: top + down * tall };
  });
  const chosen = points.findIndex(({ layer }) => layer === selected);
  // Points without a name come last: names cover none of them.
  const marks = points.flatMap(({ layer }, i) => {
    const spot = spots[i];
    return spot ? [{ id: layer, name: i < NAMED ? shortName(layer) : "", ...spot }] : [];
  });
  const named = new Set(points.slice(0, NAMED).map(({ layer }) => layer));
  const axis = { x: 0, y: 0, width: left, height };
  const labels = placeLabels(marks, { width, height: height - bottom }, [axis]).filter(({ id }) => named.has(id));
  const x = (size: number) => left + sizePlace({ bytes: size, sqnr: 0 } as SizePoint, domains)[0] * inner;
  const y = (sqnr: number) => top + ((sqnr - domains.y[0]) / (domains.y[1] - domains.y[0])) * tall;
  return (
    <WalkPlot
      label="Layers by size and harm, most harmful first"
      pick="near"
      spots={spots}
      selected={chosen}
      onPick={(i) => points[i] && onSelect(points[i].layer)}
      tip={(i) => tipLines(points[i])}
      width={width}
      height={height}
    >
      {(hovered) => (
        <>
          <PlotAxes
            xTicks={[
              ...(points.some(({ bytes: size }) => size === 0)
                ? [{ at: left + inner * (NO_WEIGHTS / 2.5), label: "0" }]
                : []),
              ...sizeTicks(domains).map((size) => ({ at: x(size), label: bytes(size).replace(/\.0+(?=\D)/, "") })),
            ]}
            yTicks={niceTicks(...domains.y, 4).map((at) => ({ at: y(at), label: tickText(at) }))}
            xTitle="bytes of the layer"
            margins={MARGINS}
            width={width}
            height={height}
          />
          {coloursOf(points).map((fill) => (
            <path key={fill} fill={fill} fillOpacity={0.75} d={dots(points, spots, fill)} />
          ))}
          <Ring at={spots[hovered ?? -1]} stroke="var(--muted)" />
          <Ring at={spots[chosen]} stroke="var(--accent)" />
          <g fontSize={12} fill="var(--text)">
            {labels.map((label) => (
              <text key={label.id} x={label.x} y={label.y}>
                {shortName(label.id)}
              </text>
            ))}
          </g>
        </>
      )}
    </WalkPlot>
  );
}

export function Ring({
  at,
  stroke,
}: {
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly stroke: string;
}) {
  return at ? <circle cx={at.x} cy={at.y} r={8} fill="none" stroke={stroke} strokeWidth={2} /> : null;
}

function coloursOf(points: readonly SizePoint[]): readonly string[] {
  return [...new Set(points.map(({ precision }) => precisionColour(precision)))];
}

/** All points of one colour as one path. */
function dots(
  points: readonly SizePoint[],
  spots: readonly { readonly x: number; readonly y: number }[],
  fill: string,
) {
  return points
    .map(({ precision }, i) => {
      const spot = spots[i];
      if (!spot || precisionColour(precision) !== fill) return "";
      return `M${(spot.x - 4).toFixed(1)} ${spot.y.toFixed(1)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z`;
    })
    .join("");
}

/** The end of a name tells layers apart. */
function shortName(layer: string): string {
  return layer.length <= 23 ? layer : `…${layer.slice(-22)}`;
}

function tipLines(point: SizePoint | undefined): readonly string[] {
  if (!point) return [];
  const { layer, bytes: size, sqnr, precision } = point;
  return [
    layer,
    `${precision}, ${size === 0 ? "no weights" : bytes(size)}`,
    `alone it leaves ${decibel(sqnr)} at the output`,
  ];
}
