import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Range } from "../../../../core/calibrate/method.ts";
import type { TensorStats } from "../../../../core/calibrate/stats.ts";
import { FULL } from "../../../../core/quantize/affine.ts";
import { rangeCost, usedRange } from "../../../../core/quantize/range-cost.ts";
import type { RangeSetting, TensorView } from "../../../../jobs/protocol.ts";
import { ChartFrame } from "../../../charts/ChartFrame.tsx";
import { RangePlot } from "../../../charts/RangePlot.tsx";
import { type Look, windowBars, windowOf } from "../../../charts/range-plot-data.ts";
import { toCsv } from "../../../charts/save.ts";
import { count, share } from "../../../parts/format.ts";
import { Segmented } from "../../../parts/Segmented.tsx";
import { CopyRange } from "./CopyRange.tsx";
import { type MethodRow, MethodRows, sameRange } from "./MethodRows.tsx";
import { RangeFacts } from "./RangeFacts.tsx";
import { RangeFields } from "./RangeFields.tsx";
import { RangeHandles } from "./RangeHandles.tsx";
import { RangeNotes } from "./RangeNotes.tsx";
import { dbText, rangeText } from "./range-text.ts";
import { changeRanges, useRange } from "./use-range.ts";

export interface RangeEditorProps {
  readonly view: TensorView;
  readonly setting: RangeSetting;
  /** As observed, or as a preview leaves it. */
  readonly stats: TensorStats;
  /** What the method chooses for these statistics. */
  readonly automatic: Range;
  readonly rows: readonly MethodRow[];
}

const HEIGHT = 232;

const LOOKS: readonly { readonly value: Look; readonly label: string; readonly help: string }[] = [
  { value: "all", label: "All", help: "Everything that was observed, and every range." },
  { value: "range", label: "Range", help: "The chosen range alone." },
  { value: "low", label: "Low end", help: "24 integers on each side of the lower end, each with its line." },
  { value: "high", label: "High end", help: "24 integers on each side of the upper end, each with its line." },
];

/** The histogram over the integer grid, with both ends of the range to drag, and what the range costs. */
export function RangeEditor({ view, setting, stats, automatic, rows }: RangeEditorProps) {
  const { grid } = setting;
  const [look, setLook] = useState<Look>("all");
  const range = useRange(setting, automatic);
  const cost = rangeCost(stats, range.asked, grid);
  const settled = useMemo(() => usedRange(range.settled, grid), [range.settled, grid]);
  const window = useMemo(
    () => windowOf(look, stats, settled, look === "all" ? rows.map((row) => row.cost.used) : []),
    [look, stats, settled, rows],
  );
  const csv = () =>
    toCsv(
      ["from", "to", "count"],
      windowBars(stats, window).map((bar) => [bar.from, bar.to, bar.count]),
    );
  const summary = `Histogram of ${count(view.count)} values over ${count(cost.levels)} integers: range ${rangeText(cost.used)}, ${share(cost.clipped)} clipped, ${dbText(cost.sqnr)}.`;
  return (
    <>
      <div className="range-editor">
        <ChartFrame
          title="Which values does the range keep?"
          note="integers above, values below; counts are logarithmic"
          name={`${view.name}-range`}
          height={HEIGHT}
          summary={summary}
          csv={csv}
          interactive
        >
          {(width) => (
            <RangePlot
              {...{ stats, window, width }}
              height={HEIGHT}
              used={cost.used}
              asked={range.asked}
              qmin={FULL[grid.type].qmin}
              levels={cost.levels}
            >
              {(scale) => <RangeHandles {...{ range, cost, window, scale }} />}
            </RangePlot>
          )}
        </ChartFrame>
        <RangeFacts cost={cost} automatic={rangeCost(stats, automatic, grid)} byHand={range.byHand} />
      </div>
      <div className="range-tools">
        <Segmented label="Show" options={LOOKS} value={look} onChange={setLook} />
        <RangeFields range={range} />
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          disabled={!range.byHand}
          onClick={range.reset}
        >
          Reset
        </Button>
        {setting.value === view.name && <CopyRange view={view} range={range.settled} />}
      </div>
      <RangeNotes setting={setting} name={view.name} asked={range.asked} used={cost.used} />
      <MethodRows
        rows={byHand(rows, range.settled, stats, grid)}
        window={window}
        chosen={settled}
        onTake={(taken) => changeRanges([setting.value], taken)}
      />
    </>
  );
}

/** A range that no method chose has a row of its own. */
function byHand(
  rows: readonly MethodRow[],
  settled: Range,
  stats: TensorStats,
  grid: RangeSetting["grid"],
): readonly MethodRow[] {
  const cost = rangeCost(stats, settled, grid);
  if (rows.some((row) => sameRange(row.cost.used, cost.used))) return rows;
  return [{ id: "chosen", title: "In use", range: settled, cost, current: false, outdated: false }, ...rows];
}
