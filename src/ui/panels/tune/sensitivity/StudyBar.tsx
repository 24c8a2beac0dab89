import { Button, NativeSelect } from "@mantine/core";
import type { PinPrecision } from "../../../../core/recipe.ts";
import { STUDY_IMAGES } from "../../../../state/slices/sensitivity.ts";
import { useSensitivity } from "../../../../state/sensitivity/study.tsx";
import { useStudio } from "../../../../state/store.ts";
import { Segmented } from "../../../parts/Segmented.tsx";
import { PIN_TITLES } from "../pins.ts";

export const ASKED_PRECISIONS = ["int16", "float16", "float32"] as const;
const ASKED = ASKED_PRECISIONS.map((value) => ({ value, label: PIN_TITLES[value] }));

export interface StudyBarProps {
  /** What the curve and the last columns of the table ask for. */
  readonly precision: PinPrecision;
  readonly onPrecision: (precision: PinPrecision) => void;
}

/** Runs it again, and chooses what pins are asked about. */
export function StudyBar({ precision, onPrecision }: StudyBarProps) {
  const { study, stale, running, start } = useSensitivity();
  return (
    <div className="study-bar">
      <Button
        variant={stale ? "filled" : "default"}
        disabled={start === null || running}
        onClick={() => start?.()}
        title={start === null ? "Quantize first: it needs a model, samples and a recipe." : undefined}
      >
        {stale ? "Find again" : "Find which layers hurt"}
      </Button>
      <StudyImages />
      <span className="muted small study-state" role="status">
        {stale && "For an earlier recipe: only its pins are taken into account."}
        {!stale && !running && study && `${study.report.samples} samples were run.`}
      </span>
      <div className="row">
        <span className="muted small">What if</span>
        <Segmented
          label="What if a layer were pinned to"
          options={ASKED}
          value={precision as (typeof ASKED)[number]["value"]}
          onChange={onPrecision}
        />
      </div>
    </div>
  );
}

/** How many samples: more make the intervals narrower, and take as much longer. */
export function StudyImages() {
  const images = useStudio((s) => s.studyImages);
  const choose = useStudio((s) => s.chooseStudyImages);
  return (
    <span className="row study-images">
      <span className="muted small">on</span>
      <NativeSelect
        aria-label="Calibration samples to run"
        title="More samples make the intervals narrower and take as much longer."
        data={STUDY_IMAGES.map(String)}
        value={String(images)}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      />
      <span className="muted small">samples</span>
    </span>
  );
}
