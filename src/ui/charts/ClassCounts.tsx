import { memo, useMemo } from "react";
import { capital } from "../../core/capital.ts";
import type { Dataset } from "../../core/samples/dataset.ts";
import { sig } from "../parts/format.ts";
import { CategoryBars } from "./CategoryBars.tsx";
import { ChartFrame } from "./ChartFrame.tsx";
import { classBars, type ClassBar } from "./class-counts-data.ts";
import { type SampleWord } from "../parts/sample-word.ts";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";

/** Labels are drawn under the bars as long as they can be read: few enough, and none wider than its bar's share. */
const LABELLED = 12;
/** Width of a character of the axis, px, a little generous. */
const CHARACTER = 6.5;

export interface ClassCountsProps {
  readonly data: Dataset;
  /** What the samples are called. */
  readonly word: SampleWord;
  readonly height?: number;
}

/** Are the classes equally often? A rare class is measured badly. */
export const ClassCounts = memo(function ClassCounts({ data, word, height = 96 }: ClassCountsProps) {
  const bars = useMemo(() => classBars(data), [data]);
  const counts = bars.map((b) => b.count);
  const title = `${capital(word)} per class`;
  const summary = `${title}, from ${sig(Math.min(...counts))} to ${sig(Math.max(...counts))}.`;
  const csv = () =>
    toCsv(
      ["class", word],
      bars.map((b) => [b.label, b.count]),
    );
  return (
    <ChartFrame title={title} name={`${data.name}-classes`} height={height} summary={summary} csv={csv}>
      {(width) => <Drawing bars={bars} word={word} width={width} height={height} />}
    </ChartFrame>
  );
});

interface DrawingProps {
  readonly bars: readonly ClassBar[];
  readonly word: SampleWord;
  readonly width: number;
  readonly height: number;
}

function Drawing({ bars, word, width, height }: DrawingProps) {
  const top = Math.max(1, ...bars.map((b) => b.count));
  const few = bars.length <= LABELLED;
  const longest = Math.max(0, ...bars.map(({ label }) => label.length));
  const labelled = few && longest * CHARACTER * bars.length <= width - 40;
  const inset = few ? 0.2 : 0;
  const rects = bars.map(({ count }, i) => ({ x0: i + inset, x1: i + 1 - inset, y0: 0, y1: count }));
  return (
    <CategoryBars
      count={bars.length}
      domain={[0, top]}
      series={[{ rects, fill: "var(--accent)", opacity: 0.75 }]}
      xTicks={labelled ? bars.map(({ label }, at) => ({ at, label })) : []}
      yTicks={niceTicks(0, top, 2).map((at) => ({ at, label: tickText(at) }))}
      width={width}
      height={height}
      tip={(index) => tipLines(bars[index], word)}
    />
  );
}

function tipLines(bar: ClassBar | undefined, word: SampleWord): readonly string[] {
  if (!bar) return [];
  return [bar.label, `${sig(bar.count)} ${word}${bar.label.includes(" to ") ? " per class" : ""}`];
}
