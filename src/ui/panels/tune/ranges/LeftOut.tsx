import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { leftOutOf, withLeftOut } from "../../../../core/recipe.ts";
import { useStudio } from "../../../../state/store.ts";
import { Name } from "../../../parts/Name.tsx";
import { measureAgain } from "./use-range.ts";

export interface PreviewNoticeProps {
  /** Ids of the samples that the preview leaves out. */
  readonly samples: readonly string[];
  readonly onDone: () => void;
}

/** Says how far a preview goes, and makes it real: the recipe then says what is left out, and calibration runs again. */
export function PreviewNotice({ samples, onDone }: PreviewNoticeProps) {
  if (samples.length === 0) return null;
  const what = samples.length === 1 ? "1 sample" : `${samples.length} samples`;
  return (
    <div className="notice" role="status">
      <div className="notice-body">
        <p className="notice-what">Preview without {what}</p>
        <p>
          Extremes and their means are exact; the histogram, and with it what percentile, entropy and MSE choose, still
          holds {samples.length === 1 ? "it" : "them"}. Nothing else has changed yet.
        </p>
        <div className="row">
          <Button
            size="compact-sm"
            onClick={() => {
              leaveOut(samples, true);
              onDone();
            }}
          >
            Calibrate without {samples.length === 1 ? "it" : "them"}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onDone}>
            End the preview
          </Button>
        </div>
      </div>
    </div>
  );
}

/** One change of the recipe for all of them. */
export function leaveOut(samples: readonly string[], out: boolean): void {
  useStudio
    .getState()
    .changeRecipe((recipe) => samples.reduce((changed, sample) => withLeftOut(changed, sample, out), recipe));
  measureAgain();
}

/** What the recipe leaves out of calibration, each to be taken back. */
export function LeftOutList() {
  // As text: a list made anew would be another one at each look.
  const text = useStudio((s) => leftOutOf(s.recipe).join("\n"));
  if (text === "") return null;
  const samples = text.split("\n");
  return (
    <section aria-label="Left out of calibration" className="left-out">
      <span className="muted">Left out of calibration:</span>
      {samples.map((sample) => (
        <button
          key={sample}
          type="button"
          className="left-out-chip"
          aria-label={`Take ${sample} back into calibration`}
          onClick={() => leaveOut([sample], false)}
        >
          <Name text={sample} tail={20} />
          <IconArrowBackUp size={13} aria-hidden />
        </button>
      ))}
    </section>
  );
}
