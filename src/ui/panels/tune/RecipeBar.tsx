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

/** How ranges are chosen, or why there are none to choose. */
function Ranges() {
  const { need } = useFlow();
  const scheme = useStudio((s) => s.recipe.scheme);
  if (need === "required") return <MethodPicker />;
  return (
    <p className="recipe-note muted">
      {need === "none"
        ? `Needs no calibration data: ${scheme === "dynamic" ? "ranges are found while the model runs" : "only weights are rounded"}.`
        : "Calibration samples are optional: they show which values leave the range of FP16."}
    </p>
  );
}
