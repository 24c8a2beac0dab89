import { useMemo } from "react";
import { sketchInWords } from "../../../core/evaluate/closeness/sketch.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useShownEvaluation } from "../../../state/shown.ts";

/** What a reader of the numbers must know: how they came about where outputs are large, and whether they will be found again. */
export function MeasureNotes() {
  const { baseline } = useFlow();
  const shown = useShownEvaluation();
  const sums = useMemo(() => sketchInWords(shown?.results ?? []), [shown]);
  const unkept = shown?.unkept ?? baseline.data?.unkept;
  if (sums === null && unkept === undefined) return null;
  return (
    <div className="muted" role="note">
      {sums !== null && <p className="flat">{sums}</p>}
      {unkept !== undefined && <p className="flat">{unkept}</p>}
    </div>
  );
}
