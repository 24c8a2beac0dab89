import { Button } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import { CALIBRATION_METHODS } from "../../../core/calibrate/index.ts";
import { useStudio } from "../../../state/store.ts";
import { useVerdict } from "../../../state/use-verdict.ts";
import { withMethod, withWeights } from "../tune/recipe-edits.ts";

/** What to try when accuracy was lost: the nearest untried change first. Each is one click and can be undone. */
export function Advice() {
  const { scheme, calibration, weights } = useStudio((s) => s.recipe);
  const change = useStudio((s) => s.changeRecipe);
  const quantize = useStudio((s) => s.quantize);
  const goTo = useStudio((s) => s.goTo);
  const verdict = useVerdict();
  if (verdict === null || verdict.level === "good" || !verdict.isAboutAccuracy) return null;
  const { level } = verdict;
  const apply = (edit: Parameters<typeof change>[0]) => {
    change(edit);
    quantize();
  };
  const calibrated = scheme === "static";
  const untried = CALIBRATION_METHODS.filter((m) => m.id !== calibration.method && m.id !== "min-max");
  const others = calibrated ? untried : [];
  return (
    <div className="notice advice" role="status">
      <IconBulb size={18} aria-hidden />
      <div className="notice-body">
        <p>
          <span className="strong">{level === "bad" ? "Accuracy was lost." : "Not sure yet."}</span>
          {level === "unsure" && " More validation samples would narrow the interval."}{" "}
          {calibrated && "Ranges can be chosen another way without calibrating again. "}
          Another scheme may fit this model better, and single layers can keep more bits.
        </p>
        <div className="row wrap">
          {calibrated && weights.granularity === "per-tensor" && (
            <Button variant="default" onClick={() => apply(withWeights({ granularity: "per-channel" }))}>
              Weights per channel
            </Button>
          )}
          {others.map(({ id, title, when }) => (
            <Button key={id} variant="default" title={when} onClick={() => apply(withMethod(id))}>
              Try {title}
            </Button>
          ))}
          <Button variant="subtle" onClick={() => goTo("tune")}>
            See the noisiest layers
          </Button>
        </div>
      </div>
    </div>
  );
}
