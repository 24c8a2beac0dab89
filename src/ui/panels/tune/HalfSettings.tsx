import { useStudio } from "../../../state/store.ts";
import { Segmented } from "../../parts/Segmented.tsx";
import { withHalf } from "./recipe-edits.ts";
import { Setting, SwitchSetting } from "./Setting.tsx";
import { SETTINGS } from "./settings.ts";

const TYPES = [
  { value: "float16", label: "FP16" },
  { value: "bfloat16", label: "BF16" },
] as const;

/** Settings of layers that compute in 16-bit float. */
export function HalfSettings() {
  const { type, keepIo } = useStudio((s) => s.recipe.half);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <>
      <Setting text={SETTINGS.half}>
        <Segmented
          label="16-bit type"
          options={TYPES}
          value={type}
          onChange={(value) => change(withHalf({ type: value }))}
        />
      </Setting>
      <SwitchSetting text={SETTINGS.keepIo} checked={keepIo} onChange={(on) => change(withHalf({ keepIo: on }))} />
    </>
  );
}
