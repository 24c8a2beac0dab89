import type { Range } from "../../../../core/calibrate/method.ts";
import { type UsedRange } from "../../../../core/quantize/range-cost.ts";
import type { RangeSetting } from "../../../../jobs/protocol.ts";
import { Name } from "../../../parts/Name.tsx";
import { differs, rangeText } from "./range-text.ts";

export interface RangeNotesProps {
  readonly setting: RangeSetting;
  /** Of the tensor that is shown. */
  readonly name: string;
  readonly asked: Range;
  readonly used: UsedRange;
}

/** Why the used range is not the asked one, and whom else it is for. */
export function RangeNotes({ setting, name, asked, used }: RangeNotesProps) {
  const { value, shared, bounded, grid } = setting;
  return (
    <div className="range-notes" aria-live="polite">
      {differs(asked, used) && (
        <p>
          <span className="strong">
            Asked {rangeText(asked)}, used {rangeText(used)}:
          </span>{" "}
          {why(asked, setting)}
        </p>
      )}
      {value !== name && (
        <p>
          Only repeats the numbers of <Name text={value} />: the range is set there and holds for both.
        </p>
      )}
      {value === name && shared.length > 0 && (
        <p>
          {shared.length === 1 ? "1 other value repeats" : `${shared.length} other values repeat`} these numbers and{" "}
          {shared.length === 1 ? "has" : "have"} the same scale: <Name text={shared.join(", ")} />
        </p>
      )}
      {bounded && (
        <p>
          This operator only answers within {rangeText(setting.automatic)}: that is its range, whatever was observed.
        </p>
      )}
      {grid.type.endsWith("16") && (
        <p>
          16 bits take all that was observed, whatever the method: with 65 536 levels clipping costs more than rounding.
        </p>
      )}
    </div>
  );
}

function why(asked: Range, { grid }: RangeSetting): string {
  if (grid.symmetric) return "activations are symmetric, so the longer side counts for both.";
  const { clamp } = grid;
  if (clamp !== null && (asked.lo < clamp.lo || asked.hi > clamp.hi)) {
    return `the clamp that was folded in ends at ${rangeText(clamp)}.`;
  }
  return "0 must fall on an integer.";
}
