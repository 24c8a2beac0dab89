import { Button } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { Cautions } from "./Cautions.tsx";
import { Expert } from "./Expert.tsx";
import { MethodPicker } from "./MethodPicker.tsx";
import { QuantizeButton } from "./QuantizeButton.tsx";
import { SchemePicker } from "./SchemePicker.tsx";
import { TargetPicker } from "./TargetPicker.tsx";

/** The whole recipe: presets first, every setting one level down, and the one button. */
export function RecipeBar() {
  const expert = useStudio((s) => s.expert);
  const setExpert = useStudio((s) => s.setExpert);
  return (
    <section className="recipe" aria-label="Recipe">
      <div className="recipe-bar">
        <div className="recipe-fields">
          <div className="recipe-presets">
            <TargetPicker />
            <SchemePicker />
            <Button
              variant={expert ? "light" : "subtle"}
              size="compact-sm"
              className="expert-button"
              leftSection={<IconAdjustments size={15} />}
              aria-expanded={expert}
              aria-controls="expert-settings"
              onClick={() => setExpert(!expert)}
            >
              Expert
            </Button>
          </div>
          <Ranges />
        </div>
        <QuantizeButton />
      </div>
      {expert && <Expert />}
      <Cautions />
    </section>
  );
}

/** What samples add where a recipe does without. */
const ADDED = {
  range: "they show which values leave the range of FP16",
  dynamic: "they show which values are too wide for 8 bits",
  bias: "with them the biases make up for what rounding the weights shifts",
} as const;

/** How ranges are chosen, or why there are none to choose. */
function Ranges() {
  const { need } = useFlow();
  const { scheme, weights } = useStudio((s) => s.recipe);
  if (need === "required") return <MethodPicker />;
  const correctsBias = scheme === "weight-only" && weights.biasCorrection;
  const added = correctsBias ? ADDED.bias : scheme === "dynamic" ? ADDED.dynamic : ADDED.range;
  return (
    <p className="recipe-note muted">
      {need === "none"
        ? "Needs no calibration data: only weights are rounded."
        : `Calibration samples are optional: ${added}.`}
    </p>
  );
}
