import { useStudio } from "../../../state/store.ts";
import { SwitchSetting } from "./Setting.tsx";
import { HalfSettings } from "./HalfSettings.tsx";
import { StaticSettings } from "./StaticSettings.tsx";
import { WeightOnlySettings } from "./WeightOnlySettings.tsx";
import { withTaskAware } from "./recipe-edits.ts";
import { SETTINGS } from "./settings.ts";

/** Every setting that means something under the present scheme. */
export function Expert() {
  const scheme = useStudio((s) => s.recipe.scheme);
  return (
    <div className="expert" id="expert-settings" role="group" aria-label="Expert settings">
      {scheme === "static" || scheme === "dynamic" ? (
        <StaticSettings dynamic={scheme === "dynamic"} />
      ) : scheme === "weight-only" ? (
        <WeightOnlySettings />
      ) : (
        <HalfSettings />
      )}
      {(scheme === "static" || scheme === "dynamic") && <TaskAware />}
    </div>
  );
}

function TaskAware() {
  const taskAware = useStudio((s) => s.recipe.taskAware);
  const change = useStudio((s) => s.changeRecipe);
  return <SwitchSetting text={SETTINGS.taskAware} checked={taskAware} onChange={(on) => change(withTaskAware(on))} />;
}
