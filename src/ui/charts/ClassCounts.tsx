import { useMemo } from "react";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Dataset } from "../../core/samples/dataset.ts";
import { sig } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { classBars, type ClassBar } from "./class-counts-data.ts";
import { AXIS, ChartTooltip } from "./shared.tsx";
import { toCsv } from "./save.ts";

/** Labels are drawn under the bars as long as they can be read. */
const LABELLED = 12;

/** Are the classes equally often? A rare class is measured badly. */
export function ClassCounts({ data, height = 96 }: { readonly data: Dataset; readonly height?: number }) {
  const bars = useMemo(() => classBars(data), [data]);
  const counts = bars.map((b) => b.count);
  const summary = `Images per class, from ${sig(Math.min(...counts))} to ${sig(Math.max(...counts))}.`;
  return (
    <ChartFrame
      title="Images per class"
      name={`${data.name}-classes`}
      height={height}
      summary={summary}
      csv={() =>
        toCsv(
          ["class", "images"],
          bars.map((b) => [b.label, b.count]),
        )
      }
    >
      <ResponsiveContainer>
        <BarChart
          data={bars as ClassBar[]}
          margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
          barCategoryGap={bars.length > 40 ? 0.5 : 4}
        >
          <XAxis {...AXIS} dataKey="label" height={20} tick={bars.length > LABELLED ? false : AXIS.tick} interval={0} />
          <YAxis {...AXIS} axisLine={false} width={32} tickCount={3} allowDecimals={false} />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
            content={<ChartTooltip lines={describe} />}
          />
          <Bar dataKey="count" isAnimationActive={false} fill="var(--accent)" fillOpacity={0.75} maxBarSize={28} />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function describe({ label, count }: ClassBar): readonly string[] {
  return [label, `${sig(count)} images${label.includes(" to ") ? " per class" : ""}`];
}
