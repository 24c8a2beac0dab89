import { useMemo } from "react";
import { sketchInWords } from "../../../core/evaluate/closeness/sketch.ts";
import { useFlow } from "../../../state/flow.tsx";
import type { Skipped } from "../../../core/samples/dataset.ts";
import { SkippedList } from "../data/SkippedList.tsx";
import { useShownEvaluation } from "../../../state/shown.ts";

const NONE: readonly Skipped[] = [];

/** What a reader of the numbers must know: how they came about where outputs are large, and whether they will be found again. */
export function MeasureNotes() {
  const { baseline } = useFlow();
  const shown = useShownEvaluation();
  const sums = useMemo(() => sketchInWords(shown?.results ?? []), [shown]);
  const unkept = shown?.unkept ?? baseline.data?.unkept;
  const skipped = shown?.skipped ?? baseline.data?.skipped ?? NONE;
  if (sums === null && unkept === undefined && skipped.length === 0) return null;
  return (
    <div className="muted" role="note">
      {sums !== null && <p className="flat">{sums} Another task needs the samples to be run again.</p>}
      {unkept !== undefined && <p className="flat">{unkept}</p>}
      {skipped.length > 0 && <SkippedList skipped={skipped} what="could not be run and count nowhere" />}
    </div>
  );
}
